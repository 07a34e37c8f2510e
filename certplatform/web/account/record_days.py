"""My own record: leave by half-days and what plans have booked (R20), month by month."""

from datetime import date

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.process.person_record import cancel_leave, record_leave_days
from certplatform.queries.people import leave_from
from certplatform.queries.record import month_of
from certplatform.web.account.record import JUDGING, parts
from certplatform.web.account.sign_in import my_session
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import audience
from certplatform.web.record_forms import LeaveForm
from certplatform.web.record_sheet import asked_month, clash_words, month_sheet
from certplatform.web.signin import current_actor


def _page(leave: LeaveForm) -> Response:
    me, first = my_session().person.id, asked_month()
    return page(
        "account/record_days.html",
        parts=parts("account.days"),
        leave=leave,
        feeds=current_actor().holds(Role.ASSESSOR_POOL),
        days=leave_from(me, first),
        month=month_sheet(first, month_of(me, first), url_for("account.days")),
    )


@audience(*JUDGING)
def days() -> Response:
    """My leave and my booked half-days in a month."""
    return _page(LeaveForm())


@audience(*JUDGING)
def add_leave() -> Response:
    """Record days on which I am not available."""
    form = LeaveForm()
    clashes: list[tuple[date, int]] = []

    def deed() -> None:
        first, last = form.from_on.data, form.until_on.data
        halves = [int(one) for one in form.halves.data]
        me, by = my_session().person.id, current_actor()
        clashes.extend(record_leave_days(me, first, last, halves, by=by))  # type: ignore[arg-type]

    if attempt(form, deed):
        told = " ".join([gettext("The leave is on record."), clash_words(clashes)]).strip()
        return done(told, url_for("account.days"))
    return _page(form)


@audience(*JUDGING)
def end_leave(number: int) -> Response:
    """Take a half-day of leave back."""
    cancel_leave(number, by=current_actor())
    return done(gettext("The leave is taken back."), url_for("account.days"))


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    post = ["POST"]
    account.add_url_rule("/record/calendar", view_func=days)
    account.add_url_rule("/record/leave", view_func=add_leave, methods=post)
    account.add_url_rule("/record/leave/<int:number>/cancel", view_func=end_leave, methods=post)
