"""What keeps corrections from being verified; answers that are overdue for long (R30-R32)."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import finding as rules_of_finding
from certplatform.domain.finding import MAJOR, MINOR
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.workflow.case_states import CORRECTION
from certplatform.domain.workflow.finding import TO_ANSWER
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of
from certplatform.queries.findings import facts_of_each, overdue_majors
from certplatform.queries.plans import sites_of


def verify_obstacles(
    case: Case, findings: Sequence[Finding], marked: Collection[int] = ()
) -> dict[int, list[Obstacle]]:
    """R30, R32: majors in time, every site checked; by finding, the same statements for any.

    `marked` are sites that are just being marked as checked.
    """
    rules, facts = rules_of(case), facts_of_each(findings)
    names = {one.id: one.name for one in sites_of(case)}
    just_now = {names[one] for one in marked if one in names}
    late = overdue_majors(case) if any(one.grade == MAJOR for one in findings) else []
    found = {}
    for one in findings:
        unchecked = rules_of_finding.all_sites_obstacles(facts[one.id], list(names.values()), rules)
        found[one.id] = [
            *(site for site in unchecked if site.params["site"] not in just_now),
            *(major for major in late if major.params["number"] == facts[one.id].number),
        ]
    return found


def overdue_minors() -> list[Finding]:
    """R31: minors not yet escalated whose answer the enterprise owes for longer than is borne."""
    rows = session.execute(
        select(Finding, Case)
        .join(Case, Case.id == Finding.case_id)
        .where(
            Case.state == CORRECTION,
            Finding.grade == MINOR,
            Finding.state.in_(sorted(TO_ANSWER)),
            Finding.escalated_at.is_(None),
            Finding.due_on < clock.today(),
        )
        .order_by(Finding.id)
    ).all()
    facts = facts_of_each([finding for finding, _ in rows])
    calendar, today = work_calendar(), clock.today()
    return [
        finding
        for finding, case in rows
        if rules_of_finding.escalates(
            facts[finding.id], finding.due_on, today, calendar, rules_of(case)
        )
    ]


def is_overdue(case: Case, finding: Finding) -> bool:
    """R31: whether one minor escalates today."""
    facts = facts_of_each([finding])[finding.id]
    today = clock.today()
    return rules_of_finding.escalates(facts, finding.due_on, today, work_calendar(), rules_of(case))
