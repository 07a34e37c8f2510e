"""Who owns whom: entered with dates and shares, and ended (R13)."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotVisible
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.organisation import Organisation
from certplatform.process.ownership import end_group_link, record_group_link
from certplatform.queries.cases import ABSENT
from certplatform.queries.people import organisation_at, organisation_of_code
from certplatform.queries.ties import holdings_of
from certplatform.web.admin.forms import EndOwnershipForm, OwnershipForm
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

ADMIN = Role.ADMINISTRATOR


@audience(ADMIN)
def owners(organisation: str) -> Response:
    """Who owns shares of it and of whom it owns shares, as they are on record."""
    found = organisation_at(organisation)
    rows = [
        {"link": link, "owner": owner, "owned": owned, "share": f"{link.share.normalize():f}"}
        for link, owner, owned in holdings_of(found.id)
    ]
    return page("admin/owners.html", organisation=found, rows=rows, today=clock.today())


@audience(ADMIN)
def new_owner(organisation: str) -> Response:
    """Enter that another organisation owns a share of this one."""
    must_be_fresh(current_actor())
    found, form = organisation_at(organisation), OwnershipForm()

    def deed() -> None:
        record_group_link(
            _parent(form.parent_code.data or "").id,
            found.id,
            form.share.data,  # type: ignore[arg-type]
            from_on=form.from_on.data,
            until_on=form.until_on.data,
            by=current_actor(),
        )

    back = _back(found)
    if attempt(form, deed):
        return done(gettext("The ownership is on record."), back)
    return page("admin/new_owner.html", form=form, organisation=found, back=back)


def _parent(code: str) -> Organisation:
    found = organisation_of_code(code)
    if found is None:
        told = N_("No organisation is registered under this code.")
        raise Invalid(told, fields={"parent_code": told})
    return found


@audience(ADMIN)
def end_owner(organisation: str, link: str) -> Response:
    """Enter the last day of an ownership."""
    must_be_fresh(current_actor())
    found, form = organisation_at(organisation), EndOwnershipForm()
    if all(one.public_id != link for one, *_ in holdings_of(found.id)):
        raise NotVisible(ABSENT)

    def deed() -> None:
        end: Any = form.until_on.data
        end_group_link(link, until_on=end, by=current_actor())

    back = _back(found)
    if attempt(form, deed):
        return done(gettext("The end of the ownership is on record."), back)
    return page("admin/new_owner.html", form=form, organisation=found, back=back)


def _back(found: Organisation) -> str:
    return url_for("admin.owners", organisation=found.public_id)


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    both, at = ["GET", "POST"], "/admin/organisations/<organisation>/owners"
    admin.add_url_rule(at, view_func=owners)
    admin.add_url_rule(f"{at}/new", view_func=new_owner, methods=both)
    admin.add_url_rule(f"{at}/<link>/end", view_func=end_owner, methods=both)
