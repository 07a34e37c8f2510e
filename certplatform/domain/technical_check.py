"""The body's technical check, section by section of the audit report (ISO/IEC 17021-1, 9.5.2).

The checker passes or returns each section; one that is returned returns the whole. The lead's next
revision answers every section that came back, so that nothing returned is passed over in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_

PASSED, RETURNED = "passed", "returned"
SECTIONS = {
    "particulars": N_("Particulars and scope"),
    "people": N_("Team and person-days"),
    "course": N_("Plan, sample and course of the audit"),
    "clauses": N_("Results by clause"),
    "capabilities": N_("Results by capability"),
    "findings": N_("Findings and corrections"),
    "conclusion": N_("Computation and conclusion"),
}


@dataclass(frozen=True, slots=True)
class SectionCheck:
    """What the checker says of one section of the report."""

    section: str
    outcome: str
    comment: str = ""

    def as_record(self) -> dict[str, Any]:
        """As it is kept with the conclusion."""
        return {"section": self.section, "outcome": self.outcome, "comment": self.comment.strip()}


ALL_PASSED = tuple(SectionCheck(one, PASSED) for one in SECTIONS)


def faults_of(checks: Sequence[SectionCheck]) -> dict[str, str]:
    """What is wrong with a check, by section; empty when it can be recorded."""
    given = {one.section: one for one in checks}
    found = {}
    for section in SECTIONS:
        one = given.get(section)
        if one is None or one.outcome not in {PASSED, RETURNED}:
            found[section] = N_("Pass this section or return it.")
        elif one.outcome == RETURNED and not one.comment.strip():
            found[section] = N_("Write what is wrong with this section.")
    return found


def outcome_of(checks: Sequence[SectionCheck]) -> str:
    """Returned as soon as one section is."""
    return RETURNED if any(one.outcome == RETURNED for one in checks) else PASSED


def returned_sections(records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The comments on the sections that came back, by section, from the check that is kept."""
    return {one["section"]: one["comment"] for one in records if one["outcome"] == RETURNED}


def unanswered(returned: Mapping[str, str], answers: Mapping[str, str]) -> list[Obstacle]:
    """Sections that came back and that the lead's next revision says nothing about."""
    return [
        Obstacle(
            "R18",
            N_("The section “%(section)s” came back from the technical check without an answer."),
            N_("Write what was changed, or why nothing was."),
            {"section": SECTIONS[section]},
            field=f"section:{section}",
        )
        for section in returned
        if not answers.get(section, "").strip()
    ]
