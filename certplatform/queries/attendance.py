"""Sign-ins that wait for an explanation (R27)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.attendance import explanation_due
from certplatform.domain.workflow.case_states import CONCLUDING, CORRECTION, STAGE1, STAGE2
from certplatform.models.audit import AuditPlan, PlanRow, SiteSignIn
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of

EXPLAINABLE = (STAGE1, STAGE2, CORRECTION, CONCLUDING)
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A sign-in that was odd or missed, of whom, and the last day for explaining it."""

    sign_in_id: int
    case_id: int
    who: str
    due_on: date


def unexplained_sign_ins() -> list[Unexplained]:
    """Odd sign-ins without their person's explanation, of which nobody has been told yet."""
    rows = session.execute(
        select(SiteSignIn, Case, Person.name)
        .join(Case, Case.id == SiteSignIn.case_id)
        .join(Person, Person.id == SiteSignIn.person_id)
        .where(SiteSignIn.explanation == "", SiteSignIn.escalated_at.is_(None))
        .order_by(SiteSignIn.id)
    ).all()
    calendar = work_calendar()
    return [
        Unexplained(
            made.id,
            case.id,
            name,
            explanation_due(clock.local_date(made.at), calendar, rules_of(case)).on,
        )
        for made, case, name in rows
        if made.anomalies
    ]


def audited_lately(on: date) -> list[Case]:
    """Cases whose team was on site within the days before, while sign-ins can be explained."""
    on_site = (
        select(AuditPlan.case_id)
        .join(PlanRow, PlanRow.plan_id == AuditPlan.id)
        .where(AuditPlan.released_at.is_not(None), PlanRow.on.between(on - LOOKED_BACK, on))
    )
    query = select(Case).where(Case.id.in_(on_site), Case.state.in_(EXPLAINABLE))
    return list(session.scalars(query.order_by(Case.id)))


def names_of(people: Collection[int]) -> dict[int, str]:
    """The names of people by their ids; one statement."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {one.id: one.name for one in rows}
