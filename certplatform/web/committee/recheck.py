"""The re-check before the vote."""

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import DECISION
from certplatform.models.case import Case
from certplatform.process.recheck import obstacles_to_record_recheck, record_recheck
from certplatform.queries.review_facts import facts_beside
from certplatform.queries.reviews import RECHECK_KIND, checklist_of, recheck_in_force
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

CHECKER = frozenset({Role.RECHECKER})


@audience(*AUDIENCE)
def recheck(case: str) -> Response:
    """Go through the checklist of the re-check; passed, or sent back."""
    found = case_in_hand(case, CHECKER)
    items = checklist_of(found, RECHECK_KIND)
    form = checklist_form(
        items,
        summary=TextAreaField(
            gettext("What was looked at and what it showed"), render_kw={"rows": 4}
        ),
    )()
    if request.method == "POST" and attempt_fresh(form, lambda: _record(found, form)):
        return done(gettext("The re-check is recorded."), url_for("committee.dossier", case=case))
    obstacles = obstacles_to_record_recheck(found, answers_in(form, items), passed=True)
    return page(
        "committee/recheck_checklist.html",
        case=found,
        case_head=case_head(found, current_actor(), active="committee.recheck"),
        form=form,
        items=shown_items(form, items, facts_beside(found)),
        open=found.state == DECISION,
        before=recheck_in_force(found),
        obstacles=shown(beyond_items(obstacles)),
        asks_for_password=asks_for_password(),
        **summary_of(found),
    )


def _record(case: Case, form: FlaskForm) -> None:
    record_recheck(
        case.id,
        passed=request.form.get("outcome") != "returned",
        answers=answers_in(form, checklist_of(case, RECHECK_KIND)),
        summary=form["summary"].data or "",
        by=current_actor(),
    )


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule("/cases/<case>/recheck", view_func=recheck, methods=["GET", "POST"])


add_tab("committee.recheck", N_("Re-check"), set(CHECKER), "decision")
offer("record_recheck", "committee.recheck")
