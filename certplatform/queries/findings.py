"""Findings as they stand, what they still need, and what the audit before has left (R28-R32)."""

from datetime import date

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import finding as rules_of_finding
from certplatform.domain.finding import MAJOR, MINOR, NONCONFORMITIES, FindingFacts
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.workflow.case_states import CERTIFIED, CLOSED, CORRECTION
from certplatform.domain.workflow.finding import DRAFTED, DROPPED, PLANNED, VERIFIED
from certplatform.models.application import Site
from certplatform.models.case import Case
from certplatform.models.finding import Finding, FindingSite, MinorsAnswer
from certplatform.queries.audits import last_stage_two_day, reference_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of, scheme_of


def findings_of(case: Case) -> list[Finding]:
    """All findings of a case by their number."""
    query = select(Finding).where(Finding.case_id == case.id).order_by(Finding.number)
    return list(session.scalars(query))


def standing_findings(case: Case) -> list[Finding]:
    """Findings that were issued or noted and not dropped."""
    return [one for one in findings_of(case) if one.state not in {DRAFTED, DROPPED}]


def label_of(finding: Finding) -> str:
    """How a finding is called within its case."""
    return f"F{finding.number:02d}"


def facts_of(finding: Finding) -> FindingFacts:
    """A finding as the rules see it."""
    site = session.get(Site, finding.site_id)
    has_text = 1 if finding.evidence_text.strip() else 0
    checked = session.scalars(
        select(Site.name)
        .join(FindingSite, FindingSite.site_id == Site.id)
        .where(FindingSite.finding_id == finding.id, FindingSite.checked.is_(True))
    )
    return FindingFacts(
        label_of(finding),
        finding.grade,
        reference_of(finding.key),
        site.name if site else "",
        finding.fact,
        len(finding.evidence) + has_text,
        finding.state,
        frozenset(checked),
    )


def facts_of_all(case: Case) -> list[FindingFacts]:
    """All findings of a case as the rules see them."""
    return [facts_of(one) for one in findings_of(case)]


def sites_checked(finding: Finding) -> dict[int, FindingSite]:
    """The marks of a finding by site (R32)."""
    rows = session.scalars(select(FindingSite).where(FindingSite.finding_id == finding.id))
    return {one.site_id: one for one in rows}


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
    keys = {reference_of(one.key): one.key for one in findings_of(case)}
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


def earlier_minors(case: Case) -> list[Finding]:
    """R31: minors with an accepted plan that the audit before on this certificate has left."""
    if case.certificate_id is None:
        return []
    before = session.scalar(
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
    rows = session.scalars(
        select(Finding)
        .where(Finding.case_id == before, Finding.grade == MINOR, Finding.state == PLANNED)
        .order_by(Finding.number)
    )
    return list(rows)


def left_over(case: Case) -> list[Obstacle]:
    """R31: minors of the audit before that this audit has neither verified nor raised."""
    own = findings_of(case)
    still = [
        one
        for one in earlier_minors(case)
        if not any(copy.carried_from == one.id and _closes(copy) for copy in own)
    ]
    return rules_of_finding.carried_over_obstacles(facts_of(one) for one in still)


def _closes(copy: Finding) -> bool:
    raised = copy.grade != MINOR and copy.state not in {DRAFTED, DROPPED}
    return copy.state == VERIFIED or raised
