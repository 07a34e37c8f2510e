"""Findings as they stand, what they still need, and what the audit before has left (R28-R32)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import finding as rules_of_finding
from certplatform.domain.finding import MAJOR, MINOR, NONCONFORMITIES, FindingFacts
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.workflow.case_states import CERTIFIED, CLOSED, CORRECTION
from certplatform.domain.workflow.finding import NOT_STANDING, PLANNED, SHOWN, VERIFIED
from certplatform.models.application import Site
from certplatform.models.case import Case
from certplatform.models.finding import (
    EffectivenessCheck,
    Finding,
    FindingComment,
    FindingSite,
    MinorsAnswer,
)
from certplatform.queries.audits import last_stage_two_day, reference_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.once import once


@once
def findings_of(case: Case) -> list[Finding]:
    """All findings of a case by their number."""
    query = select(Finding).where(Finding.case_id == case.id).order_by(Finding.number)
    return list(session.scalars(query))


def standing_findings(case: Case) -> list[Finding]:
    """Findings that were issued or noted and not dropped."""
    return [one for one in findings_of(case) if one.state not in NOT_STANDING]


def findings_before_enterprise(case: Case) -> list[Finding]:
    """What the enterprise sees: standing findings, drafts it was shown or has spoken on."""
    spoken = set(
        session.scalars(
            select(FindingComment.finding_id)
            .join(Finding, Finding.id == FindingComment.finding_id)
            .where(Finding.case_id == case.id)
        )
    )
    return [
        one
        for one in findings_of(case)
        if one.state not in NOT_STANDING or one.state == SHOWN or one.id in spoken
    ]


def label_of(finding: Finding) -> str:
    """How a finding is called within its case."""
    return f"F{finding.number:02d}"


def facts_of(finding: Finding) -> FindingFacts:
    """A finding as the rules see it."""
    return facts_of_each([finding])[finding.id]


def facts_of_each(findings: Sequence[Finding]) -> dict[int, FindingFacts]:
    """Findings as the rules see them, by their id; two statements however many they are."""
    marks = marks_of(findings)
    wanted = {one.site_id for one in findings}
    wanted |= {site for marked in marks.values() for site in marked}
    rows = session.execute(select(Site.id, Site.name).where(Site.id.in_(sorted(wanted))))
    names = {site: name for site, name in rows.all()}  # noqa: C416 - rows are no pairs to mypy
    return {one.id: _facts(one, names, marks.get(one.id, {})) for one in findings}


def _facts(one: Finding, names: dict[int, str], marks: dict[int, FindingSite]) -> FindingFacts:
    has_text = 1 if one.evidence_text.strip() else 0
    return FindingFacts(
        label_of(one),
        one.grade,
        reference_of(one.key),
        names.get(one.site_id, ""),
        one.fact,
        len(one.evidence) + has_text,
        one.state,
        frozenset(names[site] for site, mark in marks.items() if mark.checked),
        tuple(reference_of(key) for key in one.more_keys),
    )


def facts_of_all(case: Case) -> list[FindingFacts]:
    """All findings of a case as the rules see them."""
    return list(facts_of_each(findings_of(case)).values())


def marks_of(findings: Sequence[Finding]) -> dict[int, dict[int, FindingSite]]:
    """The marks of findings by finding and site (R32), in one statement."""
    found: dict[int, dict[int, FindingSite]] = defaultdict(dict)
    wanted = [one.id for one in findings]
    for mark in session.scalars(select(FindingSite).where(FindingSite.finding_id.in_(wanted))):
        found[mark.finding_id][mark.site_id] = mark
    return found


def sites_checked(finding: Finding) -> dict[int, FindingSite]:
    """The marks of a finding by site (R32)."""
    return marks_of([finding])[finding.id]


def nonconformities(case: Case) -> list[Finding]:
    """Issued majors and minors."""
    return [one for one in standing_findings(case) if one.grade in NONCONFORMITIES]


def answered_minors(case: Case) -> set[str]:
    """R29: references for which the lead's answer is on record."""
    rows = session.scalars(select(MinorsAnswer.key).where(MinorsAnswer.case_id == case.id))
    return {reference_of(one) for one in rows}


def minors_to_consider(case: Case) -> dict[str, Obstacle]:
    """R29: clauses with so many minors that the lead must answer, by checklist key."""
    found = rules_of_finding.minors_to_consider(
        facts_of_all(case), answered_minors(case), rules_of(case)
    )
    keys = {reference_of(key): key for one in findings_of(case) for key in one.keys}
    return {keys[str(one.params["reference"])]: one for one in found}


def major_due_on(case: Case) -> date | None:
    """R30: the last day for verifying a major, once stage 2 has closed."""
    last = last_stage_two_day(case)
    return rules_of_finding.major_due_on(last, rules_of(case)) if last else None


def correction_due_on(case: Case, finding: Finding) -> date:
    """By when a nonconformity is to be answered; a major must be verified by then (R30)."""
    last = last_stage_two_day(case) or clock.today()
    if finding.grade == MAJOR:
        return rules_of_finding.major_due_on(last, rules_of(case))
    days = scheme_of(case).time_limits.get("correction_plan", 0)
    return work_calendar().add_working_days(clock.today(), days).on


def overdue_majors(case: Case) -> list[Obstacle]:
    """R30: majors not verified in time."""
    last = last_stage_two_day(case)
    if last is None:
        return []
    return rules_of_finding.sends_back(facts_of_all(case), last, clock.today(), rules_of(case))


def cases_to_send_back() -> list[int]:
    """R30: ids of the cases in correction that go back to stage 2."""
    waiting = session.scalars(select(Case).where(Case.state == CORRECTION).order_by(Case.id))
    return [one.id for one in waiting if overdue_majors(one)]


def case_before(case: Case) -> int | None:
    """Id of the audit before this one on the same certificate, if there was one."""
    if case.certificate_id is None:
        return None
    return session.scalar(
        select(Case.id)
        .where(
            Case.enterprise_id == case.enterprise_id,
            Case.scheme == case.scheme,
            Case.id != case.id,
            Case.state.in_((CERTIFIED, CLOSED)),
            Case.created_at <= case.created_at,
        )
        .order_by(Case.created_at.desc(), Case.id.desc())
        .limit(1)
    )


def earlier_minors(case: Case) -> list[Finding]:
    """R31: minors with an accepted plan that the audit before on this certificate has left."""
    return [one for one in findings_before(case) if one.grade == MINOR and one.state == PLANNED]


@once
def findings_before(case: Case) -> list[Finding]:
    """The nonconformities of the audit before on this certificate."""
    before = case_before(case)
    if before is None:
        return []
    rows = session.scalars(
        select(Finding)
        .where(Finding.case_id == before, Finding.grade.in_(sorted(NONCONFORMITIES)))
        .order_by(Finding.number)
    )
    return list(rows)


def left_over(case: Case) -> list[Obstacle]:
    """R31: what of the audit before this audit has neither closed, raised nor looked at."""
    own = findings_of(case)
    still = [
        one
        for one in earlier_minors(case)
        if not any(copy.carried_from == one.id and _closes(copy) for copy in own)
    ]
    labels = [label_of(one) for one in unchecked_findings(case)]
    return [
        *rules_of_finding.carried_over_obstacles(facts_of_each(still).values()),
        *rules_of_finding.unchecked_obstacles(labels, rules_of(case)),
    ]


def findings_to_check(case: Case) -> list[Finding]:
    """R31: closed findings of the audit before; this audit says whether what was done works.

    What was carried over into that audit was closed there by looking at just this.
    """
    return [
        one for one in findings_before(case) if one.state == VERIFIED and one.carried_from is None
    ]


def effectiveness_of(case: Case) -> dict[int, EffectivenessCheck]:
    """What this audit says of earlier findings, by their id."""
    rows = session.scalars(select(EffectivenessCheck).where(EffectivenessCheck.case_id == case.id))
    return {one.finding_id: one for one in rows}


def unchecked_findings(case: Case) -> list[Finding]:
    """R31: those of which nobody has said yet whether what was done works."""
    wanted = findings_to_check(case)
    known = effectiveness_of(case) if wanted else {}
    return [one for one in wanted if one.id not in known]


def _closes(copy: Finding) -> bool:
    raised = copy.grade != MINOR and copy.state not in NOT_STANDING
    return copy.state == VERIFIED or raised
