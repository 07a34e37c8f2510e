"""The draft of a finding: changed by the team, disputes answered in writing (R28)."""

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.workflow.finding import SHOWN
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.process.finding_draft import answer_dispute, revise_finding
from certplatform.queries.audits import documents_by_id
from certplatform.web.answers import attempt, done, page
from certplatform.web.assessor.findings import FindingForm, finding_at, finding_form, findings_page
from certplatform.web.audit_sight import audit_of
from certplatform.web.case_head import case_head, offer
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole
from certplatform.web.uploads import ACCEPT, files_of


class AnswerForm(FlaskForm):
    """The answer to a dispute."""

    text = TextAreaField(
        _l("Answer"), [InputRequired(_l("Please fill this in.")), Length(max=8000)]
    )


@audience(Role.ASSESSOR_POOL)
def edit_draft(case: str, finding: str) -> Response:
    """Change a draft."""
    found = audit_of(case)
    one = finding_at(found, finding)
    form = finding_form(found) if request.method == "POST" else finding_form(found, obj=one)
    if attempt(form, lambda: _revise(one, form)):
        message = gettext("The draft is changed. Show it to the enterprise when it is complete.")
        return done(message, _here(found, one))
    documents = documents_by_id(found)
    return page(
        "assessor/finding_new.html",
        case=found,
        case_head=case_head(found, current_actor(), active="assessor.findings"),
        form=form,
        accept=ACCEPT,
        title=gettext("Change a draft"),
        action=url_for("assessor.edit_draft", case=found.public_id, finding=one.public_id),
        version=one.version,
        kept=[documents[key] for key in one.evidence if key in documents],
        was_shown=one.state == SHOWN,
    )


def _revise(one: Finding, form: FindingForm) -> None:
    revise_finding(
        one.id,
        key=form.key.data or "",
        more_keys=form.more_keys.data or (),
        site_id=form.site_id.data or 0,
        grade=form.grade.data or "",
        fact=form.fact.data or "",
        evidence_text=form.evidence_text.data or "",
        files=files_of(form.files.data),
        version=whole(request.form.get("version")) or None,
        by=current_actor(),
    )


@audience(Role.ASSESSOR_POOL)
def answer_draft(case: str, finding: str, said: str) -> Response:
    """Answer a dispute."""
    found, form = audit_of(case), AnswerForm()
    one = finding_at(found, finding)
    if attempt(
        form,
        lambda: answer_dispute(
            one.id, comment_id=said, text=form.text.data or "", by=current_actor()
        ),
    ):
        return done(gettext("The answer is with the enterprise."), _here(found, one))
    return findings_page(found, form)


def _here(case: Case, one: Finding) -> str:
    at = url_for("assessor.findings", case=case.public_id, after=one.number - 1)
    return f"{at}#finding-F{one.number:02d}"


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/findings/<finding>"
    assessor.add_url_rule(f"{at}/edit", view_func=edit_draft, methods=["GET", "POST"])
    assessor.add_url_rule(f"{at}/said/<said>", view_func=answer_draft, methods=["POST"])


offer("answer_dispute", "assessor.findings")
