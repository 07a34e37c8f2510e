"""Organisations, their people, what bodies may assess (R07), and the schemes in use."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import clock, schemes
from certplatform.domain.actors import ROLES_OF_KIND, OrganisationKind, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.organisation import ApprovedRange
from certplatform.process.people import register_organisation, set_approved_range
from certplatform.process.register_people import invite, withdraw_invitation
from certplatform.queries.cases import ABSENT
from certplatform.queries.one_time_links import open_invitations
from certplatform.queries.people import members_of, organisation_at, organisations_page
from certplatform.schemes import scheme_digest
from certplatform.web.admin.forms import (
    KINDS,
    InviteForm,
    OrganisationForm,
    RangeForm,
    SearchForm,
    kind_choices,
    role_choices,
)
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

ADMIN = Role.ADMINISTRATOR
add_navigation("/admin/organisations", N_("Organisations"), "building-community", ADMIN)
add_navigation("/admin/people", N_("People"), "users", ADMIN)
add_navigation("/admin/schemes", N_("Schemes"), "versions", ADMIN)


@audience(ADMIN)
def organisations() -> Response:
    """All organisations, searched and paged."""
    form = SearchForm(request.args)
    form.kind.choices = kind_choices(gettext("All"))
    asked = {"q": (form.q.data or "").strip(), "kind": form.kind.data or ""}
    found = organisations_page(asked["q"], asked["kind"], request.args.get("cursor", ""))
    here = url_for("admin.organisations")
    more = urlencode({**asked, "cursor": found.next_cursor})
    return page(
        "admin/organisations.html",
        form=form,
        found=found.rows,
        kinds=KINDS,
        reset_url=here,
        pager={
            "next_url": f"{here}?{more}" if found.next_cursor else "",
            "first_url": f"{here}?{urlencode(asked)}" if request.args.get("cursor") else "",
            "count_text": found.count_text,
        },
    )


@audience(ADMIN)
def new_organisation() -> Response:
    """Take an organisation up."""
    must_be_fresh(current_actor())
    form = OrganisationForm()
    form.kind.choices = kind_choices()

    def deed() -> None:
        said: dict[str, Any] = {
            one.name: one.data or "" for one in form if one.name != "csrf_token"
        }
        register_organisation(**said, by=current_actor())

    if attempt(form, deed):
        return done(gettext("The organisation is registered."), url_for("admin.organisations"))
    return page("admin/new_organisation.html", form=form)


@audience(ADMIN)
def organisation(organisation: str) -> Response:
    """One organisation: who belongs to it, what it may assess."""
    found = organisation_at(organisation)
    return page(
        "admin/organisation.html",
        organisation=found,
        kind_name=gettext(KINDS[found.kind]),
        members=members_of(found.id),
        invitations=open_invitations(found.id, clock.now()),
        has_roles=bool(ROLES_OF_KIND[OrganisationKind(found.kind)]),
        is_body=found.kind == OrganisationKind.BODY,
        ranges=[_shown(one) for one in found.ranges],
    )


def _shown(one: ApprovedRange) -> dict[str, object]:
    """An approved range in words."""
    known = schemes.scheme(one.scheme)
    return {
        "row": one,
        "scheme": text(known.title),
        "viewpoints": "、".join(text(known.viewpoint(code).title) for code in one.viewpoints),
    }


@audience(ADMIN)
def invite_into(organisation: str) -> Response:
    """Invite somebody into an organisation, in one role."""
    must_be_fresh(current_actor())
    found = organisation_at(organisation)
    form = InviteForm()
    form.role.choices = role_choices(ROLES_OF_KIND[OrganisationKind(found.kind)])

    def deed() -> None:
        invite(form.email.data or "", found.id, form.role.data, by=current_actor())

    back = url_for("admin.organisation", organisation=found.public_id)
    if attempt(form, deed):
        return done(gettext("The invitation is under way."), back)
    return page("admin/invite.html", form=form, organisation=found, back=back)


@audience(ADMIN)
def cancel_invitation(organisation: str, number: int) -> Response:
    """Take an invitation back."""
    found = organisation_at(organisation)
    if all(one.id != number for one in open_invitations(found.id, clock.now())):
        raise NotVisible(ABSENT)
    withdraw_invitation(number, by=current_actor())
    return done(
        gettext("The invitation is taken back."),
        url_for("admin.organisation", organisation=found.public_id),
    )


@audience(ADMIN)
def new_range(organisation: str) -> Response:
    """Say what a body may assess from a date on (R07)."""
    must_be_fresh(current_actor())
    found, form = organisation_at(organisation), RangeForm()
    offer_scheme(form)

    def deed() -> None:
        set_approved_range(
            found.id,
            form.scheme.data,
            grades=form.grades.data,
            viewpoints=form.viewpoints.data,
            industries=form.industries.listed,
            valid_from_on=form.valid_from_on.data,  # type: ignore[arg-type]
            valid_until_on=form.valid_until_on.data,
            note=form.note.data or "",
            by=current_actor(),
        )

    back = url_for("admin.organisation", organisation=found.public_id)
    if attempt(form, deed):
        return done(gettext("The approved range is entered."), back)
    return page("admin/new_range.html", form=form, organisation=found, back=back)


def offer_scheme(form: RangeForm) -> None:
    """Offer the codes of the chosen scheme."""
    codes = sorted(schemes.schemes())
    asked = request.values.get("scheme", "")
    chosen = schemes.scheme(asked if asked in codes else codes[0])
    form.scheme.choices = [(code, text(schemes.scheme(code).title)) for code in codes]
    form.grades.choices = [(one.code, one.code) for one in chosen.grades]
    form.viewpoints.choices = [(one.code, text(one.title)) for one in chosen.viewpoints]


@audience(ADMIN)
def scheme_versions() -> Response:
    """The schemes in use, each with its version and digest."""
    found = [(one, scheme_digest(one)) for one in schemes.schemes().values()]
    return page("admin/schemes.html", found=found)


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    both = ["GET", "POST"]
    base = "/admin/organisations"
    admin.add_url_rule(base, view_func=organisations)
    admin.add_url_rule(f"{base}/new", view_func=new_organisation, methods=both)
    admin.add_url_rule(f"{base}/<organisation>", view_func=organisation)
    admin.add_url_rule(f"{base}/<organisation>/invite", view_func=invite_into, methods=both)
    admin.add_url_rule(
        f"{base}/<organisation>/invitations/<int:number>/cancel",
        view_func=cancel_invitation,
        methods=["POST"],
    )
    admin.add_url_rule(f"{base}/<organisation>/ranges/new", view_func=new_range, methods=both)
    admin.add_url_rule("/admin/schemes", "schemes", view_func=scheme_versions)
