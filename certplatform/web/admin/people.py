"""People and their roles, for administrators. Nothing of any case is shown here."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import ROLES_OF_KIND, OrganisationKind, Role
from certplatform.domain.people import must_be_fresh
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.one_person import record_identity
from certplatform.process.people import deactivate_person, end_role, grant_role
from certplatform.process.register_people import start_reset
from certplatform.queries.duplicates import aliases_of, identity_of, kept_of
from certplatform.queries.people import memberships_of, organisation_at, people_page, person_at
from certplatform.web.admin.forms import (
    IdentityForm,
    PeopleSearchForm,
    ReasonForm,
    RoleForm,
    role_choices,
    role_of,
)
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

ADMIN = Role.ADMINISTRATOR


@audience(ADMIN)
def home() -> Response:
    """The first of the administrator's pages."""
    return redirect(url_for("admin.organisations"))


@audience(ADMIN)
def people() -> Response:
    """All people, searched and paged."""
    form = PeopleSearchForm(request.args)
    asked = {"q": (form.q.data or "").strip()}
    found = people_page(asked["q"], request.args.get("cursor", ""))
    here = url_for("admin.people")
    more = urlencode({**asked, "cursor": found.next_cursor})
    return page(
        "admin/people.html",
        form=form,
        found=found.rows,
        reset_url=here,
        pager={
            "next_url": f"{here}?{more}" if found.next_cursor else "",
            "first_url": f"{here}?{urlencode(asked)}" if request.args.get("cursor") else "",
            "count_text": found.count_text,
        },
    )


@audience(ADMIN)
def person(person: str) -> Response:
    """One person: account and roles."""
    return _person(person_at(person), IdentityForm())


def _person(found: Person, identity_form: IdentityForm) -> Response:
    held = [one for one in memberships_of(found.id) if one.ended_at is None]
    known = identity_of(found.id)
    forms = [(one, _role_form(one)) for one in dict.fromkeys(it.organisation for it in held)]
    return page(
        "admin/person.html",
        person=found,
        memberships=memberships_of(found.id),
        forms=forms,
        tail=f"…{known.tail}" if known else "",
        identity_form=identity_form,
        kept=kept_of(found.id),
        aliases=aliases_of(found.id),
        me=current_actor().person_id,
    )


def _role_form(organisation: Organisation) -> RoleForm:
    form = RoleForm()
    form.role.choices = role_choices(ROLES_OF_KIND[OrganisationKind(organisation.kind)])
    return form


def _back(found: Person) -> str:
    return url_for("admin.person", person=found.public_id)


@audience(ADMIN)
def grant(person: str, organisation: str) -> Response:
    """Give a person a further role."""
    found, where = person_at(person), organisation_at(organisation)
    form = _role_form(where)
    role = form.role.data if form.validate_on_submit() else ""
    if role:
        grant_role(found.id, where.id, role, by=current_actor())
        return done(gettext("The role is given."), _back(found))
    return redirect(_back(found), code=303)


@audience(ADMIN)
def end(person: str, organisation: str, role: str) -> Response:
    """Take a role away."""
    found = person_at(person)
    end_role(found.id, organisation_at(organisation).id, role_of(role), by=current_actor())
    return done(gettext("The role has ended."), _back(found))


@audience(ADMIN)
def reset(person: str) -> Response:
    """Send a person a link for a new password."""
    found = person_at(person)
    start_reset(found.id, by=current_actor())
    return done(gettext("A link for a new password is on its way to this person."), _back(found))


@audience(ADMIN)
def identity(person: str) -> Response:
    """Record or replace a person's identity number; one that another record has goes to a queue."""
    must_be_fresh(current_actor())
    found, form = person_at(person), IdentityForm()

    def deed() -> None:
        record_identity(found.id, form.identity.data or "", by=current_actor())

    if attempt(form, deed):
        told = gettext("The number is compared with the other records.")
        return done(told, _back(found))
    return _person(found, form)


@audience(ADMIN)
def deactivate(person: str) -> Response:
    """Close an account."""
    must_be_fresh(current_actor())
    found, form = person_at(person), ReasonForm()

    def deed() -> None:
        deactivate_person(found.id, by=current_actor(), reason=form.reason.data or "")

    if attempt(form, deed):
        return done(gettext("The account is closed."), _back(found))
    return page("admin/deactivate.html", form=form, person=found, back=_back(found))


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    post = ["POST"]
    base = "/admin/people"
    admin.add_url_rule("/admin", view_func=home, strict_slashes=False)
    admin.add_url_rule(base, view_func=people)
    admin.add_url_rule(f"{base}/<person>", view_func=person)
    admin.add_url_rule(f"{base}/<person>/<organisation>/grant", view_func=grant, methods=post)
    admin.add_url_rule(f"{base}/<person>/<organisation>/<role>/end", view_func=end, methods=post)
    admin.add_url_rule(f"{base}/<person>/reset", view_func=reset, methods=post)
    admin.add_url_rule(
        f"{base}/<person>/identity", "person_identity", view_func=identity, methods=post
    )
    admin.add_url_rule(f"{base}/<person>/deactivate", view_func=deactivate, methods=["GET", "POST"])
