"""Whether what was done about the findings of the audit before works (R31)."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.finding import MAJOR, MINOR
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import STAGE2
from certplatform.models.case import Case
from certplatform.models.finding import EffectivenessCheck, Finding
from certplatform.models.person import Person
from certplatform.process.effectiveness import check_effectiveness
from certplatform.queries.audits import checklist_keys
from certplatform.queries.findings import effectiveness_of, findings_to_check, label_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import audit_of, is_auditing
from certplatform.web.case_head import case_head, offer
from certplatform.web.finding_sheet import GRADES, criteria_words, finding_cards
from certplatform.web.formats import gettext
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor

OUTCOMES = {"effective": N_("Effective"), "not_effective": N_("Not effective: raise it again")}


class CheckForm(FlaskForm):
    """What was looked at, and whether the corrective action works."""

    outcome = RadioField(_l("Does it work?"), [InputRequired(_l("Please choose."))])
    grade = SelectField(_l("Grade of the new finding"), validate_choice=False)
    key = SelectField(_l("Clause or criterion"), validate_choice=False)
    note = TextAreaField(
        _l("What was looked at, and what was seen"),
        [InputRequired(_l("Please fill this in.")), Length(max=8000)],
    )


def _form(case: Case, one: Finding | None, **given: Any) -> CheckForm:
    form = CheckForm(**given)
    form.outcome.choices = [(code, gettext(title)) for code, title in OUTCOMES.items()]
    form.grade.choices = [(code, gettext(GRADES[code])) for code in (MINOR, MAJOR)]
    words, keys = criteria_words(case), checklist_keys(case)
    gone = one is not None and one.key not in keys
    form.key.choices = [(key, words(key)) for key in keys] if gone else []
    return form


@audience(SIGNED_IN)
def effectiveness(case: str) -> Response:
    """The findings of the audit before, and what this audit says of each."""
    return _page(audit_of(case), {})


def _page(case: Case, sent: dict[int, CheckForm]) -> Response:
    earlier, known = findings_to_check(case), effectiveness_of(case)
    before = session.get_one(Case, earlier[0].case_id) if earlier else case
    raised = {one.id: label_of(one) for one in _raised(known)}
    names = _names(known)
    may = is_auditing(case) and case.state == STAGE2
    cards = finding_cards(before, earlier)
    return page(
        "assessor/effectiveness.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.findings"),
        before=before.number if earlier else "",
        rows=[
            {
                **card,
                "check": known.get(one.id),
                "checked_by": names.get(known[one.id].checked_by, "") if one.id in known else "",
                "raised": raised.get(known[one.id].raised_id or 0, "") if one.id in known else "",
                "form": sent.get(one.id) or _form(case, one, formdata=None, prefix=_prefix(one)),
                "open": may and one.id not in known,
            }
            for one, card in zip(earlier, cards, strict=True)
        ],
        form=next(iter(sent.values()), None) or FlaskForm(formdata=None),
    )


def _raised(known: dict[int, EffectivenessCheck]) -> list[Finding]:
    wanted = [one.raised_id for one in known.values() if one.raised_id]
    return [session.get_one(Finding, key) for key in wanted]


def _names(known: dict[int, EffectivenessCheck]) -> dict[int, str]:
    wanted = {one.checked_by for one in known.values()}
    return {key: session.get_one(Person, key).name for key in wanted}


def _prefix(one: Finding) -> str:
    return f"check{one.number}-"


@audience(Role.ASSESSOR_POOL)
def check_earlier(case: str, finding: str) -> Response:
    """Say of one earlier finding whether what was done works."""
    found = audit_of(case)
    one = next((row for row in findings_to_check(found) if row.public_id == finding), None)
    form = _form(found, one, prefix=_prefix(one)) if one else _form(found, None)
    if attempt(form, lambda: _check(found, finding, form)):
        return done(
            gettext("It is recorded."), url_for("assessor.effectiveness", case=found.public_id)
        )
    return _page(found, {one.id: form} if one else {})


def _check(case: Case, finding: str, form: CheckForm) -> None:
    check_effectiveness(
        case.id,
        earlier=finding,
        effective=form.outcome.data == "effective",
        note=form.note.data or "",
        grade=form.grade.data or MINOR,
        key=form.key.data or "",
        by=current_actor(),
    )


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/findings/before"
    assessor.add_url_rule(at, view_func=effectiveness)
    assessor.add_url_rule(f"{at}/<finding>", view_func=check_earlier, methods=["POST"])


offer("check_effectiveness", "assessor.effectiveness")
