"""The audit plan on paper, as it was released."""

from certplatform import clock
from certplatform.db import session
from certplatform.documents.plan import Plan, PlanChange, render_plan
from certplatform.documents.wording import worded
from certplatform.domain import papers
from certplatform.domain.facts import Fact
from certplatform.domain.plan import may_object_until
from certplatform.domain.scheme import Text
from certplatform.jobs.print_schedule import (
    AGENDA_MODES,
    coverage_in,
    days_in,
    person_days_in,
    schedule_in,
    team_in,
)
from certplatform.jobs.printed import (
    Paper,
    addressee_of,
    grade_wanted,
    head_of,
    name_of,
    paper_number,
    scope_in,
    signed_by,
)
from certplatform.models.audit import AuditPlan
from certplatform.models.case import Case
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.plan_changes import KINDS, changes_in
from certplatform.queries.plans import plans_of

PREPARED = Text("编制人", "Prepared by")


def plan_papers(fact: Fact, place: int) -> list[Paper]:
    """The revision of the plan that has reached the enterprise."""
    del place
    case = session.get_one(Case, fact.case_id)
    revision = fact.payload()["revision"]
    plan = next((one for one in plans_of(case) if one.revision == revision), None)
    if plan is None or not plan.rows:
        return []
    number = paper_number(case, papers.PLAN, plan.revision)
    return [Paper(case.id, papers.PLAN, number, lambda: render_plan(_plan(case, plan, number)))]


def _plan(case: Case, plan: AuditPlan, number: str) -> Plan:
    known, days = scheme_of(case), days_in(plan)
    on = clock.local_date(plan.released_at or plan.made_at)
    return Plan(
        head=head_of(number, on, name_of(case.body)),
        to=addressee_of(case),
        version=plan.revision,
        case_type=known.case_type(case.case_type).title,
        standard=known.standard,
        grade=grade_wanted(case),
        scope=scope_in(case),
        mode=worded(AGENDA_MODES[plan.mode]),
        person_days=person_days_in(case, plan),
        first_day=days[0],
        last_day=days[-1],
        object_until=may_object_until(on, rules_of(case)),
        team=tuple(team_in(case, days[0])),
        rows=tuple(schedule_in(case, plan)),
        coverage=tuple(coverage_in(case, plan)),
        signed=(signed_by(PREPARED, plan.made_by, on),),
        changes=tuple(
            PlanChange(worded(KINDS[one.kind]), worded(one.sentence, **one.params))
            for one in changes_in(case, plan)
        ),
    )
