"""Accounts: signing in, second factor, registration, invitation, one's own settings and record."""

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from certplatform.process.sign_in import keep_alive
from certplatform.web.account import (
    calendar,
    join,
    own,
    record,
    record_competence,
    record_days,
    second_factor,
    sign_in,
)
from certplatform.web.guards import is_sessionless
from certplatform.web.signin import current_actor, current_session, needs_second_factor

account = Blueprint("account", __name__, url_prefix="/account")
for part in (
    sign_in,
    second_factor,
    join,
    own,
    record,
    record_competence,
    record_days,
    calendar,
):
    part.add_to(account)

# What somebody may do who has shown the password, but not yet the second factor they need.
HALF_WAY = frozenset(
    {
        "account.login",
        "account.logout",
        "account.second_factor",
        "account.totp",
        "account.begin_totp",
        "account.register",
        "account.confirm_address",
        "account.forgot",
        "account.reset",
        "account.accept_invitation",
    }
)


def _second_factor_first() -> Response | None:
    """Account pages too are closed until the second factor is shown."""
    if request.endpoint not in HALF_WAY and needs_second_factor():
        return redirect(url_for("account.second_factor", next=request.path))
    return None


def _still_here() -> None:
    """A session that is used does not run out."""
    quiet = request.endpoint == "static" or is_sessionless()
    signed = None if quiet else current_session()
    if signed is not None:
        keep_alive(signed.session_id, signed.seen_at, by=current_actor())


account.before_request(_second_factor_first)


def register(app: Flask) -> None:
    """Register the pages."""
    app.before_request(_still_here)
    app.register_blueprint(account)
