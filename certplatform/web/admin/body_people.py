"""A body's people and their roles, for its manager and scheduler."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import clock, schemes
from certplatform.domain.actors import ROLES_OF_KIND, OrganisationKind, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.identity import mended_industry
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person, Qualification
from certplatform.process.people import end_role, grant_role
from certplatform.process.person_record import TIE_KINDS
from certplatform.process.register_people import invite, withdraw_invitation
from certplatform.process.training import KINDS, RESULTS
from certplatform.queries.body_register import Entry, register_page, whole_register
from certplatform.queries.cases import ABSENT
from certplatform.queries.one_time_links import open_invitations
from certplatform.queries.people import (
    belongs_to,
    leave_from,
    memberships_of,
    organisation_by_id,
    person_at,
    qualifications_of,
    ties_of,
)
from certplatform.queries.record import contests_of, papers_of, terms_of, trainings_of
from certplatform.web.admin.forms import (
    InviteForm,
    RegisterSearchForm,
    RoleForm,
    role_choices,
    role_of,
)
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import listed, role, text
from certplatform.web.guards import audience
from certplatform.web.record_sheet import (
    qualification_rows,
    scope_words,
    tie_rows,
    training_rows,
)
from certplatform.web.sheets import Cell, sheet_answer
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
    """Everybody of the body, searched and paged."""
    body, form = body_of_mine(*OFFICE), _search()
    found = register_page(body.id, _asked(form), request.args.get("cursor", ""))
    here, said = url_for("admin.body_people"), _said(form)
    more = urlencode({**said, "cursor": found.next_cursor})
    return page(
        "admin/body_people.html",
        organisation=body,
        form=form,
        members=[{"entry": one, "counting": _counting(one)} for one in found.rows],
        invitations=open_invitations(body.id, clock.now()),
        manages=current_actor().holds(MANAGER, body.id),
        exports={
            kind.upper(): f"{url_for('admin.body_sheet', kind=kind)}?{urlencode(said)}"
            for kind in ("csv", "xlsx")
        },
        reset_url=here,
        pager={
            "count_text": found.count_text,
            "next_url": f"{here}?{more}" if found.next_cursor else "",
            "first_url": f"{here}?{urlencode(said)}" if request.args.get("cursor") else "",
        },
    )


def _search() -> RegisterSearchForm:
    form = RegisterSearchForm(request.args)
    form.role.choices = [("", gettext("All")), *role_choices(BODY_ROLES)]
    named = {one.code: text(one.title) for it in schemes.schemes().values() for one in it.levels}
    form.level.choices = [("", gettext("All")), *sorted(named.items())]
    return form


def _said(form: RegisterSearchForm) -> dict[str, str]:
    """What the address asks for; only what is said."""
    found = {one.name: (one.data or "").strip() for one in form}
    return {name: value for name, value in found.items() if value}


def _asked(form: RegisterSearchForm) -> dict[str, Any]:
    """The search as the register understands it: a level means it or a higher one."""
    said: dict[str, Any] = dict(_said(form))
    if said.get("level"):
        said["levels"] = sorted(_at_least(said["level"]))
    if said.get("industry"):
        said["industry"] = mended_industry(said["industry"])[:5]
    return said


def _at_least(level: str) -> set[str]:
    found = {level}
    for scheme in schemes.schemes().values():
        ranks = {one.code: one.rank for one in scheme.levels}
        if level in ranks:
            found |= {code for code, rank in ranks.items() if rank >= ranks[level]}
    return found


def _counting(one: Entry) -> str:
    """What somebody is qualified for today, in a line."""
    words = (f"{role(it.role)} {scope_words(it)['level']}" for it in one.counting)
    return listed(dict.fromkeys(words))


@audience(*OFFICE)
def body_sheet(kind: str) -> Response:
    """The register as a file for a spreadsheet."""
    body = body_of_mine(*OFFICE)
    head = [
        gettext("Full name"),
        gettext("Mail address"),
        gettext("Phone"),
        gettext("Roles"),
        gettext("Qualifications"),
        gettext("Valid until"),
        gettext("waiting for approval"),
        gettext("Working area"),
        gettext("Half-days per year, at least"),
        gettext("Half-days per year, at most"),
    ]
    rows = [_line(one) for one in whole_register(body.id, _asked(_search()))]
    return sheet_answer(kind, gettext("Our people"), head, rows)


def _line(one: Entry) -> tuple[Cell, ...]:
    return (
        one.person.name,
        one.person.email,
        one.person.phone,
        listed(role(held) for held in one.roles),
        _counting(one),
        max((it.valid_until_on for it in one.counting), default=None),
        one.waiting,
        listed(one.terms.regions) if one.terms else "",
        one.terms.min_half_days if one.terms else None,
        one.terms.max_half_days if one.terms else None,
    )


@audience(*OFFICE)
def body_person(person: str) -> Response:
    """One person of the body: roles, qualifications, ties, training, leave."""
    body = body_of_mine(*OFFICE)
    found = member_of(body, person)
    form = RoleForm()
    form.role.choices = role_choices(BODY_ROLES)
    held = [
        one
        for one in memberships_of(found.id)
        if one.ended_at is None and one.organisation_id == body.id
    ]
    manages, me = current_actor().holds(MANAGER, body.id), current_actor().person_id
    contests, papers = contests_of(found.id), papers_of(found.id)
    entries = qualification_rows(qualifications_of(found.id, body.id), contests, papers)
    return page(
        "admin/body_person.html",
        person=found,
        held=held,
        form=form,
        qualifications=[
            {**one, "approvable": manages and _approvable(one["row"], me)} for one in entries
        ],
        ties=tie_rows(ties_of(found.id), contests),
        trainings=training_rows(trainings_of(found.id), contests, papers),
        terms=terms_of([found.id], body.id).get((found.id, body.id)),
        kinds=TIE_KINDS,
        courses=KINDS,
        results=RESULTS,
        days=leave_from(found.id, clock.today()),
        manages=manages,
        me=me,
    )


def _approvable(one: Qualification, me: int | None) -> bool:
    waits = one.approved_at is None and one.returned_at is None
    return waits and me not in {one.person_id, one.entered_by}


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
    admin.add_url_rule(f"{base}.<any(csv, xlsx):kind>", view_func=body_sheet)
    admin.add_url_rule(f"{base}/invite", view_func=body_invite, methods=both)
    admin.add_url_rule(
        f"{base}/invitations/<int:number>/cancel", view_func=body_cancel_invitation, methods=post
    )
    admin.add_url_rule(f"{base}/<person>", view_func=body_person)
    admin.add_url_rule(f"{base}/<person>/grant", view_func=body_grant, methods=post)
    admin.add_url_rule(f"{base}/<person>/<role>/end", view_func=body_end, methods=post)
