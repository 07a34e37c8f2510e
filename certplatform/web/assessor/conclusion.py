"""The conclusion: level and grade explained, what the lead concludes from them (R33, R34)."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.technical_check import SECTIONS
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.models.case import Case
from certplatform.process.conclusion import conclude, obstacles_to_conclude
from certplatform.queries.applications import submitted_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.certificates import case_of, certificate_by_id
from certplatform.queries.conclusions import (
    answer_until,
    conclusions_of,
    current_conclusion,
    explanation_of,
    recommendations_of,
    sections_to_answer,
)
from certplatform.queries.grading import computation, computed_grade
from certplatform.queries.issuing import granted
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import READERS, audit_of, is_lead
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import (
    answered_sections,
    drawn,
    grade_title,
    progress_of,
    recommendation,
    sections_of,
)
from certplatform.web.formats import gettext, shown, text
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor

FROM_STAGE2 = (
    "stage2 correction concluding review confirmation decision publicity objection issuing "
    "certified rejected closed"
)
FILL_IN = _l("Please fill this in.")


class ConclusionForm(FlaskForm):
    """What the lead concludes."""

    recommendation = RadioField(_l("Recommendation"), [InputRequired(_l("Please choose."))])
    grade = SelectField(_l("Grade proposed"))
    scope = TextAreaField(_l("Scope"), [InputRequired(FILL_IN), Length(max=4000)])
    scope_en = TextAreaField(_l("Scope in English"), [Length(max=4000)])
    reasons = TextAreaField(
        _l("Reasons"),
        [InputRequired(FILL_IN), Length(max=8000)],
        description=_l("They stand in the capsule that others may get: name nobody in them."),
    )


def _answering(returned: dict[str, str]) -> type[ConclusionForm]:
    """The form with a field for each section that came back from the check."""
    fields = {
        f"answer_{section}": TextAreaField(
            gettext("Answer to: %(section)s", section=gettext(SECTIONS[section])),
            [Length(max=4000)],
            description=comment,
        )
        for section, comment in returned.items()
    }
    return type("AnsweringForm", (ConclusionForm,), dict(fields))


def _answers(form: ConclusionForm) -> dict[str, str]:
    return {
        section: form[f"answer_{section}"].data or ""
        for section in SECTIONS
        if f"answer_{section}" in form
    }


def _form(case: Case) -> ConclusionForm:
    kind = _answering(sections_to_answer(case))
    form = kind() if request.method == "POST" else kind(data=_proposal(case))
    form.recommendation.choices = [
        (code, recommendation(code)) for code in recommendations_of(case)
    ]
    reached = computed_grade(case).grade
    form.grade.choices = [
        ("", gettext("no grade")),
        *(
            (one.code, text(one.title))
            for one in scheme_of(case).grades
            if reached and one.rank <= reached.rank
        ),
    ]
    return form


def _proposal(case: Case) -> dict[str, Any]:
    """What the fields begin with: the latest revision, else the computed grade."""
    last = next(iter(conclusions_of(case)), None)
    reached = computed_grade(case).grade
    return {
        "recommendation": last.recommendation if last else recommendations_of(case)[0],
        "grade": last.proposed_grade if last else (reached.code if reached else ""),
        **_scope(case),
        "reasons": last.reason if last else "",
    }


def _scope(case: Case) -> dict[str, str]:
    last = next(iter(conclusions_of(case)), None)
    if last is not None:
        return {"scope": last.scope, "scope_en": last.scope_en}
    if case.submitted_on is None:
        return _certified_scope(case)
    applied = submitted_of(case)
    return {"scope": applied.scope, "scope_en": applied.scope_en}


def _certified_scope(case: Case) -> dict[str, str]:
    """A case that nobody applied for begins with what the certificate says."""
    before = case_of(certificate_by_id(case.certificate_id)) if case.certificate_id else None
    found = granted(before) if before else None
    return {"scope": found.scope if found else "", "scope_en": found.scope_en if found else ""}


@audience(SIGNED_IN)
def conclusion(case: str) -> Response:
    """The computation, and what was concluded from it."""
    found = audit_of(case)
    return _page(found, _form(found))


def _page(case: Case, form: ConclusionForm) -> Response:
    last, current = next(iter(conclusions_of(case)), None), current_conclusion(case)
    writing = case.state == CONCLUDING and is_lead(case) and not _is_under_way(case)
    computed = current.computed if current else explanation_of(case, computation(case))
    grade = form.grade.data or None
    return page(
        "assessor/conclusion.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.conclusion"),
        form=form,
        last=last,
        revisions=conclusions_of(case),
        drawn=drawn(case, computed, current),
        grade=grade_title(case, last.proposed_grade) if last else "",
        recommendation=recommendation(last.recommendation) if last else "",
        steps=progress_of(last, answer_until(case, last) if last else None),
        checked=sections_of(last),
        answers=answered_sections(last),
        to_answer=[form[f"answer_{one}"] for one in _answers(form)],
        writing=writing,
        obstacles=shown(obstacles_to_conclude(case, grade, form.recommendation.data or "", "-"))
        if writing
        else [],
    )


def _is_under_way(case: Case) -> bool:
    """Whether a conclusion is with the checker or the enterprise already."""
    current = current_conclusion(case)
    return current is not None and current.check_outcome != "returned"


@audience(Role.ASSESSOR_POOL)
def write_conclusion(case: str) -> Response:
    """Conclude."""
    found = audit_of(case)
    form = _form(found)
    if attempt(
        form,
        lambda: conclude(
            found.id,
            grade=form.grade.data or None,
            recommendation=form.recommendation.data or "",
            scope=form.scope.data or "",
            scope_en=form.scope_en.data or "",
            reasons=form.reasons.data or "",
            answers=_answers(form),
            by=current_actor(),
        ),
    ):
        return done(
            gettext("The conclusion is with the technical check."),
            url_for("assessor.conclusion", case=found.public_id),
        )
    return _page(found, form)


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/conclusion"
    assessor.add_url_rule(at, view_func=conclusion)
    assessor.add_url_rule(at, view_func=write_conclusion, methods=["POST"])


READING = READERS - {Role.CASE_OFFICER, Role.SCHEDULER, Role.BODY_MANAGER}
add_tab("assessor.conclusion", N_("Conclusion"), READING, FROM_STAGE2)
offer("conclude", "assessor.conclusion")
