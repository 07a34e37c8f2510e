"""The findings: drafts to comment on, and the answer to each nonconformity (R28-R32)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.finding_cause import (
    BRANCHES,
    FISHBONE,
    FIVE_WHY,
    METHODS,
    WHYS,
    Cause,
    entries_of,
    fishbone,
    five_why,
)
from certplatform.domain.finding_draft import AGREE, COMMENT, DISPUTE
from certplatform.domain.wording import N_
from certplatform.domain.workflow.finding import TO_ANSWER
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.process.correction import answer_finding
from certplatform.process.finding_draft import comment_draft
from certplatform.queries.cases import ABSENT, case_for
from certplatform.queries.findings import findings_before_enterprise
from certplatform.queries.plans import sites_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.finding_sheet import finding_cards
from certplatform.web.formats import gettext, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import DateField, plain, whole
from certplatform.web.uploads import ACCEPT, files_of

FROM_STAGE1 = (
    "stage1 stage2 correction concluding review confirmation decision publicity objection issuing "
    "certified closed rejected"
)
PAGE = 50
FILL_IN = _l("Please fill this in.")
IN_WORDS = "words"
SAYING = {
    AGREE: N_("We have nothing to add"),
    COMMENT: N_("We comment"),
    DISPUTE: N_("We dispute this draft, for these reasons"),
}


class SayForm(FlaskForm):
    """What the enterprise says of a draft."""

    kind = RadioField(_l("What do you say of this draft?"), [InputRequired(_l("Please choose."))])
    text = TextAreaField(_l("Your words"), [Length(max=8000)])
    files = MultipleFileField(_l("Evidence"))


class AnswerForm(FlaskForm):
    """Put right, why it happened, what keeps it from happening again, by when, with evidence."""

    correction = TextAreaField(
        _l("Correction: what you have put right"), [InputRequired(FILL_IN), Length(max=8000)]
    )
    cause_method = RadioField(_l("How you looked for the cause"), validate_choice=False)
    why_1 = TextAreaField(_l("Why did it happen?"), [Length(max=2000)])
    why_2 = TextAreaField(_l("Why was that so?"), [Length(max=2000)])
    why_3 = TextAreaField(_l("And why that?"), [Length(max=2000)])
    why_4 = TextAreaField(_l("And why that, in turn?"), [Length(max=2000)])
    why_5 = TextAreaField(_l("And why that, at the bottom?"), [Length(max=2000)])
    people = TextAreaField(validators=[Length(max=2000)])
    machine = TextAreaField(validators=[Length(max=2000)])
    material = TextAreaField(validators=[Length(max=2000)])
    method = TextAreaField(validators=[Length(max=2000)])
    environment = TextAreaField(validators=[Length(max=2000)])
    measurement = TextAreaField(validators=[Length(max=2000)])
    root_cause = TextAreaField(_l("Root cause: why it happened"), [Length(max=8000)])
    corrective_action = TextAreaField(
        _l("Corrective action: what keeps it from happening again"),
        [InputRequired(FILL_IN), Length(max=8000)],
    )
    action_due_on = DateField(_l("To be done by"), [InputRequired(FILL_IN)])
    files = MultipleFileField(_l("Evidence"))


def _answer_form(row: Finding) -> AnswerForm:
    given = {code: said for code, said in entries_of(row.cause).items() if code in BRANCHES}
    given |= {f"why_{place}": said for place, said in entries_of(row.cause).items()}
    if row.cause_method:
        given["root_cause"] = ""
    sent = request.method == "POST"
    form = AnswerForm() if sent else AnswerForm(formdata=None, obj=row, data=given)
    named = [(code, gettext(title)) for code, title in METHODS.items()]
    form.cause_method.choices = [*named, (IN_WORDS, gettext("In our own words"))]
    for code, label in BRANCHES.items():
        form[code].label.text = text(label)
        if not sent:
            form[code].data = given.get(code, "")
    if not sent:
        form.cause_method.data = row.cause_method or (IN_WORDS if row.root_cause else FIVE_WHY)
        form.root_cause.data = "" if row.cause_method else row.root_cause
    return form


@audience(Role.APPLICANT)
def findings(case: str) -> Response:
    """All findings with their state."""
    found = case_for(current_actor(), case)
    every = findings_before_enterprise(found)
    after = whole(request.args.get("after", ""))
    rest = [one for one in every if one.number > after]
    here = url_for("enterprise.findings", case=found.public_id)
    return page(
        "enterprise/finding_list.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.findings"),
        findings=finding_cards(found, rest[:PAGE]),
        to_answer=TO_ANSWER,
        pager={
            "next_url": f"{here}?after={rest[PAGE - 1].number}" if len(rest) > PAGE else "",
            "first_url": here if after else "",
            "count_text": str(len(every)) if len(every) > PAGE else "",
        },
    )


@audience(Role.APPLICANT)
def finding(case: str, finding: str) -> Response:
    """One finding, and the answer to it."""
    found = case_for(current_actor(), case)
    row = _of(found, finding)
    form = _answer_form(row)
    marked = _marked(found)
    if attempt(form, lambda: _answer(row, form, marked)):
        return done(
            gettext("The answer is with the audit team."),
            url_for("enterprise.findings", case=found.public_id),
        )
    return _page(found, row, form, _say_form(sent=False), marked)


def _page(
    case: Case, row: Finding, form: AnswerForm, say: SayForm, marked: dict[int, str]
) -> Response:
    return page(
        "enterprise/finding_answer.html",
        case=case,
        case_head=case_head(case, current_actor(), active="enterprise.findings"),
        form=form,
        say=say,
        one=finding_cards(case, [row])[0],
        marked=marked,
        accept=ACCEPT,
        may_answer=row.state in TO_ANSWER,
        whys=[form[f"why_{number}"] for number in range(1, WHYS + 1)],
        branches=[form[code] for code in BRANCHES],
    )


def _say_form(*, sent: bool) -> SayForm:
    form = SayForm() if sent else SayForm(formdata=None)
    form.kind.choices = [(code, gettext(title)) for code, title in SAYING.items()]
    return form


@audience(Role.APPLICANT)
def comment_on_draft(case: str, finding: str) -> Response:
    """Say something of a draft."""
    found = case_for(current_actor(), case)
    row, form = _of(found, finding), _say_form(sent=True)
    if attempt(form, lambda: _say(row, form)):
        return done(
            gettext("The audit team has your words."),
            url_for("enterprise.finding", case=found.public_id, finding=row.public_id),
        )
    answer = AnswerForm(formdata=None)
    answer.cause_method.choices = []
    return _page(found, row, answer, form, {})


def _say(row: Finding, form: SayForm) -> None:
    comment_draft(
        row.id,
        kind=form.kind.data or "",
        text=form.text.data or "",
        files=files_of(form.files.data),
        by=current_actor(),
    )


def _of(case: Case, address: str) -> Finding:
    for one in findings_before_enterprise(case):
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


def _cause(form: Any) -> Cause | None:
    """The cause as the chosen form has it; None where it is told in words.

    Who wrote it in words and left the chosen form empty has told it all the same.
    """
    places = [form[f"why_{number}"] for number in range(1, WHYS + 1)]
    places += [form[code] for code in BRANCHES]
    if plain(form.root_cause.data) and not any(plain(one.data) for one in places):
        return None
    if form.cause_method.data == FIVE_WHY:
        return five_why([form[f"why_{number}"].data or "" for number in range(1, WHYS + 1)])
    if form.cause_method.data == FISHBONE:
        return fishbone({code: form[code].data or "" for code in BRANCHES})
    return None


def _answer(row: Finding, form: Any, marked: dict[int, str]) -> None:
    cause = _cause(form)
    answer_finding(
        row.id,
        correction=form.correction.data or "",
        root_cause="" if cause else form.root_cause.data or "",
        cause=cause,
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
    enterprise.add_url_rule(f"{at}/<finding>/said", view_func=comment_on_draft, methods=["POST"])


add_tab("enterprise.findings", N_("Findings"), {Role.APPLICANT}, FROM_STAGE1)
offer("answer_finding", "enterprise.findings")
offer("comment_draft", "enterprise.findings")
