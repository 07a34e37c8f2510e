"""The conclusion as the enterprise gets it: confirm it, or comment on it (R35)."""

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.actors import Role
from certplatform.domain.technical_check import PASSED
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.models.case import Case
from certplatform.models.conclusion import Conclusion
from certplatform.process.conclusion import confirm_conclusion
from certplatform.queries.cases import case_for
from certplatform.queries.conclusions import answer_until, conclusions_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import drawn, grade_title, progress_of, recommendation
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

CONFIRM, COMMENT = "confirm", "comment"


class ConfirmForm(FlaskForm):
    """Agree, or say what is wrong."""

    answer = RadioField(
        _l("Your answer"),
        [InputRequired(_l("Please choose."))],
        choices=[(CONFIRM, _l("We confirm the conclusion")), (COMMENT, _l("We comment on it"))],
    )
    comment = TextAreaField(_l("Comment"), [Length(max=8000)])


@audience(Role.APPLICANT)
def conclusion(case: str) -> Response:
    """Read the conclusion and answer it."""
    found = case_for(current_actor(), case)
    last, form = _checked(found), ConfirmForm()
    if attempt(
        form,
        lambda: confirm_conclusion(
            found.id,
            confirmed=form.answer.data == CONFIRM,
            comment=form.comment.data or "",
            by=current_actor(),
        ),
    ):
        return done(
            gettext("Your answer is on record."),
            url_for("enterprise.conclusion", case=found.public_id),
        )
    return page(
        "enterprise/conclusion_answer.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.conclusion"),
        form=form,
        last=last,
        drawn=drawn(found, last.computed, last) if last else None,
        grade=grade_title(found, last.proposed_grade) if last else "",
        recommendation=recommendation(last.recommendation) if last else "",
        steps=progress_of(last, answer_until(found, last) if last else None),
        until=answer_until(found, last) if last else None,
        may_answer=bool(last and found.state == CONCLUDING and not last.confirm_outcome),
    )


def _checked(case: Case) -> Conclusion | None:
    """The latest conclusion that passed the technical check; nothing else leaves the body."""
    return next((one for one in conclusions_of(case) if one.check_outcome == PASSED), None)


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/conclusion", view_func=conclusion, methods=["GET", "POST"]
    )


FROM_CONCLUSION = (
    "concluding review confirmation decision publicity objection issuing certified rejected closed"
)
add_tab("enterprise.conclusion", N_("Conclusion"), {Role.APPLICANT}, FROM_CONCLUSION)
offer("confirm_conclusion", "enterprise.conclusion")
