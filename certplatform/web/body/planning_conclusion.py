"""The conclusion as the body sees it, and submitting it to the committee."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.models.case import Case
from certplatform.process.conclusion import obstacles_to_submit_conclusion, submit_conclusion
from certplatform.queries.cases import case_for, roles_on
from certplatform.queries.conclusions import answer_until, conclusions_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.body.planning_forms import ReasonForm
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import drawn, grade_title, progress_of, recommendation
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

OFFICER = (Role.CASE_OFFICER, Role.BODY_MANAGER)
STAFF = (*OFFICER, Role.SCHEDULER)
FROM_CONCLUSION = (
    "concluding review confirmation decision publicity objection issuing certified rejected closed"
)


@audience(*STAFF)
def conclusion(case: str) -> Response:
    """The conclusion in all its revisions."""
    return _page(case_for(current_actor(), case), ReasonForm(formdata=None))


def _page(case: Case, form: ReasonForm) -> Response:
    revisions = conclusions_of(case)
    last = revisions[0] if revisions else None
    mine = bool(roles_on(current_actor(), case) & set(OFFICER))
    return page(
        "body/planning_conclusion.html",
        case=case,
        case_head=case_head(case, current_actor(), active="body.conclusion"),
        form=form,
        last=last,
        revisions=revisions,
        drawn=drawn(case, last.computed, last) if last else None,
        grade=grade_title(case, last.proposed_grade) if last else "",
        recommendation=recommendation(last.recommendation) if last else "",
        steps=progress_of(last, answer_until(case, last) if last else None),
        may_submit=mine and case.state == CONCLUDING,
        obstacles=shown(obstacles_to_submit_conclusion(case)),
    )


@audience(*OFFICER)
def submit(case: str) -> Response:
    """Submit it to the committee."""
    found, form = case_for(current_actor(), case), ReasonForm()
    if attempt(form, lambda: submit_conclusion(found.id, by=current_actor())):
        message = gettext("The conclusion is with the committee.")
        return done(message, url_for("web.case_page", case=found.public_id))
    return _page(found, form)


def add_to(body: Blueprint) -> None:
    """Add these pages."""
    at = "/body/cases/<case>/conclusion"
    body.add_url_rule(at, view_func=conclusion)
    body.add_url_rule(
        f"{at}/submit", endpoint="submit_conclusion", view_func=submit, methods=["POST"]
    )


add_tab("body.conclusion", N_("Conclusion"), set(STAFF), FROM_CONCLUSION)
offer("submit_conclusion", "body.conclusion")
