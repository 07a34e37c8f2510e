"""What the record of an audit shows, in the sentences that stand beside a checklist (R36)."""

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.audit_time import BookedHalfDay, booked_time
from certplatform.domain.audit_time import shown as shown_days
from certplatform.domain.compliance_review import FactLine
from certplatform.domain.plan import notice_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.finding import DROPPED, FINDING, NOTED, PLANNED, VERIFIED
from certplatform.models.application import Acceptance
from certplatform.models.audit import AuditPlan, PlanRow, SiteSignIn
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.queries.cases import assignments_of, rules_of, scheme_of
from certplatform.queries.plans import claims_of, released_plan, sites_of

MAJOR, MINOR = "major", "minor"
GRADES = {
    MAJOR: N_("Major nonconformities"),
    MINOR: N_("Minor nonconformities"),
    "observation": N_("Observations"),
    "strength": N_("Strengths"),
}


def _rows(plan: AuditPlan | None) -> list[PlanRow]:
    return list(plan.rows) if plan is not None else []


def audit_days_lines(case: Case) -> list[FactLine]:
    """R25: booked against needed person-days."""
    acceptance = session.scalar(select(Acceptance).where(Acceptance.case_id == case.id))
    roles = {one.person_id: one.role for one in assignments_of(case.id)}
    booked = booked_time(
        BookedHalfDay(row.person_id, roles.get(row.person_id, ""), row.on, str(row.half))
        for row in _rows(released_plan(case))
    )
    lines = [FactLine(N_("Planned: %(days)s person-days"), {"days": shown_days(booked.days)})]
    if acceptance is not None:
        short = booked.days * 2 < acceptance.half_days
        lines.append(
            FactLine(
                N_("Needed: %(days)s person-days"), {"days": f"{acceptance.half_days / 2:g}"}, short
            )
        )
    return lines


def coverage_lines(case: Case) -> list[FactLine]:
    """R22: clauses, dimensions and sampled sites that the plan covered."""
    scheme = scheme_of(case)
    rows = _rows(released_plan(case))
    covered = {key for row in rows for key in row.covers}
    wanted = {f"clause:{one.code}" for one in scheme.judged_clauses}
    wanted |= {
        f"claim:{one.position}:{dim.code}" for one in claims_of(case) for dim in scheme.dimensions
    }
    visited = {row.site_id for row in rows}
    sites = [one for one in sites_of(case) if one.sampled]
    missed = [one for one in sites if one.id not in visited]
    missing = sorted(wanted - covered)
    lines = [
        FactLine(
            N_("%(covered)s of %(wanted)s clauses and dimensions covered"),
            {"covered": len(wanted) - len(missing), "wanted": len(wanted)},
            bool(missing),
        ),
        FactLine(
            N_("%(visited)s of %(sites)s sampled sites visited"),
            {"visited": len(sites) - len(missed), "sites": len(sites)},
            bool(missed),
        ),
    ]
    return lines + [
        FactLine(N_("Site not visited: %(site)s"), {"site": one.name}, wrong=True) for one in missed
    ]


def findings_lines(case: Case) -> list[FactLine]:
    """R28, R30, R31: how many of each grade, and which are still open."""
    rows = [
        one
        for one in session.scalars(select(Finding).where(Finding.case_id == case.id))
        if one.state != DROPPED
    ]
    lines = [
        FactLine(
            N_("%(grade)s: %(count)s"),
            {"grade": title, "count": sum(one.grade == grade for one in rows)},
        )
        for grade, title in GRADES.items()
    ]
    settled = {MAJOR: {VERIFIED}, MINOR: {VERIFIED, PLANNED}}
    return lines + [
        FactLine(
            N_("Finding no. %(number)s is still open: %(state)s"),
            {"number": one.number, "state": FINDING.title(one.state)},
            wrong=True,
        )
        for one in rows
        if one.grade in settled and one.state not in settled[one.grade] | {NOTED}
    ]


def sign_in_lines(case: Case) -> list[FactLine]:
    """R27: how many sign-ins, and which anomalies nobody explained."""
    rows = list(session.scalars(select(SiteSignIn).where(SiteSignIn.case_id == case.id)))
    made = [one for one in rows if not one.missed]
    odd = [one for one in rows if one.anomalies]
    unexplained = [one for one in odd if not one.explanation.strip()]
    return [
        FactLine(N_("%(count)s sign-ins"), {"count": len(made)}, wrong=not made),
        FactLine(
            N_("%(count)s with an anomaly, %(left)s not explained"),
            {"count": len(odd), "left": len(unexplained)},
            bool(unexplained),
        ),
    ]


def notice_lines(case: Case) -> list[FactLine]:
    """R21: when the plan reached the enterprise, and objections nobody answered."""
    plan = released_plan(case)
    rows = _rows(plan)
    if plan is None or plan.released_at is None or not rows:
        return [FactLine(N_("No released plan is on record."), wrong=True)]
    sent_on, first_on = clock.local_date(plan.released_at), min(row.on for row in rows)
    late = plan.revision == 1 and notice_obstacles(sent_on, first_on, rules_of(case))
    unanswered = [
        one for one in assignments_of(case.id) if one.objection and not one.objection_answer
    ]
    return [
        FactLine(
            N_("Plan released on %(sent)s, first audit day %(first)s"),
            {"sent": sent_on.isoformat(), "first": first_on.isoformat()},
            bool(late),
        ),
        *(
            FactLine(
                N_("Objection to %(person)s not answered"), {"person": one.person.name}, wrong=True
            )
            for one in unanswered
        ),
    ]
