import dataclasses
from datetime import date

import pytest

from certplatform.codes import code_lists
from certplatform.domain.application import (
    ApplicationFacts,
    ClaimedCapability,
    HeldCertificate,
    OpenCase,
)
from certplatform.domain.identity import Identity
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.readiness import (
    correspondence_obstacles,
    document_obstacles,
    maturity_obstacles,
    readiness_obstacles,
)
from certplatform.domain.standing import one_case_obstacles, standing_obstacles
from tests.builders.rules import IIIMS, RULES, TINY, switched_off

LINE = ClaimedCapability("柔性生产", IIIMS.viewpoints[1].code, "CL2")
STORE = ClaimedCapability("在线服务", IIIMS.viewpoints[2].code, "CL3")
READY = ApplicationFacts(
    case_type="initial",
    applied_on=date(2026, 11, 20),
    identity=Identity("91110000600037341L", "C3611", "370102"),
    lists=code_lists(),
    effective_on=date(2026, 7, 1),
    effective_recorded_on=date(2026, 7, 3),
    internal_audit_on=date(2026, 10, 10),
    management_review_on=date(2026, 10, 20),
    requested_grade="AA",
    capabilities=(LINE, STORE),
    documents=frozenset(kind.code for kind in IIIMS.documents),
    declares_no_dishonesty=True,
)


def with_(**changes: object) -> ApplicationFacts:
    return dataclasses.replace(READY, **changes)  # type: ignore[arg-type]


def rules_of(found: list[Obstacle]) -> list[str]:
    return [one.rule for one in found]


def test_a_ready_application_has_no_obstacles() -> None:
    assert readiness_obstacles(READY, IIIMS, RULES) == []


@pytest.mark.parametrize(
    ("applied_on", "stopped"),
    [(date(2026, 9, 30), True), (date(2026, 10, 1), False), (date(2026, 10, 2), False)],
)
def test_R01_three_months_have_passed_since_the_manual_took_effect(
    applied_on: date, stopped: bool
) -> None:
    facts = with_(
        applied_on=applied_on, internal_audit_on=date(2026, 10, 1), management_review_on=None
    )
    assert ("R01" in rules_of(maturity_obstacles(facts, RULES))) == stopped


def test_R01_says_from_which_day_on_one_may_apply() -> None:
    facts = with_(effective_on=date(2026, 9, 1))
    assert maturity_obstacles(facts, RULES)[0].params["ripe"] == "2026-12-01"


def test_R01_months_clamp_to_the_end_of_the_month() -> None:
    facts = with_(
        effective_on=date(2025, 11, 30),
        effective_recorded_on=None,
        applied_on=date(2026, 2, 28),
        internal_audit_on=date(2026, 2, 28),
        management_review_on=date(2026, 2, 28),
    )
    assert maturity_obstacles(facts, RULES) == []
    early = dataclasses.replace(facts, applied_on=date(2026, 2, 27))
    assert "R01" in rules_of(maturity_obstacles(early, RULES))


def test_R01_a_missing_date_is_asked_for() -> None:
    assert [one.field for one in maturity_obstacles(with_(effective_on=None), RULES)] == [
        "effective_on"
    ]


@pytest.mark.parametrize("step", ["internal_audit_on", "management_review_on"])
def test_R02_both_steps_are_needed(step: str) -> None:
    found = maturity_obstacles(with_(**{step: None}), RULES)
    assert [(one.rule, one.field) for one in found] == [("R02", step)]


@pytest.mark.parametrize(
    ("audit", "stopped"),
    [(date(2026, 9, 30), True), (date(2026, 10, 1), False), (date(2026, 10, 2), False)],
)
def test_R02_the_internal_audit_comes_after_three_months_of_running(
    audit: date, stopped: bool
) -> None:
    assert bool(maturity_obstacles(with_(internal_audit_on=audit), RULES)) == stopped


@pytest.mark.parametrize(
    ("review", "stopped"),
    [(date(2026, 10, 9), True), (date(2026, 10, 10), False), (date(2026, 10, 11), False)],
)
def test_R02_the_management_review_does_not_come_before_the_internal_audit(
    review: date, stopped: bool
) -> None:
    assert bool(maturity_obstacles(with_(management_review_on=review), RULES)) == stopped


@pytest.mark.parametrize(
    ("review", "stopped"),
    [(date(2026, 11, 19), False), (date(2026, 11, 20), False), (date(2026, 11, 21), True)],
)
def test_R02_nothing_lies_after_the_application(review: date, stopped: bool) -> None:
    assert bool(maturity_obstacles(with_(management_review_on=review), RULES)) == stopped


def test_R02_can_be_switched_off() -> None:
    found = maturity_obstacles(with_(internal_audit_on=None), switched_off("R02.readiness_order"))
    assert found == []


@pytest.mark.parametrize(
    ("recorded", "warned"),
    [
        (date(2026, 7, 30), False),
        (date(2026, 7, 31), False),
        (date(2026, 8, 1), True),
        (date(2026, 5, 31), True),
    ],
)
def test_R03_a_gap_over_thirty_days_warns_and_stops_nobody(recorded: date, warned: bool) -> None:
    found = maturity_obstacles(with_(effective_recorded_on=recorded), RULES)
    assert [(one.rule, one.weight) for one in found] == ([("R03", "warns")] if warned else [])


@pytest.mark.parametrize("open_type", ["initial", "renewal", "upgrade", "change", "transfer"])
def test_R05_one_open_case_at_a_time(open_type: str) -> None:
    facts = with_(open_cases=(OpenCase("P-1", open_type),))
    (found,) = one_case_obstacles(facts, IIIMS, RULES)
    assert found.params == {"case": "P-1"}


@pytest.mark.parametrize("other", ["surveillance", "special"])
def test_R05_surveillance_and_special_cases_neither_block_nor_are_blocked(other: str) -> None:
    beside = with_(open_cases=(OpenCase("P-1", other),))
    assert one_case_obstacles(beside, IIIMS, RULES) == []
    itself = with_(case_type=other, open_cases=(OpenCase("P-1", "initial"),))
    assert one_case_obstacles(itself, IIIMS, RULES) == []


HELD = HeldCertificate("N-1", "valid", date(2026, 11, 20), "AA", (LINE, STORE))


@pytest.mark.parametrize(
    ("held", "blocks"),
    [
        (HELD, True),
        (dataclasses.replace(HELD, grade="AAA"), True),
        (dataclasses.replace(HELD, grade="A"), False),
        (dataclasses.replace(HELD, expires_on=date(2026, 11, 19)), False),
        (dataclasses.replace(HELD, status="suspended"), False),
        (dataclasses.replace(HELD, capabilities=(LINE,)), False),
        (
            dataclasses.replace(
                HELD, capabilities=(dataclasses.replace(LINE, name=" 柔性 生产"), STORE)
            ),
            True,
        ),
    ],
)
def test_R05_no_initial_case_beside_a_valid_certificate_that_covers_it(
    held: HeldCertificate, blocks: bool
) -> None:
    assert bool(one_case_obstacles(with_(certificates=(held,)), IIIMS, RULES)) == blocks


def test_R05_a_renewal_beside_a_valid_certificate_is_what_it_is_for() -> None:
    facts = with_(case_type="renewal", certificates=(HELD,))
    assert one_case_obstacles(facts, IIIMS, RULES) == []


@pytest.mark.parametrize(
    ("withdrawn", "stopped"),
    [(date(2025, 11, 19), False), (date(2025, 11, 20), False), (date(2025, 11, 21), True)],
)
def test_R06_twelve_months_pass_after_a_withdrawal(withdrawn: date, stopped: bool) -> None:
    assert bool(standing_obstacles(with_(withdrawn_on=withdrawn), RULES)) == stopped


def test_R06_the_dishonesty_declaration_is_needed() -> None:
    (found,) = standing_obstacles(with_(declares_no_dishonesty=False), RULES)
    assert found.field == "declares_no_dishonesty"


@pytest.mark.parametrize("grade", [grade.code for grade in IIIMS.grades])
def test_R09_grade_and_lowest_level_correspond(grade: str) -> None:
    level = IIIMS.grade(grade).level
    facts = with_(
        requested_grade=grade, capabilities=(ClaimedCapability("x", LINE.viewpoint, level),)
    )
    assert correspondence_obstacles(facts, IIIMS) == []


@pytest.mark.parametrize("grade", ["A", "AAA"])
def test_R09_a_lower_or_higher_grade_than_the_lowest_level_is_stopped(grade: str) -> None:
    (found,) = correspondence_obstacles(with_(requested_grade=grade), IIIMS)
    assert found.params["capability"] == "柔性生产"


@pytest.mark.parametrize(
    "changes",
    [
        {"requested_grade": ""},
        {"requested_grade": "AAAAAA"},
        {"capabilities": ()},
        {"capabilities": (dataclasses.replace(LINE, level=""), STORE)},
    ],
)
def test_R09_missing_grade_capability_or_level_is_asked_for(changes: dict[str, object]) -> None:
    assert rules_of(correspondence_obstacles(with_(**changes), IIIMS)) == ["R09"]


def test_R10_each_missing_document_names_itself() -> None:
    required = IIIMS.required_documents("initial")
    found = document_obstacles(with_(documents=frozenset()), IIIMS)
    assert [one.params["document"] for one in found] == [kind.title.zh for kind in required]
    assert required


def test_R10_asks_what_the_case_type_asks() -> None:
    facts = with_(case_type="initial", documents=frozenset({"BOOK"}))
    assert [one.field for one in document_obstacles(facts, TINY)] == ["document:PAPER"]
    assert document_obstacles(with_(case_type="renewal", documents=facts.documents), TINY) == []


def test_R11_is_part_of_readiness() -> None:
    facts = with_(identity=Identity("", "", ""))
    assert rules_of(readiness_obstacles(facts, IIIMS, RULES)) == ["R11", "R11", "R11"]
