"""The audit plan as the enterprise gets it; objecting to a member of the team (R21)."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.plan import may_object_until
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import AUDITABLE
from certplatform.models.case import Case
from certplatform.process.plan import object_to_member, obstacles_to_object_to_member
from certplatform.queries.assignments import team_of
from certplatform.queries.cases import case_for, rules_of
from certplatform.queries.plans import released_plan
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, role, shown
from certplatform.web.guards import audience
from certplatform.web.plan_sheet import (
    change_lines,
    coverage_matrix,
    day_count,
    mode,
    plan_rows,
    plan_table,
)
from certplatform.web.signin import current_actor


class ObjectionForm(FlaskForm):
    """Why this person should not audit us."""

    reason = TextAreaField(_l("Why this person should not audit you"), [Length(max=4000)])


@audience(Role.APPLICANT)
def audit_plan(case: str) -> Response:
    """The plan, the team, and how to object."""
    return _page(case_for(current_actor(), case), ObjectionForm(formdata=None))


def _page(case: Case, form: ObjectionForm) -> Response:
    plan, head = released_plan(case), case_head(case, current_actor(), "enterprise.audit_plan")
    if plan is None or plan.released_at is None:
        return page(
            "enterprise/plan_overview.html", case=case, case_head=head, form=form, plan=None
        )
    sent = clock.local_date(plan.released_at)
    return page(
        "enterprise/plan_overview.html",
        case=case,
        case_head=head,
        form=form,
        plan=plan,
        mode=mode(plan.mode),
        sent=sent,
        until=may_object_until(sent, rules_of(case)),
        rows=plan_table(plan_rows(case, plan)),
        changes=change_lines(case, plan),
        matrix=coverage_matrix(case, plan),
        days=day_count(case, plan),
        team=_team(case),
        open=case.state in AUDITABLE.split(),
        obstacles=shown(obstacles_to_object_to_member(case, "-")),
        in_time=clock.today() <= may_object_until(sent, rules_of(case)),
    )


def _team(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "address": one.public_id,
            "name": one.person.name,
            "role": role(one.role),
            "objection": one.objection,
            "answer": one.objection_answer,
        }
        for one in team_of(case)
        if one.declared_at
    ]


@audience(Role.APPLICANT)
def object_to(case: str, assignment: str) -> Response:
    """Object to a member."""
    found, form = case_for(current_actor(), case), ObjectionForm()
    if attempt(
        form,
        lambda: object_to_member(
            found.id, assignment_id=assignment, reason=form.reason.data or "", by=current_actor()
        ),
    ):
        here = url_for("enterprise.audit_plan", case=found.public_id)
        return done(gettext("The objection is with the assessment body."), here)
    return _page(found, form)


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    at = "/enterprise/cases/<case>/plan"
    enterprise.add_url_rule(at, view_func=audit_plan)
    enterprise.add_url_rule(
        f"{at}/members/<assignment>/object", view_func=object_to, methods=["POST"]
    )


FROM_PLAN = (
    "planning stage1 stage2 correction concluding review confirmation decision publicity "
    "objection issuing certified closed rejected"
)
add_tab("enterprise.audit_plan", N_("Audit plan"), {Role.APPLICANT}, FROM_PLAN)
offer("object_to_member", "enterprise.audit_plan")
