"""The facts that stand beside the items of a checklist (R36), and R01-R03 judged again (R04)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.domain.bilingual import in_both
from certplatform.domain.compliance_review import Beside, FactLine, recheck_obstacles
from certplatform.domain.deadlines import PASSED, limit
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.readiness import maturity_obstacles
from certplatform.domain.separation import separation_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import STANDING
from certplatform.domain.workflow.case import CASE
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.queries.applications import latest_version, submitted_of
from certplatform.queries.assignments import part_holders, uncleared
from certplatform.queries.audit_facts import (
    audit_days_lines,
    coverage_lines,
    findings_lines,
    notice_lines,
    sign_in_lines,
)
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import assignments_of, rules_of, scheme_of
from certplatform.queries.journal import said
from certplatform.queries.readiness import application_facts
from certplatform.queries.reviews import latest_conclusion
from certplatform.queries.ties import bonds_of

JUDGED_AGAIN = frozenset({"R01", "R02", "R03"})


def facts_beside(case: Case) -> dict[str, Beside]:
    """All views over the case's facts by their key."""
    return {key: Beside(key, gather(case)) for key, gather in GATHERERS.items()}


def recheck_results(case: Case) -> list[Obstacle]:
    """R04: R01-R03 on the submitted version come out as they did at acceptance."""
    if latest_version(case.id) is None:
        return []
    return recheck_obstacles(_then(case), _now(case), rules_of(case))


def _then(case: Case) -> list[Obstacle]:
    entry = session.scalar(
        select(JournalEntry)
        .where(JournalEntry.chain == f"case:{case.id}", JournalEntry.action == "accept")
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    )
    if entry is None:
        return []
    return [
        Obstacle(one["rule"], one["fact"])
        for one in said(entry)["rules"]
        if one["rule"] in JUDGED_AGAIN
    ]


def _now(case: Case) -> list[Obstacle]:
    applied_on = case.submitted_on or case.opened_on
    return maturity_obstacles(
        application_facts(case, submitted_of(case), applied_on), rules_of(case)
    )


def _readiness(case: Case) -> list[FactLine]:
    if latest_version(case.id) is None:
        return [FactLine(N_("This case began without an application."))]
    application = submitted_of(case)
    days: dict[str, date | None] = {
        N_("manual took effect"): application.effective_on,
        N_("internal audit"): application.internal_audit_on,
        N_("management review"): application.management_review_on,
        N_("application"): case.submitted_on,
    }
    lines = [
        FactLine(N_("%(what)s: %(day)s"), {"what": what, "day": on.isoformat()})
        for what, on in days.items()
        if on is not None
    ]
    lines += [FactLine(one.fact, one.params, wrong=one.weight == "blocks") for one in _now(case)]
    changed = recheck_results(case)
    lines += [FactLine(one.fact, one.params, wrong=True) for one in changed]
    if not changed:
        lines.append(FactLine(N_("Judged again, the result is the same as at acceptance.")))
    return lines


def _time_limits(case: Case) -> list[FactLine]:
    scheme, rules, calendar = scheme_of(case), rules_of(case), work_calendar()
    lines = []
    for state, came_at, left_at in _stays(case):
        days = scheme.time_limits.get(state)
        if not days:
            continue
        since, until = clock.local_date(came_at), clock.local_date(left_at)
        found = limit(since, days, until, calendar, rules)
        if found.state == PASSED:
            lines.append(
                FactLine(
                    N_("%(state)s: due on %(due)s, left on %(left)s"),
                    {
                        "state": CASE.title(state),
                        "due": found.due_on.isoformat(),
                        "left": until.isoformat(),
                    },
                    wrong=True,
                )
            )
    return lines or [FactLine(N_("Every stage kept its time limit."))]


def _stays(case: Case) -> list[tuple[str, datetime, datetime]]:
    """The states the case was in, with when it came and when it left."""
    moves = session.execute(
        select(JournalEntry.to_state, JournalEntry.at)
        .where(
            JournalEntry.chain == f"case:{case.id}",
            JournalEntry.subject == "case",
            JournalEntry.from_state != JournalEntry.to_state,
        )
        .order_by(JournalEntry.seq)
    )
    ends = [*moves, ("", clock.now())]
    return [(state, at, until) for (state, at), (_, until) in pairwise(ends)]


def _separation(case: Case) -> list[FactLine]:
    holders = part_holders(case)
    wrong = separation_obstacles(holders, rules_of(case))
    lines = [
        FactLine(
            N_("%(person)s: %(role)s"), {"person": one.name, "role": ROLE_TITLES[Role(one.role)]}
        )
        for one in holders
    ]
    return lines + [FactLine(one.fact, one.params, wrong=True) for one in wrong]


def _declarations(case: Case) -> list[FactLine]:
    lines = []
    places = assignments_of(case.id, *STANDING)
    bonds_of([one.person_id for one in places])  # for all of them in one go
    for one in places:
        person = {"person": one.person.name}
        if one.declared_at is None:
            lines.append(FactLine(N_("%(person)s has not declared yet"), person))
        else:
            day = {"day": clock.local_date(one.declared_at).isoformat()}
            lines.append(FactLine(N_("%(person)s declared on %(day)s"), {**person, **day}))
        lines += [FactLine(left.fact, left.params, wrong=True) for left in uncleared(case, one)]
        if one.cleared_reason:
            lines.append(
                FactLine(
                    N_("%(person)s: cleared in writing, %(reason)s"),
                    {**person, "reason": one.cleared_reason},
                )
            )
    return lines


OUTCOMES = {
    "passed": N_("passed"),
    "returned": N_("returned"),
    "confirmed": N_("confirmed"),
    "commented": N_("with comments"),
    "silent": N_("no answer in time"),
    "": N_("not on record"),
}


def _report(case: Case) -> list[FactLine]:
    last = latest_conclusion(case)
    if last is None:
        return [FactLine(N_("There is no conclusion."), wrong=True)]
    lines = [
        FactLine(N_("Conclusion, revision %(revision)s"), {"revision": last.revision}),
        FactLine(
            N_("Technical check: %(outcome)s"),
            {"outcome": OUTCOMES.get(last.check_outcome, last.check_outcome)},
            wrong=not last.check_outcome,
        ),
        FactLine(
            N_("The enterprise: %(outcome)s"),
            {"outcome": OUTCOMES.get(last.confirm_outcome, last.confirm_outcome)},
            wrong=not last.confirm_outcome,
        ),
    ]
    if last.confirm_comment:
        lines.append(FactLine(N_("Its comment: %(text)s"), {"text": last.confirm_comment}))
    return lines


def _grade(case: Case) -> list[FactLine]:
    last, scheme = latest_conclusion(case), scheme_of(case)
    grades = {one.code: one for one in scheme.grades}
    told = {
        N_("Applied for"): case.grade_applied,
        N_("Computed"): last.computed_grade if last else "",
        N_("Proposed grade"): last.proposed_grade if last else "",
    }
    lines = [
        FactLine(N_("%(what)s: %(grade)s"), {"what": what, **in_both("grade", grades[code].title)})
        for what, code in told.items()
        if code in grades
    ]
    if last is None or last.proposed_grade not in grades:
        return [*lines, FactLine(N_("No grade is proposed."))]
    limits = [code for code in (case.grade_applied, last.computed_grade) if code in grades]
    if any(grades[last.proposed_grade].rank > grades[code].rank for code in limits):
        lines.append(FactLine(N_("The proposed grade lies above what is possible."), wrong=True))
    return lines


GATHERERS: Mapping[str, Callable[[Case], list[FactLine]]] = {
    "time_limits": _time_limits,
    "separation": _separation,
    "audit_days": audit_days_lines,
    "coverage": coverage_lines,
    "findings": findings_lines,
    "report": _report,
    "readiness": _readiness,
    "declarations": _declarations,
    "sign_in": sign_in_lines,
    "notice": notice_lines,
    "grade": _grade,
}
