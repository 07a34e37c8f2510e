"""R28 before the issue: the draft is shown, commented on in its time, disputes are answered."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from certplatform.domain.finding_draft import (
    DraftFacts,
    Said,
    comment_until,
    draft_obstacles,
    whose_turn,
)
from tests.builders.rules import RULES, rules_with, switched_off

SHOWN = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNTIL = SHOWN + timedelta(hours=24)
TICK = timedelta(microseconds=1)
DRAFT = DraftFacts("minor", SHOWN, UNTIL)


def fields(draft: DraftFacts, now: datetime) -> list[str]:
    return [one.field for one in draft_obstacles(draft, now, RULES)]


def test_R28_the_time_for_comments_comes_from_the_rule_data() -> None:
    assert comment_until(SHOWN, RULES) == UNTIL
    longer = rules_with({"R28.draft_comment_hours": 48})
    assert comment_until(SHOWN, longer) == SHOWN + timedelta(hours=48)


@pytest.mark.parametrize(
    ("now", "open_"), [(UNTIL - TICK, True), (UNTIL, True), (UNTIL + TICK, False)]
)
def test_R28_a_draft_is_not_issued_while_the_enterprise_may_comment(
    now: datetime, open_: bool
) -> None:
    assert fields(DRAFT, now) == (["open"] if open_ else [])
    assert whose_turn(DRAFT, now) == ("enterprise" if open_ else "team")


@pytest.mark.parametrize(
    ("grade", "asked"),
    [("major", True), ("minor", True), ("observation", False), ("strength", False)],
)
def test_R28_a_nonconformity_nobody_has_seen_is_not_issued(grade: str, asked: bool) -> None:
    assert fields(DraftFacts(grade), SHOWN) == (["shown"] if asked else [])


def test_R28_where_the_rule_is_off_a_draft_need_not_be_shown() -> None:
    off = switched_off("R28.draft_shown")
    assert draft_obstacles(DraftFacts("major"), SHOWN, off) == []


def test_R28_who_agrees_ends_the_time_for_comments() -> None:
    agreed = dataclasses.replace(DRAFT, said=(Said("agree", SHOWN),))
    assert fields(agreed, SHOWN) == []
    before = dataclasses.replace(DRAFT, said=(Said("agree", SHOWN - TICK),))
    assert fields(before, SHOWN) == ["open"], "that was about an earlier draft"
    commented = dataclasses.replace(DRAFT, said=(Said("comment", SHOWN),))
    assert fields(commented, SHOWN) == ["open"]


def test_R28_a_dispute_holds_the_draft_until_it_is_answered() -> None:
    late = UNTIL + timedelta(days=9)
    disputed = dataclasses.replace(DRAFT, said=(Said("dispute", SHOWN), Said("dispute", SHOWN)))
    (found,) = draft_obstacles(disputed, late, RULES)
    assert (found.rule, found.field, found.params["count"]) == ("R28", "dispute", 2)
    assert found.cure
    assert whose_turn(disputed, SHOWN) == "team"
    answered = dataclasses.replace(DRAFT, said=(Said("dispute", SHOWN, answered=True),))
    assert fields(answered, late) == []


def test_R28_a_dispute_holds_the_draft_even_where_showing_is_not_asked_for() -> None:
    off = switched_off("R28.draft_shown")
    disputed = dataclasses.replace(DRAFT, grade="observation", said=(Said("dispute", SHOWN),))
    assert [one.field for one in draft_obstacles(disputed, UNTIL, off)] == ["dispute"]
