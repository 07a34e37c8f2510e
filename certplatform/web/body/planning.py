"""The team: candidates with their evidence, declarations, clearing, confirming, replacing."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import (
    DECLARED,
    EFFECTIVE,
    PROPOSED,
    STANDING,
    SUSPENDED,
)
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.assignment import (
    appoint_checker,
    confirm_member,
    obstacles_to_confirm_member,
    obstacles_to_reinstate,
    propose_member,
    reinstate,
    replace_member,
)
from certplatform.process.plan import answer_member_objection
from certplatform.queries.assignments import candidates, rotation_obstacles, suspicions_of
from certplatform.queries.cases import ABSENT, assignments_of, case_for
from certplatform.queries.plans import audit_days
from certplatform.web.answers import attempt, done, page
from certplatform.web.body.planning_forms import ProposeForm, ReasonForm
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, role, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole

PLANNER = (Role.SCHEDULER, Role.BODY_MANAGER)
PLACES = (
    Role.LEAD,
    Role.ASSESSOR,
    Role.TECHNICAL_EXPERT,
    Role.TRAINEE,
    Role.TECHNICAL_CHECKER,
)
OPEN_FOR_TEAM = "planning stage1 stage2 correction concluding"


@audience(*PLANNER)
def team(case: str) -> Response:
    """The team as it stands, and who could join it."""
    return _team_page(case_for(current_actor(), case))


def _team_page(case: Case, form: Any = None) -> Response:
    wanted = request.args.get("role", "") or _next_role(case)
    return page(
        "body/planning_team.html",
        case=case,
        case_head=case_head(case, current_actor(), active="body.team"),
        form=form or ReasonForm(formdata=None),
        members=[_member(case, one) for one in assignments_of(case.id) if one.role in PLACES],
        candidates=_candidates(case, wanted),
        wanted=wanted,
        roles=[(str(one), role(one)) for one in PLACES],
        open=case.state in OPEN_FOR_TEAM.split(),
        days=audit_days(case),
    )


def _next_role(case: Case) -> str:
    held = {one.role for one in assignments_of(case.id, PROPOSED, *EFFECTIVE)}
    if Role.LEAD not in held:
        return Role.LEAD
    return Role.TECHNICAL_CHECKER if case.state == CONCLUDING else Role.ASSESSOR


def _member(case: Case, one: Assignment) -> dict[str, Any]:
    by = current_actor()
    return {
        "row": one,
        "address": one.public_id,
        "name": one.person.name,
        "role": role(one.role),
        "suspected": shown([found.obstacle for found in suspicions_of(case, one.person)]),
        "cleared_by": _name(one.cleared_by),
        "standing": one.state in STANDING,
        "to_confirm": one.state == DECLARED,
        "to_reinstate": one.state == SUSPENDED,
        "confirm": shown(obstacles_to_confirm_member(one, by, "-"))
        if one.state == DECLARED
        else [],
        "reinstate": shown(obstacles_to_reinstate(one)) if one.state == SUSPENDED else [],
    }


def _name(person_id: int | None) -> str:
    found = session.get(Person, person_id) if person_id else None
    return found.name if found else ""


def _candidates(case: Case, wanted: str) -> list[dict[str, Any]]:
    days = audit_days(case) or [clock.today()]
    found = []
    for one in candidates(case, wanted, days):
        again = rotation_obstacles(case, one.person, "") if wanted == Role.LEAD else []
        found.append(
            {
                "id": one.person.id,
                "name": one.person.name,
                "obstacles": shown(one.obstacles),
                "suspicions": shown([found.obstacle for found in one.suspicions]),
                "rotation": shown(again),
                "workload": one.workload,
            }
        )
    return found


@audience(*PLANNER)
def propose(case: str) -> Response:
    """Ask somebody to take a place."""
    found, form = case_for(current_actor(), case), ProposeForm()
    if attempt(form, lambda: _propose(found, form)):
        return done(gettext("The person has been asked to declare."), _here(found))
    return _team_page(found, form)


def _propose(case: Case, form: ProposeForm) -> None:
    person_id, wanted = whole(form.person.data), form.role.data or ""
    if session.get(Person, person_id) is None:
        raise NotVisible(ABSENT)
    if wanted == Role.TECHNICAL_CHECKER:
        appoint_checker(case.id, person_id=person_id, by=current_actor())
        return
    reason = form.rotation_reason.data or ""
    propose_member(
        case.id, person_id=person_id, role=wanted, rotation_reason=reason, by=current_actor()
    )


def _here(case: Case) -> str:
    return url_for("body.team", case=case.public_id)


def _on_member(
    case: str, assignment: str, deed: Callable[[Assignment, str], object], message: str
) -> Response:
    found, form = case_for(current_actor(), case), ReasonForm()
    member = next((o for o in assignments_of(found.id) if o.public_id == assignment), None)
    if member is None:
        raise NotVisible(ABSENT)
    if attempt(form, lambda: deed(member, form.reason.data or "")):
        return done(message, _here(found))
    return _team_page(found, form)


@audience(*PLANNER)
def confirm(case: str, assignment: str) -> Response:
    """Confirm a member; what looked suspicious is cleared in writing."""
    return _on_member(
        case,
        assignment,
        lambda one, reason: confirm_member(one.id, clearance=reason, by=current_actor()),
        gettext("The member is confirmed."),
    )


@audience(*PLANNER)
def replace(case: str, assignment: str) -> Response:
    """Take somebody off the case."""
    return _on_member(
        case,
        assignment,
        lambda one, reason: replace_member(one.id, reason=reason, by=current_actor()),
        gettext("The member is off the case. Choose somebody else below."),
    )


@audience(*PLANNER)
def restore(case: str, assignment: str) -> Response:
    """Let a suspended member go on."""
    return _on_member(
        case,
        assignment,
        lambda one, reason: reinstate(one.id, reason=reason, by=current_actor()),
        gettext("The member may go on, and is to be confirmed anew."),
    )


@audience(*PLANNER)
def answer_objection(case: str, assignment: str) -> Response:
    """Answer the enterprise's objection to a member."""
    return _on_member(
        case,
        assignment,
        lambda one, reason: answer_member_objection(
            one.case_id, assignment_id=one.id, reason=reason, by=current_actor()
        ),
        gettext("The answer is on record."),
    )


def add_to(body: Blueprint) -> None:
    """Add these pages."""
    at, post = "/body/cases/<case>/team", ["POST"]
    body.add_url_rule(at, view_func=team)
    body.add_url_rule(f"{at}/propose", view_func=propose, methods=post)
    for name, view in (
        ("confirm", confirm),
        ("replace", replace),
        ("restore", restore),
        ("answer", answer_objection),
    ):
        body.add_url_rule(f"{at}/<assignment>/{name}", view_func=view, methods=post)


add_tab("body.team", N_("Team"), set(PLANNER), OPEN_FOR_TEAM)
for _action in ("propose_member", "appoint_checker", "answer_member_objection"):
    offer(_action, "body.team")
