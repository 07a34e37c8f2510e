"""Signing in, signing out, and proving one's presence before a grave deed."""

from flask import Blueprint, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.db import session
from certplatform.domain.errors import NotVisible
from certplatform.extensions import limiter
from certplatform.models.person import Person
from certplatform.process.second_factor import check_second_factor
from certplatform.process.sign_in import Opened, check_password, confirm_presence, sign_in, sign_out
from certplatform.queries.cases import ABSENT
from certplatform.queries.sessions import SignedIn
from certplatform.web.account.forms import ConfirmForm, SignInForm
from certplatform.web.account.paths import asked_next
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import EVERYBODY, SIGNED_IN, audience
from certplatform.web.signin import (
    TOKEN,
    current_actor,
    current_session,
    forget,
    needs_second_factor,
)

PER_ADDRESS = "10 per 5 minutes"


def failed(response: Response) -> bool:
    """Only failures count against an address: an office may share one."""
    return response.status_code in {422, 429}


def carry(token: str, locale: str) -> None:
    """Begin a new cookie with the token; whatever was planted in the old one is gone."""
    cookie.clear()
    cookie[TOKEN] = token
    cookie["lang"] = locale
    forget()


@audience(EVERYBODY)
@limiter.limit(PER_ADDRESS, methods=["POST"], deduct_when=failed)
def login() -> Response:
    """Sign in with mail address and password."""
    form, opened = SignInForm(), list[Opened]()

    def deed() -> None:
        opened.append(
            sign_in(
                form.email.data or "",
                form.password.data or "",
                address=request.remote_addr or "",
                agent=request.user_agent.string,
            )
        )

    target = asked_next()
    if attempt(form, deed):
        carry(opened[0].token, opened[0].person.locale)
        if needs_second_factor():
            return redirect(url_for("account.second_factor", next=target), code=303)
        return redirect(target, code=303)
    return page("account/login.html", form=form, next=target)


@audience(EVERYBODY)
def logout() -> Response:
    """Sign out of this browser."""
    signed = current_session()
    if signed is not None:
        sign_out(signed.session_id, by=current_actor())
    lang = cookie.get("lang")
    cookie.clear()
    if lang:
        cookie["lang"] = lang
    forget()
    answer = done(gettext("You are signed out."), url_for("account.login"))
    answer.headers["Clear-Site-Data"] = '"storage"'  # what was taken along for offline work
    return answer


@audience(SIGNED_IN)
@limiter.limit(PER_ADDRESS, methods=["POST"], deduct_when=failed)
def confirm() -> Response:
    """Prove one's presence before deciding, issuing or changing roles."""
    form, signed = ConfirmForm(), my_session()
    person = session.get_one(Person, signed.person.id)
    has_app = person.totp_confirmed_at is not None

    def deed() -> None:
        check_password(person, form.password.data or "")
        if has_app:
            check_second_factor(form.code.data or "", by=current_actor())
        confirm_presence(signed.session_id, by=current_actor())

    if attempt(form, deed):
        return redirect(asked_next(), code=303)
    return page("account/confirm.html", form=form, has_app=has_app, next=asked_next())


def my_session() -> SignedIn:
    """The session of this request, where the guard let only signed-in people through."""
    signed = current_session()
    if signed is None:
        raise NotVisible(ABSENT)
    return signed


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    account.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
    account.add_url_rule("/logout", view_func=logout, methods=["POST"])
    account.add_url_rule("/confirm", view_func=confirm, methods=["GET", "POST"])
