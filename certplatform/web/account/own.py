"""One's own account: overview, sessions, password, language, and the people of one's enterprise."""

from flask import Blueprint, abort, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import OrganisationKind, Role
from certplatform.domain.people import must_be_fresh
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.one_person import change_phone, record_identity
from certplatform.process.people import end_role
from certplatform.process.register_people import invite, withdraw_invitation
from certplatform.process.sign_in import (
    change_locale,
    change_password,
    sign_out,
    sign_out_everywhere,
)
from certplatform.queries.duplicates import identity_of
from certplatform.queries.one_time_links import open_invitations
from certplatform.queries.people import (
    members_of,
    memberships_of,
    organisation_at,
    organisation_by_id,
    person_at,
)
from certplatform.queries.sessions import sessions_of
from certplatform.web.account.forms import (
    ChangePasswordForm,
    IdentityForm,
    InviteForm,
    LanguageForm,
    PhoneForm,
)
from certplatform.web.account.sign_in import my_session
from certplatform.web.answers import attempt, done, page
from certplatform.web.formats import role as role_name
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor


@audience(SIGNED_IN)
def overview() -> Response:
    """What I am here, and the ways to change it."""
    return _overview(PhoneForm(phone=my_session().person.phone), IdentityForm())


def _overview(phone_form: PhoneForm, identity_form: IdentityForm) -> Response:
    person = session.get_one(Person, my_session().person.id)
    held = [one for one in memberships_of(person.id) if one.ended_at is None]
    known = identity_of(person.id)
    return page(
        "account/overview.html",
        person=person,
        held=held,
        tail=f"…{known.tail}" if known else "",
        phone_form=phone_form,
        identity_form=identity_form,
        language_form=LanguageForm(formdata=None, locale=person.locale),
        sessions=len(sessions_of(person.id)),
        invites=current_actor().holds(Role.APPLICANT),
    )


@audience(SIGNED_IN)
def phone() -> Response:
    """Change my telephone number."""
    form = PhoneForm()
    if attempt(form, lambda: change_phone(form.phone.data or "", by=current_actor())):
        return done(gettext("Saved."), url_for("account.overview"))
    return _overview(form, IdentityForm(formdata=None))


@audience(SIGNED_IN)
def identity() -> Response:
    """Record my identity number; what is answered does not tell whether somebody else has it."""
    form, me = IdentityForm(), my_session().person.id
    must_be_fresh(current_actor())

    def deed() -> None:
        record_identity(me, form.identity.data or "", by=current_actor())

    if attempt(form, deed):
        told = gettext("Thank you. The number is compared with the other records.")
        return done(told, url_for("account.overview"))
    return _overview(PhoneForm(formdata=None, phone=my_session().person.phone), form)


@audience(SIGNED_IN)
def sessions() -> Response:
    """Where I am signed in."""
    signed = my_session()
    return page(
        "account/sessions.html", sessions=sessions_of(signed.person.id), mine=signed.session_id
    )


@audience(SIGNED_IN)
def end_session(number: int) -> Response:
    """Sign out of one other browser."""
    sign_out(number, by=current_actor())
    return done(gettext("That browser is signed out."), url_for("account.sessions"))


@audience(SIGNED_IN)
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    sign_out_everywhere(by=current_actor(), but=my_session().session_id)
    return done(gettext("You are signed out everywhere else."), url_for("account.sessions"))


@audience(SIGNED_IN)
def password() -> Response:
    """Change the password."""
    form = ChangePasswordForm()

    def deed() -> None:
        change_password(
            my_session().session_id,
            form.old.data or "",
            form.password.data or "",
            by=current_actor(),
        )

    if attempt(form, deed):
        return done(
            gettext("The password is changed; all other browsers are signed out."),
            url_for("account.overview"),
        )
    return page("account/password.html", form=form)


@audience(SIGNED_IN)
def language() -> Response:
    """Choose the language of pages and mails."""
    form = LanguageForm()
    if attempt(form, lambda: change_locale(form.locale.data, by=current_actor())):
        cookie["lang"] = form.locale.data
        return done(gettext("The language is changed."), url_for("account.overview"))
    return redirect(url_for("account.overview"), code=303)


def _enterprises() -> list[Organisation]:
    """The enterprises whose people the actor may invite, the asked one first."""
    mine = current_actor().organisations(OrganisationKind.ENTERPRISE)
    found = [one for one in map(organisation_by_id, sorted(mine)) if one is not None]
    asked = request.values.get("organisation", "")
    return sorted(found, key=lambda one: one.public_id != asked)


@audience(Role.APPLICANT)
def invite_people() -> Response:
    """The people of my enterprise; invite another one."""
    choices = _enterprises()
    if not choices:
        abort(404)
    enterprise = choices[0]
    form = InviteForm()
    form.role.choices = [(str(Role.APPLICANT), role_name(Role.APPLICANT))]

    def deed() -> None:
        invite(form.email.data or "", enterprise.id, form.role.data, by=current_actor())

    if attempt(form, deed):
        return done(
            gettext("The invitation is under way."),
            url_for("account.invite", organisation=enterprise.public_id),
        )
    return page(
        "account/invite.html",
        form=form,
        organisation=enterprise,
        others=choices[1:],
        members=members_of(enterprise.id),
        invitations=open_invitations(enterprise.id, clock.now()),
        fresh=current_actor().fresh,
        me=current_actor().person_id,
    )


@audience(Role.APPLICANT)
def end_membership(organisation: str, person: str) -> Response:
    """Take somebody out of my enterprise."""
    enterprise = organisation_at(organisation)
    end_role(person_at(person).id, enterprise.id, Role.APPLICANT, by=current_actor())
    return done(
        gettext("This person no longer belongs to the enterprise here."),
        url_for("account.invite", organisation=enterprise.public_id),
    )


@audience(Role.APPLICANT)
def cancel_invitation(number: int) -> Response:
    """Take an invitation back."""
    withdraw_invitation(number, by=current_actor())
    return done(gettext("The invitation is taken back."), url_for("account.invite"))


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    both, post = ["GET", "POST"], ["POST"]
    account.add_url_rule("", view_func=overview, strict_slashes=False)
    account.add_url_rule("/phone", view_func=phone, methods=["POST"])
    account.add_url_rule("/identity", view_func=identity, methods=["POST"])
    account.add_url_rule("/sessions", view_func=sessions)
    account.add_url_rule("/sessions/<int:number>/end", view_func=end_session, methods=post)
    account.add_url_rule("/sessions/end-others", view_func=end_other_sessions, methods=post)
    account.add_url_rule("/password", view_func=password, methods=both)
    account.add_url_rule("/language", view_func=language, methods=post)
    account.add_url_rule("/people", "invite", view_func=invite_people, methods=both)
    account.add_url_rule(
        "/people/<organisation>/<person>/end", view_func=end_membership, methods=post
    )
    account.add_url_rule(
        "/invitations/<int:number>/cancel", view_func=cancel_invitation, methods=post
    )
