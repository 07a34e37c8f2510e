"""The technical check of a conclusion by somebody outside the team (R18)."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from certplatform.domain.actors import Role
from certplatform.domain.technical_check import PASSED, RETURNED, SECTIONS, SectionCheck
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.models.case import Case
from certplatform.process.conclusion import check_conclusion, obstacles_to_check_conclusion
from certplatform.queries.cases import roles_on
from certplatform.queries.conclusions import answer_until, current_conclusion
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import audit_of
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import (
    answered_sections,
    drawn,
    grade_title,
    progress_of,
    recommendation,
    sections_of,
)
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor


class CheckForm(FlaskForm):
    """What was checked in all; each section is passed, or returned with what is wrong."""

    comment = TextAreaField(_l("What you checked and found"), [Length(max=8000)])


def _form() -> FlaskForm:
    fields: dict[str, Any] = {}
    for section, title in SECTIONS.items():
        fields[section] = RadioField(
            gettext(title),
            choices=[(PASSED, gettext("passed")), (RETURNED, gettext("returned"))],
            validate_choice=False,
        )
        fields[f"{section}_comment"] = TextAreaField(gettext("Comment"), [Length(max=4000)])
    made: FlaskForm = type("SectionsForm", (CheckForm,), fields)()
    return made


def _given(form: FlaskForm) -> list[SectionCheck]:
    return [
        SectionCheck(one, form[one].data or "", form[f"{one}_comment"].data or "")
        for one in SECTIONS
    ]


@audience(Role.ASSESSOR_POOL)
def check(case: str) -> Response:
    """The conclusion, and the check of it."""
    found, form = audit_of(case), _form()
    if attempt(
        form,
        lambda: check_conclusion(
            found.id,
            sections=_given(form),
            comment=form["comment"].data or "",
            by=current_actor(),
        ),
    ):
        return done(
            gettext("The check is on record."), url_for("assessor.check", case=found.public_id)
        )
    return _page(found, form)


def _page(case: Case, form: FlaskForm) -> Response:
    last = current_conclusion(case)
    checker = Role.TECHNICAL_CHECKER in roles_on(current_actor(), case)
    return page(
        "assessor/check.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.check"),
        form=form,
        last=last,
        drawn=drawn(case, last.computed, last) if last else None,
        grade=grade_title(case, last.proposed_grade) if last else "",
        recommendation=recommendation(last.recommendation) if last else "",
        steps=progress_of(last, answer_until(case, last) if last else None),
        checked=sections_of(last),
        answers=answered_sections(last),
        sections=[(form[one], form[f"{one}_comment"]) for one in SECTIONS],
        waits=bool(last and checker and case.state == CONCLUDING and not last.check_outcome),
        obstacles=shown(obstacles_to_check_conclusion(case)) if last else [],
    )


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    assessor.add_url_rule("/cases/<case>/check", view_func=check, methods=["GET", "POST"])


add_tab("assessor.check", N_("Technical check"), {Role.TECHNICAL_CHECKER}, "concluding")
offer("check_conclusion", "assessor.check")
