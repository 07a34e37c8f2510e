"""The substance of an audit report in English, for readers who know no Chinese."""

from collections import Counter

from certplatform.documents.flow import day
from certplatform.documents.report_facts import CapabilityResult, Report

NOT_VISITED = "否 no"


def summary_of(report: Report) -> list[str]:
    """Who was audited against what, when, with which findings, levels and conclusion."""
    return [
        _audit(report),
        f"Scope: {report.scope_en or 'stated in Chinese only; see section 1.'}",
        _findings(report),
        *(_capability(number, one) for number, one in enumerate(report.capabilities, 1)),
        _conclusion(report),
    ]


def _conclusion(report: Report) -> str:
    return (
        f"Grade applied for: {report.applied.en}. Computed from the results: "
        f"{report.computed.en}. Conclusion of the team: {report.concluded.en}."
    )


def _audit(report: Report) -> str:
    visited = sum(site.visited != NOT_VISITED for site in report.sites)
    return (
        f"{report.body.en} audited the holder of credit code {report.to.uscc} "
        f"({report.case_type.en}, case {report.to.case_number}) against {report.standard} "
        f"from {day(report.first_day)} to {day(report.last_day)}, {report.mode.en}, in "
        f"{report.person_days} person-days; {visited} of {len(report.sites)} sites were visited."
    )


def _findings(report: Report) -> str:
    if not report.findings:
        return "Findings: none."
    counts = Counter(one.grade.en for one in report.findings)
    return "Findings: " + ", ".join(f"{name} {count}" for name, count in counts.items()) + "."


def _capability(number: int, held: CapabilityResult) -> str:
    parts = ", ".join(f"{one.dimension.en} {one.level.en}" for one in held.dimensions)
    return (
        f"Capability {number} ({held.viewpoint.en}): {held.reached.en} reached, "
        f"{held.claimed.en} claimed; {parts}."
    )
