"""The findings: what was found, and the enterprise's answer to each nonconformity (R28-R32)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.finding import NONCONFORMITIES
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.process.correction import answer_finding
from certplatform.queries.cases import ABSENT, case_for
from certplatform.queries.findings import standing_findings
from certplatform.queries.plans import sites_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.finding_sheet import finding_cards
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import DateField
from certplatform.web.uploads import ACCEPT, files_of

TO_ANSWER = ("issued", "returned")
FROM_STAGE2 = (
    "stage2 correction concluding review confirmation decision publicity objection issuing "
    "certified closed rejected"
)
FILL_IN = _l("Please fill this in.")


class AnswerForm(FlaskForm):
    """Put right, why it happened, what keeps it from happening again, by when, with evidence."""

    correction = TextAreaField(
        _l("Correction: what you have put right"), [InputRequired(FILL_IN), Length(max=8000)]
    )
    root_cause = TextAreaField(
        _l("Root cause: why it happened"), [InputRequired(FILL_IN), Length(max=8000)]
    )
    corrective_action = TextAreaField(
        _l("Corrective action: what keeps it from happening again"),
        [InputRequired(FILL_IN), Length(max=8000)],
    )
    action_due_on = DateField(_l("To be done by"), [InputRequired(FILL_IN)])
    files = MultipleFileField(_l("Evidence"))


@audience(Role.APPLICANT)
def findings(case: str) -> Response:
    """All findings with their state."""
    found = case_for(current_actor(), case)
    return page(
        "enterprise/finding_list.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.findings"),
        findings=finding_cards(found, standing_findings(found)),
        nonconformities=NONCONFORMITIES,
        to_answer=TO_ANSWER,
    )


@audience(Role.APPLICANT)
def finding(case: str, finding: str) -> Response:
    """One finding, and the answer to it."""
    found = case_for(current_actor(), case)
    row = _of(found, finding)
    form = AnswerForm() if request.method == "POST" else AnswerForm(formdata=None, obj=row)
    marked = _marked(found)
    if attempt(form, lambda: _answer(row, form, marked)):
        return done(
            gettext("The answer is with the audit team."),
            url_for("enterprise.findings", case=found.public_id),
        )
    return page(
        "enterprise/finding_answer.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.findings"),
        form=form,
        one=finding_cards(found, [row])[0],
        marked=marked,
        accept=ACCEPT,
        may_answer=row.state in TO_ANSWER,
    )


def _of(case: Case, address: str) -> Finding:
    for one in standing_findings(case):
        if one.public_id == address:
            return one
    raise NotVisible(ABSENT)


def _marked(case: Case) -> dict[int, str]:
    """The sites marked as checked for the same fault, with their notes."""
    return {
        one.id: request.form.get(f"site-{one.id}-note", "")
        for one in sites_of(case)
        if request.form.get(f"site-{one.id}")
    }


def _answer(row: Finding, form: Any, marked: dict[int, str]) -> None:
    answer_finding(
        row.id,
        correction=form.correction.data or "",
        root_cause=form.root_cause.data or "",
        corrective_action=form.corrective_action.data or "",
        action_due_on=form.action_due_on.data,
        sites=marked,
        evidence=row.answer_evidence,
        files=files_of(form.files.data),
        by=current_actor(),
    )


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    at = "/enterprise/cases/<case>/findings"
    enterprise.add_url_rule(at, view_func=findings)
    enterprise.add_url_rule(f"{at}/<finding>", view_func=finding, methods=["GET", "POST"])


add_tab("enterprise.findings", N_("Findings"), {Role.APPLICANT}, FROM_STAGE2)
offer("answer_finding", "enterprise.findings")
