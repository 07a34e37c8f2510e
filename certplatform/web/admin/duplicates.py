"""Records that may be one person's: for administrators, and a body's manager where both are its."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.one_person import REASONS, merging_obstacles
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.people_register import PossibleDuplicate
from certplatform.models.person import Person
from certplatform.process.one_person import find_apart, merge_people
from certplatform.queries.duplicates import (
    OPEN,
    duplicate_for,
    duplicates_page,
    identity_of,
    shared_cases,
)
from certplatform.queries.people import memberships_of, person_at
from certplatform.web.admin.forms import KeepForm, ReasonForm
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import listed, role, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

DECIDING = (Role.ADMINISTRATOR, Role.BODY_MANAGER)
add_navigation("/duplicates", N_("Possible duplicates"), "users", *DECIDING)


@audience(*DECIDING)
def duplicates() -> Response:
    """The pairs that wait for a decision."""
    found = duplicates_page(current_actor(), request.args.get("cursor", ""))
    here = url_for("admin.duplicates")
    more = urlencode({"cursor": found.next_cursor})
    return page(
        "admin/duplicates.html",
        pairs=[{"row": one, "why": _why(one)} for one in found.rows],
        pager={
            "count_text": found.count_text,
            "next_url": f"{here}?{more}" if found.next_cursor else "",
            "first_url": here if request.args.get("cursor") else "",
        },
    )


def _why(pair: PossibleDuplicate) -> str:
    return listed(gettext(REASONS[one]) for one in pair.reasons)


def _side(person: Person) -> dict[str, Any]:
    """What one looks at to tell two people apart; the identity number only by its end."""
    known = identity_of(person.id)
    held = [one for one in memberships_of(person.id) if one.ended_at is None]
    return {
        "person": person,
        "tail": f"…{known.tail}" if known else "",
        "roles": listed(f"{one.organisation.name} {role(one.role)}" for one in held),
    }


def _obstacles(pair: PossibleDuplicate) -> list[Obstacle]:
    return merging_obstacles(shared_cases(pair.first_id, pair.second_id))


def _page(pair: PossibleDuplicate, keep: KeepForm, apart: ReasonForm) -> Response:
    return page(
        "admin/duplicate.html",
        pair=pair,
        why=_why(pair),
        sides=[_side(pair.first), _side(pair.second)],
        keep=keep,
        apart=apart,
        obstacles=shown(_obstacles(pair)),
        open=pair.state == OPEN,
        mine=current_actor().person_id in {pair.first_id, pair.second_id},
    )


def _keep_form(pair: PossibleDuplicate) -> KeepForm:
    form = KeepForm(prefix="keep-")
    form.kept.choices = [
        (one.public_id, f"{one.name} ({one.email})") for one in (pair.first, pair.second)
    ]
    return form


@audience(*DECIDING)
def duplicate(pair: str) -> Response:
    """One pair beside each other, and the two ways to settle it."""
    found = duplicate_for(current_actor(), pair)
    return _page(found, _keep_form(found), ReasonForm(prefix="apart-"))


@audience(*DECIDING)
def merge(pair: str) -> Response:
    """Make the two records one."""
    found = duplicate_for(current_actor(), pair)
    must_be_fresh(current_actor())
    form = _keep_form(found)

    def deed() -> None:
        kept = person_at(form.kept.data)
        merge_people(pair, kept.id, by=current_actor(), reason=form.reason.data or "")

    if attempt(form, deed):
        return done(gettext("The two records are one now."), url_for("admin.duplicates"))
    return _page(found, form, ReasonForm(formdata=None, prefix="apart-"))


@audience(*DECIDING)
def apart(pair: str) -> Response:
    """Say that these are two people."""
    found = duplicate_for(current_actor(), pair)
    must_be_fresh(current_actor())
    form = ReasonForm(prefix="apart-")

    def deed() -> None:
        find_apart(pair, by=current_actor(), reason=form.reason.data or "")

    if attempt(form, deed):
        return done(gettext("These are two people."), url_for("admin.duplicates"))
    return _page(found, _keep_form(found), form)


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    post, base = ["POST"], "/duplicates"
    admin.add_url_rule(base, view_func=duplicates)
    admin.add_url_rule(f"{base}/<pair>", view_func=duplicate)
    admin.add_url_rule(f"{base}/<pair>/merge", view_func=merge, methods=post)
    admin.add_url_rule(f"{base}/<pair>/apart", view_func=apart, methods=post)
