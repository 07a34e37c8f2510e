import dataclasses
from datetime import date

import pytest

from certplatform.domain.acceptance import (
    AcceptanceFacts,
    ApprovedRange,
    Asked,
    acceptance_obstacles,
    coded_reason_obstacles,
    independence_obstacles,
    scope_obstacles,
)
from certplatform.domain.impartiality import Enterprise, Organisation
from tests.builders.rules import IIIMS, RULES, switched_off

FIRST, SECOND = (one.code for one in IIIMS.viewpoints[:2])
ASKED = Asked("AA", (FIRST, SECOND), "C3610")
DAY = date(2026, 11, 20)
RANGE = ApprovedRange(
    frozenset({"A", "AA"}),
    frozenset({FIRST, SECOND}),
    ("C",),
    date(2026, 11, 20),
    date(2026, 11, 20),
)


def test_R07_an_application_inside_the_range_is_accepted() -> None:
    assert scope_obstacles(ASKED, [RANGE], DAY, IIIMS, RULES) == []


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (dataclasses.replace(ASKED, grade="AAA"), "grade"),
        (dataclasses.replace(ASKED, industry="I65"), "industry"),
        (dataclasses.replace(ASKED, viewpoints=(IIIMS.viewpoints[3].code,)), "viewpoint"),
    ],
)
def test_R07_what_lies_outside_the_range_is_named(asked: Asked, shown: str) -> None:
    (found,) = scope_obstacles(asked, [RANGE], DAY, IIIMS, RULES)
    assert shown in found.params


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 21)])
def test_R07_the_range_counts_on_its_own_days_only(day: date) -> None:
    assert scope_obstacles(ASKED, [RANGE], day, IIIMS, RULES)
    open_ended = dataclasses.replace(RANGE, valid_until=None)
    assert bool(scope_obstacles(ASKED, [open_ended], day, IIIMS, RULES)) == (day < DAY)


def test_R07_two_ranges_do_not_lend_each_other_their_parts() -> None:
    high_elsewhere = dataclasses.replace(RANGE, grades=frozenset({"AAA"}), industries=("I",))
    asked = dataclasses.replace(ASKED, grade="AAA")
    assert scope_obstacles(asked, [RANGE, high_elsewhere], DAY, IIIMS, RULES)


def test_R07_can_be_switched_off() -> None:
    assert scope_obstacles(ASKED, [], DAY, IIIMS, switched_off("R07.body_scope")) == []


COMPLETE = AcceptanceFacts(
    "有相应人员", conflict_checked=True, headcount=80, audit_days_recorded=True
)


def test_R08_a_complete_acceptance_passes() -> None:
    assert acceptance_obstacles(COMPLETE) == []
    assert acceptance_obstacles(dataclasses.replace(COMPLETE, headcount=1)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"competence_note": " "}, "competence"),
        ({"conflict_checked": False}, "conflict"),
        ({"headcount": 0}, "headcount"),
        ({"audit_days_recorded": False}, "audit_time"),
    ],
)
def test_R08_acceptance_records_each_of_its_questions(
    changes: dict[str, object], field: str
) -> None:
    found = acceptance_obstacles(dataclasses.replace(COMPLETE, **changes))  # type: ignore[arg-type]
    assert [one.field for one in found] == [field]


@pytest.mark.parametrize(
    ("code", "text", "fields"),
    [
        ("scope", "超出范围", []),
        ("", "超出范围", ["reason_code"]),
        ("made-up", "x", ["reason_code"]),
        ("scope", "  ", ["reason_text"]),
    ],
)
def test_R08_declining_needs_a_code_and_words(code: str, text: str, fields: list[str]) -> None:
    assert [one.field for one in coded_reason_obstacles(code, text, {"scope"})] == fields


OURS = (
    Organisation("华衡认证评定（北京）有限公司", "91110108MA01A2B3C4"),
    Organisation("华衡集团"),
)


@pytest.mark.parametrize(
    ("enterprise", "rules"),
    [
        (Enterprise(Organisation("齐鲁轴承有限公司")), []),
        (Enterprise(Organisation("齐鲁轴承有限公司"), (Organisation("泰山集团"),)), []),
        (Enterprise(Organisation("齐鲁轴承有限公司"), (Organisation("华衡 集团"),)), ["R15"]),
        (Enterprise(Organisation("别名", "91110108MA01A2B3C4")), ["R15"]),
        (Enterprise(Organisation("甲"), (), Organisation("远见咨询")), []),
        (Enterprise(Organisation("甲"), (), Organisation("华衡集团")), ["R14"]),
        (Enterprise(Organisation("甲"), (OURS[1],), Organisation("华衡集团")), ["R15", "R14"]),
    ],
)
def test_R14_R15_a_body_shares_no_group_with_enterprise_or_consultancy(
    enterprise: Enterprise, rules: list[str]
) -> None:
    found = independence_obstacles(OURS, [enterprise, enterprise])
    assert [one.rule for one in found] == rules
    assert all(one.weight == "blocks" for one in found)
