"""A body's people and their roles, for its manager and scheduler."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import clock, schemes
from certplatform.domain.actors import ROLES_OF_KIND, OrganisationKind, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person, Qualification
from certplatform.process.people import end_role, grant_role
from certplatform.process.person_record import TIE_KINDS
from certplatform.process.register_people import invite, withdraw_invitation
from certplatform.queries.cases import ABSENT
from certplatform.queries.one_time_links import open_invitations
from certplatform.queries.people import (
    belongs_to,
    leave_of,
    members_of,
    memberships_of,
    organisation_by_id,
    person_at,
    qualifications_of,
    ties_of,
    unapproved_in,
)
from certplatform.web.admin.forms import InviteForm, RoleForm, role_choices, role_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

OFFICE = (Role.BODY_MANAGER, Role.SCHEDULER)
MANAGER = Role.BODY_MANAGER
BODY_ROLES = ROLES_OF_KIND[OrganisationKind.BODY]
add_navigation("/body/people", N_("Our people"), "users", *OFFICE)


def body_of_mine(*roles: Role) -> Organisation:
    """The body in which the actor holds one of the roles."""
    mine = (one.organisation_id for one in current_actor().holdings if one.role in roles)
    found = organisation_by_id(next(mine, 0))
    if found is None:
        abort(404)
    return found


def member_of(body: Organisation, public_id: str) -> Person:
    """Somebody of the body; anybody else is absent."""
    found = person_at(public_id)
    if not belongs_to(found.id, body.id):
        raise NotVisible(ABSENT)
    return found


@audience(*OFFICE)
def body_people() -> Response:
    """Everybody of the body."""
    body = body_of_mine(*OFFICE)
    return page(
        "admin/body_people.html",
        organisation=body,
        members=members_of(body.id),
        waiting=unapproved_in(body.id),
        invitations=open_invitations(body.id, clock.now()),
        manages=current_actor().holds(MANAGER, body.id),
    )


@audience(*OFFICE)
def body_person(person: str) -> Response:
    """One person of the body: roles, qualifications, ties, leave."""
    body = body_of_mine(*OFFICE)
    found = member_of(body, person)
    form = RoleForm()
    form.role.choices = role_choices(BODY_ROLES)
    held = [
        one
        for one in memberships_of(found.id)
        if one.ended_at is None and one.organisation_id == body.id
    ]
    return page(
        "admin/body_person.html",
        person=found,
        held=held,
        form=form,
        qualifications=_shown(qualifications_of(found.id, body.id)),
        ties=ties_of(found.id),
        kinds=TIE_KINDS,
        days=leave_of(found.id),
        manages=current_actor().holds(MANAGER, body.id),
        me=current_actor().person_id,
    )


def _shown(rows: Sequence[Qualification]) -> list[dict[str, object]]:
    """Qualifications as the page draws them, with who may approve each."""
    me = current_actor().person_id
    return [
        {
            "row": one,
            "level": text(schemes.scheme(one.scheme).level(one.level).title),
            "viewpoints": "、".join(
                text(schemes.scheme(one.scheme).viewpoint(code).title) for code in one.viewpoints
            ),
            "approvable": one.approved_at is None and me not in {one.person_id, one.entered_by},
        }
        for one in rows
    ]


def back_to(found: Person) -> str:
    """The page of a person of the body."""
    return url_for("admin.body_person", person=found.public_id)


@audience(MANAGER)
def body_invite() -> Response:
    """Invite somebody into the body."""
    must_be_fresh(current_actor())
    body, form = body_of_mine(MANAGER), InviteForm()
    form.role.choices = role_choices(BODY_ROLES)

    def deed() -> None:
        invite(form.email.data or "", body.id, form.role.data, by=current_actor())

    back = url_for("admin.body_people")
    if attempt(form, deed):
        return done(gettext("The invitation is under way."), back)
    return page("admin/invite.html", form=form, organisation=body, back=back)


@audience(MANAGER)
def body_cancel_invitation(number: int) -> Response:
    """Take an invitation back."""
    withdraw_invitation(number, by=current_actor())
    return done(gettext("The invitation is taken back."), url_for("admin.body_people"))


@audience(MANAGER)
def body_grant(person: str) -> Response:
    """Give somebody of the body a further role."""
    body = body_of_mine(MANAGER)
    found, form = member_of(body, person), RoleForm()
    form.role.choices = role_choices(BODY_ROLES)
    if form.validate_on_submit():
        grant_role(found.id, body.id, form.role.data, by=current_actor())
        return done(gettext("The role is given."), back_to(found))
    return redirect(back_to(found), code=303)


@audience(MANAGER)
def body_end(person: str, role: str) -> Response:
    """Take a role in the body away."""
    body = body_of_mine(MANAGER)
    found = member_of(body, person)
    end_role(found.id, body.id, role_of(role), by=current_actor())
    if belongs_to(found.id, body.id):
        return done(gettext("The role has ended."), back_to(found))
    return done(gettext("The role has ended."), url_for("admin.body_people"))


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    both, post, base = ["GET", "POST"], ["POST"], "/body/people"
    admin.add_url_rule(base, view_func=body_people)
    admin.add_url_rule(f"{base}/invite", view_func=body_invite, methods=both)
    admin.add_url_rule(
        f"{base}/invitations/<int:number>/cancel", view_func=body_cancel_invitation, methods=post
    )
    admin.add_url_rule(f"{base}/<person>", view_func=body_person)
    admin.add_url_rule(f"{base}/<person>/grant", view_func=body_grant, methods=post)
    admin.add_url_rule(f"{base}/<person>/<role>/end", view_func=body_end, methods=post)
