"""The compliance review: the checklist with the facts beside each item, and its four outcomes."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import REVIEW
from certplatform.models.case import Case
from certplatform.process import compliance_review as deeds
from certplatform.queries.review_facts import facts_beside
from certplatform.queries.reviews import REVIEW_KIND, checklist_of
from certplatform.web.answers import done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.committee.checklist import (
    answers_in,
    beyond_items,
    checklist_form,
    shown_items,
)
from certplatform.web.committee.dossier import summary_of
from certplatform.web.committee.sight import (
    AUDIENCE,
    asks_for_password,
    attempt_fresh,
    case_in_hand,
)
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

REVIEWER = frozenset({Role.COMPLIANCE_REVIEWER})
ONWARD: dict[str, Callable[..., None]] = {
    "pass_review": deeds.pass_review,
    "require_confirmation": deeds.require_confirmation,
}
BACK: dict[str, Callable[..., None]] = {
    "return_to_conclusion": deeds.return_to_conclusion,
    "return_to_stage2": deeds.return_to_stage2,
}


def _form(case: Case) -> FlaskForm:
    built = checklist_form(
        checklist_of(case, REVIEW_KIND),
        summary=TextAreaField(gettext("Summary of the review"), render_kw={"rows": 3}),
        reason=TextAreaField(gettext("What is wrong, when it goes back"), render_kw={"rows": 3}),
    )
    return built()


@audience(*AUDIENCE)
def review(case: str) -> Response:
    """Go through the checklist and end the review in one of four ways."""
    found = case_in_hand(case, REVIEWER)
    form, items = _form(found), checklist_of(found, REVIEW_KIND)
    if request.method == "POST" and attempt_fresh(form, lambda: _end(found, form)):
        return done(gettext("The review is recorded."), url_for("committee.dossier", case=case))
    return page(
        "committee/review_checklist.html",
        case=found,
        case_head=case_head(found, current_actor(), active="committee.review"),
        form=form,
        items=shown_items(form, items, facts_beside(found)),
        open=found.state == REVIEW,
        onward=_ways(found, form) if found.state == REVIEW else [],
        back=[(action, gettext(CASE.row(action, REVIEW).title)) for action in BACK],
        asks_for_password=asks_for_password(),
        **summary_of(found),
    )


def _end(case: Case, form: FlaskForm) -> None:
    wanted = request.form.get("outcome", "")
    given: dict[str, Any] = {
        "answers": answers_in(form, checklist_of(case, REVIEW_KIND)),
        "summary": form["summary"].data or "",
        "by": current_actor(),
    }
    if wanted in BACK:
        BACK[wanted](case.id, reason=form["reason"].data or "", **given)
    else:
        ONWARD.get(wanted, deeds.pass_review)(case.id, **given)


def _ways(case: Case, form: FlaskForm) -> list[dict[str, Any]]:
    """The two ways on, each with what no answer on this page can lift."""
    answers = answers_in(form, checklist_of(case, REVIEW_KIND))
    found = {
        "pass_review": deeds.obstacles_to_pass_review(case, answers),
        "require_confirmation": deeds.obstacles_to_require_confirmation(case, answers),
    }
    return [
        {
            "action": action,
            "label": gettext(CASE.row(action, REVIEW).title),
            "obstacles": shown(beyond_items(obstacles)),
        }
        for action, obstacles in found.items()
    ]


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule("/cases/<case>/review", view_func=review, methods=["GET", "POST"])


add_tab("committee.review", N_("Compliance review"), set(REVIEWER), "review")
for _action in (*ONWARD, *BACK):
    offer(_action, "committee.review")
