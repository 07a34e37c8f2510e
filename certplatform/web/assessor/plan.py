"""The plan in force as the team reads it, and as a calendar file for all who may see it."""

from flask import Blueprint
from werkzeug.wrappers import Response

from certplatform.domain.actors import TEAM_ROLES, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.queries.cases import ABSENT, case_for, roles_on
from certplatform.queries.plan_calendar import half_days_of_case
from certplatform.queries.plans import released_plan
from certplatform.web.answers import page
from certplatform.web.audit_sight import READERS, audit_of
from certplatform.web.case_head import add_tab, case_head
from certplatform.web.formats import gettext
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.plan_file import calendar_of
from certplatform.web.plan_sheet import (
    change_lines,
    coverage_matrix,
    day_count,
    mode,
    plan_rows,
    plan_table,
)
from certplatform.web.signin import current_actor


@audience(SIGNED_IN)
def team_plan(case: str) -> Response:
    """The plan that the enterprise has, and what its last revision changed."""
    found = audit_of(case)
    plan, head = released_plan(found), case_head(found, current_actor(), "assessor.team_plan")
    if plan is None:
        return page("assessor/plan.html", case=found, case_head=head, plan=None)
    return page(
        "assessor/plan.html",
        case=found,
        case_head=head,
        plan=plan,
        mode=mode(plan.mode),
        days=day_count(found, plan),
        rows=plan_table(plan_rows(found, plan)),
        changes=change_lines(found, plan),
        matrix=coverage_matrix(found, plan),
    )


@audience(SIGNED_IN)
def plan_calendar(case: str) -> Response:
    """The half-days of the plan in force as an iCalendar file."""
    found = _plan_reader(case)
    answer = calendar_of(
        gettext("Audit plan %(number)s", number=found.number),
        half_days_of_case(found),
        people=True,
    )
    answer.headers["Content-Disposition"] = "attachment; filename=plan.ics"
    return answer


def _plan_reader(address: str) -> Case:
    found, actor = case_for(current_actor(), address), current_actor()
    seen = roles_on(actor, found) & (READERS | {Role.APPLICANT})
    if not seen or released_plan(found) is None:
        raise NotVisible(ABSENT)
    return found


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    assessor.add_url_rule("/cases/<case>/plan", view_func=team_plan)
    assessor.add_url_rule("/cases/<case>/plan.ics", view_func=plan_calendar)


FROM_PLAN = (
    "planning stage1 stage2 correction concluding review confirmation decision publicity "
    "objection issuing certified closed rejected"
)
add_tab("assessor.team_plan", N_("Audit plan"), set(TEAM_ROLES), FROM_PLAN)
