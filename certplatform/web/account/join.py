"""Coming in by mail: registering an enterprise, an invitation, a forgotten password."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.errors import NotNow
from certplatform.extensions import limiter
from certplatform.models.person import OneTimeLink
from certplatform.process.register_people import (
    GONE,
    Registration,
    accept_invitation,
    ask_registration,
    ask_reset,
    confirm_registration,
    reset_password,
)
from certplatform.queries.one_time_links import link_by_token
from certplatform.queries.people import organisation_by_id, person_by_email
from certplatform.web.account.forms import (
    AddressForm,
    JoinForm,
    NewPasswordForm,
    PlainForm,
    RegisterForm,
)
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import EVERYBODY, audience

MAILS = "20 per hour"
LINKS = "60 per hour"
SAID = {one.name for one in fields(Registration)} - {"headcount"}


@audience(EVERYBODY)
@limiter.limit(MAILS, methods=["POST"])
def register() -> Response:
    """Register an enterprise; the answer is the same whatever is known already."""
    form = RegisterForm()

    def deed() -> None:
        said: dict[str, Any] = {one.name: one.data or "" for one in form if one.name in SAID}
        ask_registration(Registration(**said, headcount=form.headcount.data or 0))

    if attempt(form, deed):
        return redirect(url_for("account.mail_sent", what="confirm"), code=303)
    return page("account/register.html", form=form)


@audience(EVERYBODY)
def mail_sent() -> Response:
    """What to do now that a mail is under way."""
    return page("account/mail_sent.html", what=request.args.get("what", ""))


@audience(EVERYBODY)
@limiter.limit(LINKS)
def confirm_address(token: str) -> Response:
    """Confirm the mail address of a registration and choose a password."""
    link = _link("confirm", token)
    known = person_by_email(link.email) is not None
    form = PlainForm() if known else NewPasswordForm()

    def deed() -> None:
        confirm_registration(token, "" if known else form["password"].data or "")

    if attempt(form, deed):
        return done(
            gettext("The enterprise is registered. Please sign in."), url_for("account.login")
        )
    return page("account/confirm_address.html", form=form, link=link, known=known)


@audience(EVERYBODY)
@limiter.limit(MAILS, methods=["POST"])
def forgot() -> Response:
    """Ask for a link to a new password; the answer is the same whatever is known."""
    form = AddressForm()
    if attempt(form, lambda: ask_reset(form.email.data or "")):
        return redirect(url_for("account.mail_sent", what="reset"), code=303)
    return page("account/forgot.html", form=form)


@audience(EVERYBODY)
@limiter.limit(LINKS)
def reset(token: str) -> Response:
    """Choose a new password by a link."""
    _link("reset", token)
    form = NewPasswordForm()
    if attempt(form, lambda: reset_password(token, form.password.data or "")):
        return done(
            gettext("Your password is changed and you are signed out everywhere. Please sign in."),
            url_for("account.login"),
        )
    return page("account/reset.html", form=form)


@audience(EVERYBODY)
@limiter.limit(LINKS)
def invitation(token: str) -> Response:
    """Accept an invitation, with the account of its address or with a new one."""
    link = _link("invite", token)
    known = person_by_email(link.email) is not None
    form = PlainForm() if known else JoinForm()

    def deed() -> None:
        if known:
            accept_invitation(token)
        else:
            accept_invitation(token, name=form["name"].data, password=form["password"].data)

    if attempt(form, deed):
        return done(gettext("You have joined. Please sign in."), url_for("account.login"))
    organisation = organisation_by_id(link.organisation_id or 0)
    return page(
        "account/accept_invitation.html",
        form=form,
        link=link,
        known=known,
        organisation=organisation,
    )


def _link(purpose: str, token: str) -> OneTimeLink:
    """The link of the address; one that is gone is said to be so on a page of its own."""
    found = link_by_token(purpose, token, clock.now())
    if found is None:
        raise NotNow(GONE)
    return found


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    both = ["GET", "POST"]
    account.add_url_rule("/register", view_func=register, methods=both)
    account.add_url_rule("/mail-sent", view_func=mail_sent)
    account.add_url_rule("/confirm-address/<token>", view_func=confirm_address, methods=both)
    account.add_url_rule("/forgot", view_func=forgot, methods=both)
    account.add_url_rule("/reset/<token>", view_func=reset, methods=both)
    account.add_url_rule(
        "/invitation/<token>", "accept_invitation", view_func=invitation, methods=both
    )
