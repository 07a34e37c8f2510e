"""The receipt page after something was lodged, shown once to who lodged it."""

from flask import Blueprint, redirect, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from certplatform.web.answers import page
from certplatform.web.guards import EVERYBODY, audience

RECEIPT = "receipt"


def show_receipt() -> Response:
    """On to the receipt."""
    return redirect(url_for("public.received"), code=303)


@audience(EVERYBODY)
def received() -> Response:
    """The receipt number of what was just lodged in this browser."""
    return page("public/complaints_received.html", receipt=cookie.get(RECEIPT, ""))


def add_to(public: Blueprint) -> None:
    """Add this page."""
    public.add_url_rule("/complaints/received", view_func=received)
