"""Findings: record, issue, note, drop; verify what the enterprise has answered."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.finding import FINDING_GRADES, MAJOR, NONCONFORMITIES
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import CORRECTION, STAGE1, STAGE2
from certplatform.domain.workflow.finding import (
    ANSWERED,
    DRAFTED,
    FINDING,
    PLANNED,
    SHOWN,
    UNSETTLED,
)
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.process.correction import (
    accept_plan,
    finish_correction,
    obstacles_to_finish_correction,
    repeat_stage2,
    return_answer,
    verify_finding,
)
from certplatform.process.finding import (
    carry_over,
    drop_finding,
    issue_finding,
    note_finding,
    raise_finding,
)
from certplatform.process.finding_draft import show_draft
from certplatform.queries.audits import checklist_keys
from certplatform.queries.cases import ABSENT
from certplatform.queries.corrections import verify_obstacles
from certplatform.queries.finding_drafts import comments_of, issue_obstacles, shape_obstacles
from certplatform.queries.findings import (
    findings_of,
    findings_to_check,
    major_due_on,
    unchecked_findings,
)
from certplatform.queries.plans import sites_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import FROM_STAGE1, READERS, audit_of, is_auditing, is_lead
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.finding_sheet import GRADES, METHODS, criteria_words, finding_cards
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole
from certplatform.web.uploads import ACCEPT, files_of

PAGE = 50
FILL_IN = _l("Please fill this in.")


class FindingForm(FlaskForm):
    """What was found, against what, where, with which evidence, and how grave it is."""

    key = SelectField(_l("Clause or criterion"), validate_choice=False)
    more_keys = SelectMultipleField(
        _l("Further clauses or criteria"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    site_id = SelectField(_l("Site"), coerce=int, validate_choice=False)
    grade = RadioField(_l("Grade of the finding"), [InputRequired(_l("Please choose."))])
    fact = TextAreaField(_l("Fact"), [InputRequired(FILL_IN), Length(max=8000)])
    evidence_text = TextAreaField(_l("Evidence in words"), [Length(max=4000)])
    files = MultipleFileField(_l("Evidence"))


class WordForm(FlaskForm):
    """A reason, and how something was verified."""

    reason = TextAreaField(_l("Reason"), [Length(max=4000)])
    method = SelectField(_l("How it was verified"), validate_choice=False)


@audience(SIGNED_IN)
def findings(case: str) -> Response:
    """All findings, and what is to be done with each."""
    return findings_page(audit_of(case), WordForm(formdata=None))


def findings_page(case: Case, form: FlaskForm) -> Response:
    """The findings of a case, with what a form says of itself."""
    auditing = is_auditing(case)
    correcting = case.state == CORRECTION
    every = findings_of(case)
    shown_now, pager = _part(case, every)
    return page(
        "assessor/findings.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.findings"),
        form=form,
        cards=_cards(case, shown_now),
        pager=pager,
        chosen=request.args.get("state", ""),
        states=_states(every),
        may_raise=auditing and case.state in {STAGE1, STAGE2},
        may_verify=auditing and case.state in {STAGE2, CORRECTION},
        lead=is_lead(case),
        correcting=correcting,
        in_stage2=case.state == STAGE2,
        to_check=len(unchecked_findings(case)),
        earlier=bool(findings_to_check(case)),
        due=major_due_on(case) if correcting else None,
        finish=shown(obstacles_to_finish_correction(case)) if correcting else [],
        methods=[(code, gettext(title)) for code, title in METHODS.items()],
    )


def _part(case: Case, every: Sequence[Finding]) -> tuple[list[Finding], dict[str, str]]:
    """One page of the findings in the state asked for, and the ways to the other pages."""
    state = request.args.get("state", "")
    wanted = [one for one in every if not state or one.state == state]
    after = whole(request.args.get("after", ""))
    rest = [one for one in wanted if one.number > after]
    here = partial(url_for, "assessor.findings", case=case.public_id, state=state or None)
    return rest[:PAGE], {
        "next_url": here(after=rest[PAGE - 1].number) if len(rest) > PAGE else "",
        "first_url": here() if after else "",
        "count_text": str(len(wanted)) if len(wanted) > PAGE else "",
    }


def _states(every: Sequence[Finding]) -> list[tuple[str, str, int]]:
    """The states that some findings are in, with how many."""
    counts = Counter(one.state for one in every)
    known = [code for code in FINDING.states if counts[code]]
    return [(code, gettext(FINDING.title(code)), counts[code]) for code in known]


def _cards(case: Case, findings: list[Finding]) -> list[dict[str, Any]]:
    """Each finding with what may be done; the same statements however many there are."""
    drafts = [one for one in findings if one.state in UNSETTLED]
    verifiable = [one for one in findings if one.state in {ANSWERED, PLANNED}]
    issue = issue_obstacles(case, drafts, comments_of(drafts))
    lacking = shape_obstacles(case, drafts)
    verify = verify_obstacles(case, verifiable)
    return [
        {
            **card,
            "settles": one.grade in NONCONFORMITIES,
            "major": one.grade == MAJOR,
            "drafted": one.state in UNSETTLED,
            "to_show": one.state == DRAFTED,
            "shown": one.state == SHOWN,
            "answered": one.state == ANSWERED,
            "to_verify": one.state in {ANSWERED, PLANNED},
            "issue": shown(issue.get(one.id, [])),
            "lacking": shown(lacking.get(one.id, [])),
            "verify": shown(verify.get(one.id, [])),
        }
        for one, card in zip(findings, finding_cards(case, findings), strict=True)
    ]


@audience(Role.ASSESSOR_POOL)
def new_finding(case: str) -> Response:
    """Record a finding."""
    found = audit_of(case)
    form = finding_form(found)
    if attempt(form, lambda: _raise(found, form)):
        message = gettext("The finding is kept as a draft. Issue it when it is complete.")
        return done(message, _here(found))
    return page(
        "assessor/finding_new.html",
        case=found,
        case_head=case_head(found, current_actor(), active="assessor.findings"),
        form=form,
        accept=ACCEPT,
        title=gettext("Record a finding"),
        action=url_for("assessor.new_finding", case=found.public_id),
        version=None,
        kept=[],
        was_shown=False,
    )


def finding_form(case: Case, **given: Any) -> FindingForm:
    """The form with what can be chosen in this case."""
    form = FindingForm(**given)
    words = criteria_words(case)
    form.key.choices = [(key, words(key)) for key in checklist_keys(case)]
    form.more_keys.choices = form.key.choices
    form.site_id.choices = [(one.id, one.name) for one in sites_of(case)]
    form.grade.choices = [(code, gettext(GRADES[code])) for code in FINDING_GRADES]
    if request.method == "GET" and not given:
        form.key.data = request.args.get("key", "")
    return form


def _raise(case: Case, form: FindingForm) -> None:
    raise_finding(
        case.id,
        key=form.key.data or "",
        more_keys=form.more_keys.data or (),
        site_id=form.site_id.data or 0,
        grade=form.grade.data or "",
        fact=form.fact.data or "",
        evidence_text=form.evidence_text.data or "",
        files=files_of(form.files.data),
        by=current_actor(),
    )


def _here(case: Case) -> str:
    return url_for("assessor.findings", case=case.public_id)


def finding_at(case: Case, address: str) -> Finding:
    """A finding of the case by its address. Raises NotVisible."""
    for one in findings_of(case):
        if one.public_id == address:
            return one
    raise NotVisible(ABSENT)


def _marked(case: Case) -> dict[int, str]:
    return {one.id: "" for one in sites_of(case) if request.form.get(f"site-{one.id}")}


Deed = Callable[[Case, Finding, WordForm], None]
DEEDS: dict[str, Deed] = {
    "show": lambda _case, one, _form: show_draft(one.id, by=current_actor()),
    "issue": lambda _case, one, _form: issue_finding(one.id, by=current_actor()),
    "note": lambda _case, one, _form: note_finding(one.id, by=current_actor()),
    "drop": lambda _case, one, form: drop_finding(
        one.id, reason=form.reason.data or "", by=current_actor()
    ),
    "return": lambda _case, one, form: return_answer(
        one.id, reason=form.reason.data or "", by=current_actor()
    ),
    "plan": lambda _case, one, _form: accept_plan(one.id, by=current_actor()),
    "verify": lambda case, one, form: verify_finding(
        one.id, method=form.method.data or "", sites=_marked(case), by=current_actor()
    ),
}


@audience(Role.ASSESSOR_POOL)
def settle(case: str, finding: str, deed: str) -> Response:
    """Issue, note, drop, return, accept or verify one finding."""
    found = audit_of(case)
    one, form = finding_at(found, finding), WordForm()
    if deed not in DEEDS:
        raise NotVisible(ABSENT)
    if attempt(form, lambda: DEEDS[deed](found, one, form)):
        return done(gettext("The finding is updated."), _here(found))
    return findings_page(found, form)


@audience(Role.ASSESSOR_POOL)
def finish(case: str) -> Response:
    """Close the correction stage."""
    found, form = audit_of(case), WordForm()
    if attempt(form, lambda: finish_correction(found.id, by=current_actor())):
        return done(
            gettext("The correction stage is closed."),
            url_for("assessor.conclusion", case=found.public_id),
        )
    return findings_page(found, form)


@audience(Role.ASSESSOR_POOL)
def repeat(case: str) -> Response:
    """Back to stage 2."""
    found, form = audit_of(case), WordForm()
    if attempt(
        form,
        lambda: repeat_stage2(found.id, reason=form.reason.data or "", by=current_actor()),
    ):
        return done(gettext("The case is back in stage 2."), _here(found))
    return findings_page(found, form)


@audience(Role.ASSESSOR_POOL)
def list_earlier(case: str) -> Response:
    """List the minors of the audit before."""
    found, form = audit_of(case), WordForm()
    if attempt(form, lambda: carry_over(found.id, by=current_actor())):
        return done(gettext("The minors of the audit before are listed."), _here(found))
    return findings_page(found, form)


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at, post = "/cases/<case>/findings", ["POST"]
    assessor.add_url_rule(at, view_func=findings)
    assessor.add_url_rule(f"{at}/new", view_func=new_finding, methods=["GET", "POST"])
    assessor.add_url_rule(f"{at}/finish", view_func=finish, methods=post)
    assessor.add_url_rule(f"{at}/repeat", view_func=repeat, methods=post)
    assessor.add_url_rule(f"{at}/earlier", view_func=list_earlier, methods=post)
    assessor.add_url_rule(f"{at}/<finding>/<deed>", view_func=settle, methods=post)


add_tab("assessor.findings", N_("Findings"), READERS, FROM_STAGE1)
for _action in (
    "show_draft",
    "revise_finding",
    "raise_finding",
    "issue_finding",
    "verify_finding",
    "finish_correction",
    "repeat_stage2",
    "carry_over",
):
    offer(_action, "assessor.findings")
