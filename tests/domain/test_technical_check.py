"""The technical check by section: every section judged, what came back answered (R18)."""

import pytest

from certplatform.domain.technical_check import (
    ALL_PASSED,
    SECTIONS,
    SectionCheck,
    faults_of,
    outcome_of,
    returned_sections,
    unanswered,
)

RETURNED_FINDINGS = SectionCheck("findings", "returned", "第 3 项缺少证据")


def with_one(other: SectionCheck) -> list[SectionCheck]:
    return [other if one.section == other.section else one for one in ALL_PASSED]


def test_every_section_passed_passes_the_whole() -> None:
    assert not faults_of(ALL_PASSED)
    assert outcome_of(ALL_PASSED) == "passed"


@pytest.mark.parametrize("section", SECTIONS)
def test_one_section_returned_returns_the_whole(section: str) -> None:
    checks = with_one(SectionCheck(section, "returned", "不一致"))
    assert not faults_of(checks)
    assert outcome_of(checks) == "returned"


@pytest.mark.parametrize(
    "wrong",
    [
        SectionCheck("findings", ""),
        SectionCheck("findings", "perhaps"),
        SectionCheck("findings", "returned", "  "),
    ],
)
def test_a_section_is_passed_or_returned_with_what_is_wrong(wrong: SectionCheck) -> None:
    assert set(faults_of(with_one(wrong))) == {"findings"}


def test_no_section_is_left_out() -> None:
    assert set(faults_of(ALL_PASSED[1:])) == {next(iter(SECTIONS))}


@pytest.mark.parametrize(("answer", "left"), [("", 1), (" ", 1), ("已补充照片", 0)])
def test_R18_the_next_revision_answers_what_came_back(answer: str, left: int) -> None:
    kept = [one.as_record() for one in with_one(RETURNED_FINDINGS)]
    found = unanswered(returned_sections(kept), {"findings": answer})
    assert [one.rule for one in found] == ["R18"] * left
