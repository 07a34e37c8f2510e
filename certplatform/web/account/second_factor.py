"""The second factor: showing it, setting it up, codes on paper."""

from flask import Blueprint, redirect, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from certplatform.db import session
from certplatform.documents.symbol import modules
from certplatform.domain.people import must_be_fresh
from certplatform.extensions import limiter
from certplatform.models.person import Person
from certplatform.process.second_factor import (
    address_of_secret,
    confirm_secret,
    new_secret,
    remove_second_factor,
    renew_recovery_codes,
    show_second_factor,
)
from certplatform.web.account.forms import CodeForm
from certplatform.web.account.paths import asked_next
from certplatform.web.account.sign_in import carry, failed, my_session
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor, forget

CODES = "5 per 5 minutes;20 per hour;50 per day"
QUIET = 4


def svg_of(content: str) -> Markup:
    """A QR code as an inline drawing; one path, no style that the policy would refuse."""
    rows = modules(content)
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return Markup(
        '<svg class="c-qr" viewBox="0 0 {0} {0}" width="240" height="240" role="img" '
        'aria-label="{1}"><rect width="{0}" height="{0}" fill="#fff"/>'
        '<path d="{2}" fill="#000"/></svg>'
    ).format(size, gettext("QR code for your app"), path)


def _myself() -> Person:
    return session.get_one(Person, my_session().person.id)


@audience(SIGNED_IN)
@limiter.limit(CODES, methods=["POST"], deduct_when=failed)
def second_factor() -> Response:
    """Show a code of the app or of the paper."""
    myself = _myself()
    if myself.totp_confirmed_at is None:
        return redirect(url_for("account.totp", next=asked_next()), code=303)
    form, tokens = CodeForm(), list[str]()

    def deed() -> None:
        code = form.code.data or ""
        tokens.append(show_second_factor(my_session().session_id, code, by=current_actor()))

    target = asked_next()
    if attempt(form, deed):
        carry(tokens[0], myself.locale)
        return redirect(target, code=303)
    return page("account/second_factor.html", form=form, next=target)


@audience(SIGNED_IN)
@limiter.limit(CODES, methods=["POST"], deduct_when=failed)
def totp() -> Response:
    """Set up an app; at the end its codes on paper are shown, this once."""
    myself, form, codes = _myself(), CodeForm(), list[str]()
    if myself.totp_confirmed_at is not None:
        return redirect(url_for("account.overview"))

    def deed() -> None:
        code = form.code.data or ""
        codes.extend(confirm_secret(my_session().session_id, code, by=current_actor()))

    if attempt(form, deed):
        forget()
        return page("account/recovery_codes.html", codes=codes, next=asked_next())
    drawing = svg_of(address_of_secret(myself)) if myself.totp_secret else ""
    return page("account/totp.html", form=form, person=myself, drawing=drawing, next=asked_next())


@audience(SIGNED_IN)
def begin_totp() -> Response:
    """Make a new secret for the app."""
    new_secret(by=current_actor())
    return redirect(url_for("account.totp", next=asked_next()), code=303)


@audience(SIGNED_IN)
def remove_totp() -> Response:
    """Remove the app."""
    must_be_fresh(current_actor())
    remove_second_factor(by=current_actor())
    forget()
    return done(gettext("The app is removed."), url_for("account.overview"))


@audience(SIGNED_IN)
def recovery_codes() -> Response:
    """Make new codes on paper."""
    must_be_fresh(current_actor())
    codes = renew_recovery_codes(by=current_actor())
    return page("account/recovery_codes.html", codes=codes, next=url_for("account.overview"))


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    account.add_url_rule("/second-factor", view_func=second_factor, methods=["GET", "POST"])
    account.add_url_rule("/totp", view_func=totp, methods=["GET", "POST"])
    account.add_url_rule("/totp/begin", view_func=begin_totp, methods=["POST"])
    account.add_url_rule("/totp/remove", view_func=remove_totp, methods=["POST"])
    account.add_url_rule("/recovery-codes", view_func=recovery_codes, methods=["POST"])
