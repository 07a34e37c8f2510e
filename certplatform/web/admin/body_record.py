"""What is on record about a body's people: qualifications (R12), ties, leave."""

from flask import Blueprint, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import schemes
from certplatform.process.person_record import (
    QUALIFIED_AS,
    TIE_KINDS,
    approve_qualification,
    record_leave,
    record_qualification,
    record_tie,
)
from certplatform.web.admin.body_people import (
    MANAGER,
    OFFICE,
    back_to,
    body_of_mine,
    member_of,
)
from certplatform.web.admin.forms import LeaveForm, QualificationForm, TieForm, role_choices
from certplatform.web.answers import attempt, done, page
from certplatform.web.formats import text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor


@audience(*OFFICE)
def new_qualification(person: str) -> Response:
    """Enter what somebody may assess; somebody else approves it."""
    body, form = body_of_mine(*OFFICE), QualificationForm()
    found = member_of(body, person)
    _offer(form)

    def deed() -> None:
        said = {one.name: one.data for one in form if one.name not in {"csrf_token", "industries"}}
        industries = form.industries.listed
        record_qualification(found.id, body.id, **said, industries=industries, by=current_actor())

    if attempt(form, deed):
        return done(gettext("Entered; it counts once somebody else approves it."), back_to(found))
    return page("admin/new_qualification.html", form=form, person=found, back=back_to(found))


def _offer(form: QualificationForm) -> None:
    codes = sorted(schemes.schemes())
    asked = request.values.get("scheme", "")
    chosen = schemes.scheme(asked if asked in codes else codes[0])
    form.scheme.choices = [(code, text(schemes.scheme(code).title)) for code in codes]
    form.role.choices = role_choices(QUALIFIED_AS)
    form.level.choices = [(one.code, text(one.title)) for one in chosen.levels]
    form.viewpoints.choices = [(one.code, text(one.title)) for one in chosen.viewpoints]


@audience(MANAGER)
def approve(person: str, qualification: str) -> Response:
    """Approve a qualification that somebody else entered."""
    found = member_of(body_of_mine(MANAGER), person)
    approve_qualification(qualification, by=current_actor())
    return done(gettext("The qualification is approved."), back_to(found))


@audience(*OFFICE)
def new_tie(person: str) -> Response:
    """Record a tie of somebody of the body."""
    found, form = member_of(body_of_mine(*OFFICE), person), TieForm()
    form.kind.choices = [(code, gettext(title)) for code, title in TIE_KINDS.items()]
    said = {one.name: one.data for one in form if one.name != "csrf_token"}
    if attempt(form, lambda: record_tie(found.id, by=current_actor(), **said)):
        return done(gettext("The tie is on record."), back_to(found))
    return page("admin/new_tie.html", form=form, person=found, back=back_to(found))


@audience(*OFFICE)
def new_leave(person: str) -> Response:
    """Record a half-day of leave of somebody of the body."""
    found, form = member_of(body_of_mine(*OFFICE), person), LeaveForm()

    def deed() -> None:
        on = form.on.data
        record_leave(found.id, on, int(form.half.data), by=current_actor())  # type: ignore[arg-type]

    if attempt(form, deed):
        return done(gettext("The leave is on record."), back_to(found))
    return page("admin/new_leave.html", form=form, person=found, back=back_to(found))


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    both, base = ["GET", "POST"], "/body/people/<person>"
    admin.add_url_rule(f"{base}/qualify", view_func=new_qualification, methods=both)
    admin.add_url_rule(f"{base}/<qualification>/approve", view_func=approve, methods=["POST"])
    admin.add_url_rule(f"{base}/tie", view_func=new_tie, methods=both)
    admin.add_url_rule(f"{base}/leave", view_func=new_leave, methods=both)
