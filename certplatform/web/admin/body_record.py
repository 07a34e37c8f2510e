"""What is on record about a body's people: ties, training, terms of work, leave, a month."""

from datetime import date

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.process.person_record import end_tie, record_leave_days, record_tie
from certplatform.process.training import Course, record_training, set_work_terms
from certplatform.queries.people import leave_from
from certplatform.queries.record import month_of, terms_of
from certplatform.web.admin.body_people import OFFICE, back_to, body_of_mine, member_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import audience
from certplatform.web.record_forms import EndForm, LeaveForm, tie_form, training_form
from certplatform.web.record_sheet import (
    asked_month,
    clash_words,
    month_sheet,
    terms_form,
    terms_said,
)
from certplatform.web.signin import current_actor
from certplatform.web.uploads import ACCEPT, file_of


def _mine(person: str) -> tuple[Organisation, Person]:
    body = body_of_mine(*OFFICE)
    return body, member_of(body, person)


@audience(*OFFICE)
def new_tie(person: str) -> Response:
    """Record a tie of somebody of the body."""
    (_, found), form = _mine(person), tie_form()
    said = {one.name: one.data for one in form if one.name != "csrf_token"}
    if attempt(form, lambda: record_tie(found.id, by=current_actor(), **said)):
        return done(gettext("The tie is on record."), back_to(found))
    return page("admin/new_tie.html", form=form, person=found, back=back_to(found))


@audience(*OFFICE)
def finish_tie(person: str, tie: str) -> Response:
    """Say when a tie of somebody of the body ended."""
    (_, found), form = _mine(person), EndForm()

    def deed() -> None:
        end_tie(tie, form.last_on.data, by=current_actor())  # type: ignore[arg-type]

    if attempt(form, deed):
        return done(gettext("The last day is on record."), back_to(found))
    return page("admin/end_tie.html", form=form, person=found, back=back_to(found))


@audience(*OFFICE)
def new_training(person: str) -> Response:
    """Record a course or an examination of somebody of the body."""
    (_, found), form = _mine(person), training_form()

    def deed() -> None:
        names = ("kind", "title", "organiser", "from_on", "until_on", "result", "hours")
        said = Course(**{name: form[name].data for name in names})
        record_training(found.id, said, by=current_actor(), evidence=file_of(form.evidence.data))

    if attempt(form, deed):
        return done(gettext("The training is on record."), back_to(found))
    return page(
        "admin/new_training.html", form=form, person=found, back=back_to(found), accept=ACCEPT
    )


@audience(*OFFICE)
def terms(person: str) -> Response:
    """Say how much and where somebody works for the body."""
    body, found = _mine(person)
    form = terms_form(terms_of([found.id], body.id).get((found.id, body.id)))

    def deed() -> None:
        set_work_terms(found.id, body.id, by=current_actor(), **terms_said(form))

    if attempt(form, deed):
        return done(gettext("The terms of work are on record."), back_to(found))
    return page("admin/terms.html", form=form, person=found, back=back_to(found))


@audience(*OFFICE)
def body_days(person: str) -> Response:
    """Record leave of somebody of the body; a month of their leave and booked half-days."""
    (_, found), form = _mine(person), LeaveForm()
    clashes: list[tuple[date, int]] = []

    def deed() -> None:
        first, last = form.from_on.data, form.until_on.data
        halves = [int(one) for one in form.halves.data]
        by = current_actor()
        clashes.extend(record_leave_days(found.id, first, last, halves, by=by))  # type: ignore[arg-type]

    here = url_for("admin.body_days", person=person)
    if attempt(form, deed):
        told = " ".join([gettext("The leave is on record."), clash_words(clashes)]).strip()
        return done(told, here)
    first = asked_month()
    return page(
        "admin/body_days.html",
        form=form,
        person=found,
        back=back_to(found),
        days=leave_from(found.id, first),
        month=month_sheet(first, month_of(found.id, first), here),
    )


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    both, base = ["GET", "POST"], "/body/people/<person>"
    admin.add_url_rule(f"{base}/tie", view_func=new_tie, methods=both)
    admin.add_url_rule(f"{base}/ties/<tie>/end", view_func=finish_tie, methods=both)
    admin.add_url_rule(f"{base}/training", view_func=new_training, methods=both)
    admin.add_url_rule(f"{base}/terms", view_func=terms, methods=both)
    admin.add_url_rule(f"{base}/leave", view_func=body_days, methods=both)
