"""The team: candidates with their evidence, declarations, clearing, confirming, replacing."""

from collections.abc import Callable
from datetime import date
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
    REFUSED,
    STANDING,
    SUSPENDED,
)
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.domain.workflow.tables import title_of
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.assignment import (
    appoint_checker,
    confirm_member,
    invite_member,
    invite_team,
    obstacles_to_confirm_member,
    obstacles_to_declare,
    obstacles_to_reinstate,
    propose_member,
    reinstate,
    replace_member,
)
from certplatform.process.plan import answer_member_objection
from certplatform.queries.assignments import candidates, know, rotation_obstacles, suspicions_of
from certplatform.queries.candidate_merits import Merit, ranked
from certplatform.queries.cases import ABSENT, assignments_of, case_for, scheme_of
from certplatform.queries.conflicts import days_to_judge, done_since, is_tied, judged
from certplatform.queries.journal import reasons_of
from certplatform.queries.plans import audit_days
from certplatform.web.answers import attempt, done, page
from certplatform.web.body.planning_forms import ProposeForm, ReasonForm
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, listed, role, shown, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.tie_graph import Drawing, drawings
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
    know(case, [one.person for one in assignments_of(case.id)], current_actor().person_id)
    return page(
        "body/planning_team.html",
        case=case,
        case_head=case_head(case, current_actor(), active="body.team"),
        form=form or ReasonForm(formdata=None),
        members=_members(case),
        candidates=_candidates(case, wanted),
        wanted=wanted,
        roles=[(str(one), role(one)) for one in PLACES],
        to_invite=len([one for one in assignments_of(case.id) if _to_invite(one)]),
        open=case.state in OPEN_FOR_TEAM.split(),
        days=audit_days(case),
    )


def _next_role(case: Case) -> str:
    held = {one.role for one in assignments_of(case.id, PROPOSED, *EFFECTIVE)}
    if Role.LEAD not in held:
        return Role.LEAD
    return Role.TECHNICAL_CHECKER if case.state == CONCLUDING else Role.ASSESSOR


def _members(case: Case) -> list[dict[str, Any]]:
    places = [one for one in assignments_of(case.id) if one.role in PLACES]
    refused = any(one.state == REFUSED for one in places)
    why = reasons_of(f"case:{case.id}", "refuse_assignment") if refused else {}
    return [{**_member(case, one), "refusal": why.get(one.id, "")} for one in places]


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
        "to_invite": _to_invite(one),
        "invite": shown(obstacles_to_declare(one)) if _to_invite(one) else [],
        "to_confirm": one.state == DECLARED,
        "to_reinstate": one.state == SUSPENDED,
        "meanwhile": _meanwhile(one) if one.state == SUSPENDED else [],
        "drawings": _drawn(case, one.person, days_to_judge(case, one.role)[-1])
        if one.state == SUSPENDED
        else [],
        "confirm": shown(obstacles_to_confirm_member(one, by, "-"))
        if one.state == DECLARED
        else [],
        "reinstate": shown(obstacles_to_reinstate(one)) if one.state == SUSPENDED else [],
    }


def _meanwhile(one: Assignment) -> list[dict[str, Any]]:
    """What a suspended member did on the case since the facts against them stand."""
    return [
        {
            "deed": gettext(title_of(done.subject, done.action)),
            "count": done.count,
            "last": done.last_at,
        }
        for done in done_since(one)
    ]


def _to_invite(one: Assignment) -> bool:
    return one.state == PROPOSED and one.invited_at is None


def _name(person_id: int | None) -> str:
    found = session.get(Person, person_id) if person_id else None
    return found.name if found else ""


def _candidates(case: Case, wanted: str) -> list[dict[str, Any]]:
    days = audit_days(case) or [clock.today()]
    found = []
    viewer = current_actor().person_id
    for one, merit in ranked(case, wanted, candidates(case, wanted, days, viewer), days, viewer):
        again = rotation_obstacles(case, one.person, "") if wanted == Role.LEAD else []
        found.append(
            {
                "id": one.person.id,
                "name": one.person.name,
                "obstacles": shown(one.obstacles),
                "suspicions": shown([found.obstacle for found in one.suspicions]),
                "rotation": shown(again),
                "drawings": _drawn(case, one.person, days[0]),
                "workload": one.workload,
                "merit": _merit(case, merit),
            }
        )
    return found


def _drawn(case: Case, person: Person, on: date) -> list[Drawing]:
    if not is_tied(person):
        return []
    return drawings(judged(case, person, on), person.name, case.enterprise.name)


def _merit(case: Case, merit: Merit) -> dict[str, Any]:
    """What a candidate brings and costs, in words."""
    known = scheme_of(case)
    brings = [gettext("may lead")] if merit.leads else []
    brings += [gettext("covers the industry")] if merit.industry else []
    brings += [text(known.viewpoint(one).title) for one in merit.viewpoints]
    brings += [gettext("was there last time")] if merit.knows_enterprise else []
    return {"brings": listed(brings), "row": merit}


@audience(*PLANNER)
def propose(case: str) -> Response:
    """Ask somebody to take a place."""
    found, form = case_for(current_actor(), case), ProposeForm()
    if attempt(form, lambda: _propose(found, form)):
        if form.role.data == Role.TECHNICAL_CHECKER:
            return done(gettext("The person has been asked to declare."), _here(found))
        told = gettext("The person is proposed. Ask them to declare when the team is complete.")
        return done(told, _here(found))
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
def invite(case: str, assignment: str) -> Response:
    """Ask somebody who is proposed to declare."""
    return _on_member(
        case,
        assignment,
        lambda one, _reason: invite_member(one.id, by=current_actor()),
        gettext("The person has been asked to declare."),
    )


@audience(*PLANNER)
def invite_all(case: str) -> Response:
    """Ask everybody who is proposed to declare."""
    found, form = case_for(current_actor(), case), ReasonForm()
    if attempt(form, lambda: invite_team(found.id, by=current_actor())):
        return done(gettext("Everybody has been asked to declare."), _here(found))
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
    body.add_url_rule(f"{at}/invite", view_func=invite_all, methods=post)
    for name, view in (
        ("invite", invite),
        ("confirm", confirm),
        ("replace", replace),
        ("restore", restore),
        ("answer", answer_objection),
    ):
        body.add_url_rule(f"{at}/<assignment>/{name}", view_func=view, methods=post)


add_tab("body.team", N_("Team"), set(PLANNER), OPEN_FOR_TEAM)
for _action in ("propose_member", "appoint_checker", "answer_member_objection"):
    offer(_action, "body.team")
