"""The technical check of a conclusion by somebody outside the team (R18)."""

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.models.case import Case
from certplatform.process.conclusion import check_conclusion, obstacles_to_check_conclusion
from certplatform.queries.cases import roles_on
from certplatform.queries.conclusions import PASSED, RETURNED, answer_until, current_conclusion
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import audit_of
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import drawn, grade_title, progress_of, recommendation
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor


class CheckForm(FlaskForm):
    """Passed, or returned with what is wrong."""

    outcome = RadioField(
        _l("Result of the check"),
        [InputRequired(_l("Please choose."))],
        choices=[(PASSED, _l("passed")), (RETURNED, _l("returned to the lead assessor"))],
    )
    comment = TextAreaField(_l("What you checked and found"), [Length(max=8000)])


@audience(Role.ASSESSOR_POOL)
def check(case: str) -> Response:
    """The conclusion, and the check of it."""
    found, form = audit_of(case), CheckForm()
    if attempt(
        form,
        lambda: check_conclusion(
            found.id,
            outcome=form.outcome.data or "",
            comment=form.comment.data or "",
            by=current_actor(),
        ),
    ):
        return done(
            gettext("The check is on record."), url_for("assessor.check", case=found.public_id)
        )
    return _page(found, form)


def _page(case: Case, form: CheckForm) -> Response:
    last = current_conclusion(case)
    checker = Role.TECHNICAL_CHECKER in roles_on(current_actor(), case)
    return page(
        "assessor/check.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.check"),
        form=form,
        last=last,
        drawn=drawn(case, last.computed) if last else None,
        grade=grade_title(case, last.proposed_grade) if last else "",
        recommendation=recommendation(last.recommendation) if last else "",
        steps=progress_of(last, answer_until(case, last) if last else None),
        waits=bool(last and checker and case.state == CONCLUDING and not last.check_outcome),
        obstacles=shown(obstacles_to_check_conclusion(case)) if last else [],
    )


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    assessor.add_url_rule("/cases/<case>/check", view_func=check, methods=["GET", "POST"])


add_tab("assessor.check", N_("Technical check"), {Role.TECHNICAL_CHECKER}, "concluding")
offer("check_conclusion", "assessor.check")
