import pytest

from certplatform.domain.compliance_review import (
    CheckAnswer,
    checklist_obstacles,
    confirmation_need,
    confirmation_obstacles,
    recheck_obstacles,
    two_looks_obstacles,
)
from certplatform.domain.obstacles import Obstacle
from tests.builders.rules import IIIMS, RULES, TINY, rules_with, switched_off

EARLY = Obstacle("R01", "too early")
WARNED = Obstacle("R03", "gap", weight="warns")
ITEMS = IIIMS.checklists["compliance_review"]
ALL_YES = {item.code: CheckAnswer("yes") for item in ITEMS}


@pytest.mark.parametrize(
    ("then", "now", "stopped"),
    [
        ([], [], False),
        ([WARNED], [WARNED], False),
        ([], [EARLY], True),
        ([WARNED], [], True),
        ([EARLY], [WARNED], True),
    ],
)
def test_R04_a_different_outcome_at_review_blocks(
    then: list[Obstacle], now: list[Obstacle], stopped: bool
) -> None:
    assert bool(recheck_obstacles(then, now, RULES)) == stopped
    assert recheck_obstacles(then, now, switched_off("R04.recheck_at_review")) == []


def test_R04_the_recorded_outcome_can_be_read_back() -> None:
    recorded = WARNED.as_record()
    again = Obstacle(**recorded)  # type: ignore[arg-type]
    assert recheck_obstacles([again], [WARNED], RULES) == []


def test_R36_a_checklist_answered_with_yes_passes() -> None:
    assert checklist_obstacles(ITEMS, ALL_YES, passing=True) == []


def test_R36_every_item_is_answered() -> None:
    assert len(checklist_obstacles(ITEMS, {}, passing=False)) == len(ITEMS) > 0


def test_R36_a_no_is_explained_and_does_not_pass() -> None:
    code = ITEMS[0].code
    silent = {**ALL_YES, code: CheckAnswer("no")}
    explained = {**ALL_YES, code: CheckAnswer("no", "人日不足")}
    assert [one.field for one in checklist_obstacles(ITEMS, silent, passing=False)] == [
        f"item:{code}"
    ]
    assert checklist_obstacles(ITEMS, explained, passing=False) == []
    assert checklist_obstacles(ITEMS, explained, passing=True)


@pytest.mark.parametrize(
    ("reviewer", "rechecker", "stopped"),
    [(1, 2, False), (1, 1, True), (None, 2, True), (1, None, True)],
)
def test_R36_two_looks_by_two_people(
    reviewer: int | None, rechecker: int | None, stopped: bool
) -> None:
    assert bool(two_looks_obstacles(reviewer, rechecker)) == stopped


@pytest.mark.parametrize(
    ("grade", "needed"),
    [("A", False), ("AA", False), ("AAA", True), ("AAAA", True), ("AAAAA", True)],
)
def test_R37_from_triple_A_on_a_confirmation_audit_is_needed(grade: str, needed: bool) -> None:
    rules = rules_with({"R37.share_percent": 0})
    assert confirmation_need(grade, "P-1", "s", IIIMS, rules).needed == needed


def test_R37_below_it_a_share_is_drawn_by_the_stored_seed() -> None:
    answers = [confirmation_need("A", f"P-{one}", "s", IIIMS, RULES) for one in range(1000)]
    again = [confirmation_need("A", f"P-{one}", "s", IIIMS, RULES) for one in range(1000)]
    assert answers == again
    assert 60 <= sum(one.needed for one in answers) <= 140


def test_R37_another_scheme_has_its_own_threshold() -> None:
    rules = rules_with({"R37.share_percent": 0, "R37.from_grade": "SILVER"})
    assert confirmation_need("SILVER", "P-1", "s", TINY, rules).needed
    assert not confirmation_need("BRONZE", "P-1", "s", TINY, rules).needed
    assert not confirmation_need(None, "P-1", "s", TINY, rules).needed


def test_R37_the_confirmation_comes_before_the_decision() -> None:
    need = confirmation_need("AAA", "P-1", "s", IIIMS, RULES)
    assert [one.rule for one in confirmation_obstacles(need, done=False)] == ["R37"]
    assert confirmation_obstacles(need, done=True) == []
