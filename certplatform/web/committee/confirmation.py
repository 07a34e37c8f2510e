"""The confirmation audit: what was looked at again, and what it showed."""

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import CONFIRMATION
from certplatform.models.case import Case
from certplatform.process.confirmation import (
    fail_confirmation,
    obstacles_to_pass_confirmation,
    pass_confirmation,
)
from certplatform.queries.review_facts import facts_beside
from certplatform.queries.reviews import CONFIRMATION_KIND, checklist_of
from certplatform.web.answers import done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.committee.checklist import (
    answers_in,
    beyond_items,
    checklist_form,
    shown_items,
    shown_lines,
)
from certplatform.web.committee.dossier import summary_of
from certplatform.web.committee.sight import (
    AUDIENCE,
    asks_for_password,
    attempt_fresh,
    case_in_hand,
)
from certplatform.web.committee.words import FACT_TITLES
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

AUDITOR = frozenset({Role.CONFIRMATION_AUDITOR})
BESIDE = ("coverage", "findings", "grade", "report")


@audience(*AUDIENCE)
def confirmation(case: str) -> Response:
    """Record the confirmation audit."""
    found = case_in_hand(case, AUDITOR)
    items = checklist_of(found, CONFIRMATION_KIND)
    form = checklist_form(
        items,
        summary=TextAreaField(
            gettext("What was looked at and what it showed"), render_kw={"rows": 6}
        ),
        reason=TextAreaField(gettext("What is wrong, when it goes back"), render_kw={"rows": 3}),
    )()
    if request.method == "POST" and attempt_fresh(form, lambda: _end(found, form)):
        message = gettext("The confirmation audit is recorded.")
        return done(message, url_for("committee.dossier", case=case))
    facts = facts_beside(found)
    return page(
        "committee/confirmation_audit.html",
        case=found,
        case_head=case_head(found, current_actor(), active="committee.confirmation"),
        form=form,
        items=shown_items(form, items, facts),
        facts=[(gettext(FACT_TITLES[key]), shown_lines(facts[key])) for key in BESIDE],
        open=found.state == CONFIRMATION,
        obstacles=shown(
            beyond_items(obstacles_to_pass_confirmation(found, answers_in(form, items)))
        ),
        asks_for_password=asks_for_password(),
        **summary_of(found),
    )


def _end(case: Case, form: FlaskForm) -> None:
    answers = answers_in(form, checklist_of(case, CONFIRMATION_KIND))
    summary, by = form["summary"].data or "", current_actor()
    if request.form.get("outcome") == "fail_confirmation":
        fail_confirmation(
            case.id, answers=answers, summary=summary, reason=form["reason"].data or "", by=by
        )
    else:
        pass_confirmation(case.id, answers=answers, summary=summary, by=by)


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule(
        "/cases/<case>/confirmation", view_func=confirmation, methods=["GET", "POST"]
    )


add_tab("committee.confirmation", N_("Confirmation audit"), set(AUDITOR), "confirmation")
offer("pass_confirmation", "committee.confirmation")
offer("fail_confirmation", "committee.confirmation")
