"""My own record: ties to organisations (R13-R15) and leave (R20)."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_
from certplatform.process.person_record import TIE_KINDS, cancel_leave, record_leave, record_tie
from certplatform.queries.people import leave_of, ties_of
from certplatform.web.account.forms import LeaveForm, TieForm
from certplatform.web.account.sign_in import my_session
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

JUDGING = (Role.ASSESSOR_POOL, Role.COMMITTEE_POOL)
LONGEST_LEAVE = 120
add_navigation("/account/record", N_("My record"), "fingerprint", *JUDGING)


def _page(tie: TieForm, leave: LeaveForm) -> Response:
    me = my_session().person.id
    return page(
        "account/record.html",
        tie=tie,
        leave=leave,
        ties=ties_of(me),
        days=leave_of(me),
        kinds=TIE_KINDS,
    )


def _tie_form() -> TieForm:
    form = TieForm()
    form.kind.choices = [(code, gettext(title)) for code, title in TIE_KINDS.items()]
    return form


@audience(*JUDGING)
def record() -> Response:
    """My ties and my leave."""
    return _page(_tie_form(), LeaveForm())


@audience(*JUDGING)
def add_tie() -> Response:
    """Declare a tie, early or late (R15)."""
    form = _tie_form()
    said = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if attempt(form, lambda: record_tie(my_session().person.id, by=current_actor(), **said)):
        return done(gettext("The tie is on record."), url_for("account.record"))
    return _page(form, LeaveForm(formdata=None))


def half_days(first: date, last: date, halves: str) -> Iterator[tuple[date, int]]:
    """The half-days from one date to another. Raises Invalid for too many, or none."""
    if last < first or (last - first).days > LONGEST_LEAVE:
        raise Invalid(
            N_("Leave runs from one day to a later one, at most 120 days at once."),
            fields={"until_on": N_("Choose a day from the first one on, at most 120 days later.")},
        )
    for place in range((last - first).days + 1):
        for half in halves:
            yield first + timedelta(days=place), int(half)


@audience(*JUDGING)
def add_leave() -> Response:
    """Record days on which I am not available."""
    form = LeaveForm()

    def deed() -> None:
        first, last = form.from_on.data, form.until_on.data
        for on, half in list(half_days(first, last, form.halves.data)):  # type: ignore[arg-type]
            record_leave(my_session().person.id, on, half, by=current_actor())

    if attempt(form, deed):
        return done(gettext("The leave is on record."), url_for("account.record"))
    return _page(_tie_form(), form)


@audience(*JUDGING)
def end_leave(number: int) -> Response:
    """Take a half-day of leave back."""
    cancel_leave(number, by=current_actor())
    return done(gettext("The leave is taken back."), url_for("account.record"))


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    post = ["POST"]
    account.add_url_rule("/record", view_func=record)
    account.add_url_rule("/record/ties", view_func=add_tie, methods=post)
    account.add_url_rule("/record/leave", view_func=add_leave, methods=post)
    account.add_url_rule("/record/leave/<int:number>/cancel", view_func=end_leave, methods=post)
