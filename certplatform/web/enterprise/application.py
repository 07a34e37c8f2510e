"""The application as a whole: what is missing, submitting, withdrawing."""

from flask import Blueprint, url_for
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField, TextAreaField

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import RETURNED
from certplatform.models.case import Case
from certplatform.process.application import submit, withdraw_application
from certplatform.queries.applications import (
    acceptance_of,
    application_documents,
    latest_version,
    return_points,
    saved_parts,
    versions_of,
)
from certplatform.queries.cases import case_for
from certplatform.queries.readiness import draft_seen, submission_obstacles
from certplatform.schemes import scheme
from certplatform.web.answers import attempt, done, page
from certplatform.web.application_paper import draft_paper
from certplatform.web.application_sheet import Change, Parts, Reader, shown_points
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.enterprise.parts import OPEN_FORM, part_lines, part_url
from certplatform.web.formats import gettext, shown, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor


class SubmitForm(FlaskForm):
    """Submitting names what was seen, so that nothing goes out that was changed meanwhile."""

    seen = HiddenField()


class WithdrawForm(FlaskForm):
    """Why the application is withdrawn."""

    code = SelectField(validate_choice=False)
    reason = TextAreaField(render_kw={"rows": 3})


@audience(Role.APPLICANT)
def application(case: str) -> Response:
    """What the application lacks, and the button that submits it."""
    found = case_for(current_actor(), case)
    return _overview(found, SubmitForm())


@audience(Role.APPLICANT)
def draft(case: str) -> Response:
    """The form as it stands now, as a PDF; what is submitted is printed by its version."""
    found = case_for(current_actor(), case)
    if found.state not in OPEN_FORM:
        raise NotFound
    return draft_paper(found)


@audience(Role.APPLICANT)
def send(case: str) -> Response:
    """Submit the application."""
    found, form = case_for(current_actor(), case), SubmitForm()
    if attempt(form, lambda: submit(found.id, seen=form.seen.data or "", by=current_actor())):
        message = gettext("The application is submitted. The assessment body has been told.")
        return done(message, url_for("web.case_page", case=found.public_id))
    return _overview(found, form)


def _overview(case: Case, form: SubmitForm) -> Response:
    writable = case.state in OPEN_FORM
    obstacles = submission_obstacles(case, clock.today()) if writable else []
    reason, points = return_points(case.id)
    known = scheme(case.scheme, case.scheme_version)
    contents = {code: one.content for code, one in saved_parts(case.id).items()}
    reader = Reader(known)
    return page(
        "enterprise/application_overview.html",
        case=case,
        case_head=case_head(case, current_actor(), active="enterprise.application"),
        form=form,
        seen=draft_seen(case) if writable else "",
        writable=writable,
        returned=case.state == RETURNED,
        reason=reason,
        points=[
            {**one, "url": part_url(case, one["part"], check=1)} for one in shown_points(points)
        ],
        lines=part_lines(case, obstacles) if writable else [],
        obstacles=shown(obstacles),
        sheet=reader.sheet(contents),
        changes=_changes(case, reader, contents),
        declaration=text(known.text("application_declaration"))
        % {"enterprise": case.enterprise.name},
        may_withdraw=_may_withdraw(case),
    )


def _changes(case: Case, reader: Reader, contents: Parts) -> list[Change]:
    """Between the version submitted last and the form, or between the last two versions."""
    if case.state in OPEN_FORM:
        last = latest_version(case.id)
        return reader.since(last, contents, application_documents(case.id)) if last else []
    versions = versions_of(case.id)
    return reader.changes(*versions[-2:]) if len(versions) > 1 else []


def _may_withdraw(case: Case) -> bool:
    return any(row.action == "withdraw_application" for row in CASE.rows_from(case.state))


def _withdraw_form(case: Case) -> WithdrawForm:
    form = WithdrawForm()
    reasons = scheme(case.scheme, case.scheme_version).reasons["withdraw_application"]
    form.code.choices = [
        ("", gettext("Please choose")),
        *((one.code, text(one.title)) for one in reasons),
    ]
    form.code.label.text, form.reason.label.text = gettext("Reason"), gettext("In your words")
    return form


@audience(Role.APPLICANT)
def withdraw(case: str) -> Response:
    """Withdraw the application; the page says what that means."""
    found = case_for(current_actor(), case)
    form = _withdraw_form(found)
    if attempt(
        form,
        lambda: withdraw_application(
            found.id,
            code=form.code.data or "",
            by=current_actor(),
            reason=form.reason.data or "",
        ),
    ):
        message = gettext("The application is withdrawn. The case is closed.")
        return done(message, url_for("web.case_page", case=found.public_id))
    return page(
        "enterprise/application_withdraw.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.withdraw"),
        form=form,
        possible=_may_withdraw(found),
        consequences=_consequences(found),
    )


def _consequences(case: Case) -> list[str]:
    """What happens to fee and data, said before it happens."""
    known, record = scheme(case.scheme, case.scheme_version), acceptance_of(case.id)
    agreed = record is not None and record.agreed_at is not None
    body = case.body.name if case.body else ""
    fee = "withdrawal_after_agreement" if agreed else "withdrawal_before_agreement"
    fields = {"enterprise": case.enterprise.name, "body": body}
    return [text(known.text(one)) % fields for one in (fee, "withdrawal_data")]


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    enterprise.add_url_rule("/enterprise/cases/<case>/application", view_func=application)
    enterprise.add_url_rule("/enterprise/cases/<case>/application/draft.pdf", view_func=draft)
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/application", "submit", send, methods=["POST"]
    )
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/withdraw", view_func=withdraw, methods=["GET", "POST"]
    )


add_tab("enterprise.application", N_("Application"), {Role.APPLICANT}, "draft returned")
offer("submit", "enterprise.application")
offer("withdraw_application", "enterprise.withdraw")
