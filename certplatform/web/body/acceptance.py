"""Acceptance: the application beside the rules; accept, return, decline, terminate."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.audit_time import shown as shown_days
from certplatform.domain.fee import fee_of
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.case_states import SUBMITTED
from certplatform.models.case import Case
from certplatform.process.acceptance import accept, decline, return_application, terminate
from certplatform.queries.acceptances import (
    Offer,
    acceptance_obstacles_of,
    competence_for,
    fee_for,
    site_choice,
    time_for,
    usual_day_rate,
)
from certplatform.queries.applications import (
    acceptance_of,
    application_documents,
    submitted_of,
    versions_of,
)
from certplatform.queries.cases import case_for, roles_on, scheme_of
from certplatform.queries.histories import history_of
from certplatform.queries.tariffs import tariff_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.application_sheet import Reader
from certplatform.web.body.acceptance_forms import (
    accept_form,
    offer_from,
    points_from,
    reason_form,
)
from certplatform.web.body.acceptance_history import shown_history
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

OFFICERS = (Role.CASE_OFFICER, Role.BODY_MANAGER)
READERS = (*OFFICERS, Role.SCHEDULER)
# Obstacles of these fields are answered on the page itself; the button waits for the others.
ON_THE_PAGE = frozenset({"competence", "conflict", "reductions", "day_rate", "fee_note"})
RULES = {
    "R01": N_("Running time of the system"),
    "R02": N_("Internal audit before management review, both in time"),
    "R03": N_("Declared start against the recorded one"),
    "R05": N_("One open case, no certificate that covers it already"),
    "R06": N_("Waiting time after a withdrawal; no dishonesty list"),
    "R07": N_("Approved range of the body"),
    "R09": N_("Grade and capability level correspond"),
    "R10": N_("Required documents"),
    "R11": N_("Identity, industry and region"),
    "R14": N_("No consultancy of the body's own group"),
    "R15": N_("The body is independent of the enterprise and its group"),
}


@audience(*READERS)
def acceptance(case: str) -> Response:
    """The application with the rule results beside it."""
    found = case_for(current_actor(), case)
    return _drawn(found, accept_form(found, sent=False))


@audience(*OFFICERS)
def take(case: str) -> Response:
    """Accept; or only work out the audit time with what was entered."""
    found = case_for(current_actor(), case)
    form = accept_form(found, sent=True)
    given = offer_from(form, site_choice(found))
    if request.form.get("then") == "work_out":
        return _drawn(found, form, given)
    if attempt(form, lambda: _accept(found, given)):
        message = gettext("Accepted. The enterprise has the agreement before it.")
        return done(message, _here(found))
    return _drawn(found, form, given)


def _accept(case: Case, given: Offer) -> None:
    version = request.form.get("version", type=int)
    accept(
        case.id,
        competence=given.competence,
        body_conflict=given.body_conflict,
        day_rate_cents=given.day_rate_cents,
        fee_note=given.fee_note,
        reductions=given.reductions,
        visited=given.visited,
        version=version,
        by=current_actor(),
    )


@audience(*OFFICERS)
def give_back(case: str) -> Response:
    """Return the application with the points to correct."""
    found = case_for(current_actor(), case)
    form = reason_form(found, "return", "return-", sent=True)
    return _by_reason(found, "return_form", form, lambda: _return(found, form))


def _return(case: Case, form: Any) -> str:
    return_application(
        case.id,
        code=form.code.data or "",
        points=points_from(form),
        by=current_actor(),
        reason=form.reason.data or "",
    )
    return gettext("Returned. The enterprise sees the points to correct.")


@audience(*OFFICERS)
def refuse(case: str) -> Response:
    """Decline the application."""
    found = case_for(current_actor(), case)
    form = reason_form(found, "decline", "decline-", sent=True)

    def deed() -> str:
        decline(
            found.id,
            code=form.code.data or "",
            by=current_actor(),
            reason=form.reason.data or "",
        )
        return gettext("Declined. The case is closed, and the enterprise has been told why.")

    return _by_reason(found, "decline_form", form, deed)


def _by_reason(case: Case, name: str, form: Any, deed: Callable[[], str]) -> Response:
    said: list[str] = []
    if attempt(form, lambda: said.append(deed())):
        return done(said[0], url_for("web.case_page", case=case.public_id))
    return _drawn(case, accept_form(case, sent=False), **{name: form})


@audience(Role.BODY_MANAGER, Role.SECRETARIAT)
def end(case: str) -> Response:
    """Terminate an open case, with what that means."""
    found = case_for(current_actor(), case)
    form = reason_form(found, "terminate", "", sent=True)
    code, reason = form.code.data or "", form.reason.data or ""
    if attempt(form, lambda: terminate(found.id, code=code, by=current_actor(), reason=reason)):
        message = gettext("The case is terminated. Enterprise and body have been told.")
        return done(message, url_for("web.case_page", case=found.public_id))
    return page(
        "body/acceptance_terminate.html",
        case=found,
        case_head=case_head(found, current_actor(), active="body.terminate"),
        form=form,
        possible=any(row.action == "terminate" for row in CASE.rows_from(found.state)),
    )


def _here(case: Case) -> str:
    return url_for("body.acceptance", case=case.public_id)


def _drawn(case: Case, form: Any, given: Offer | None = None, **forms: Any) -> Response:
    waiting = case.state == SUBMITTED
    obstacles = acceptance_obstacles_of(case, given or Offer(), clock.today()) if waiting else []
    standing = [one for one in obstacles if one.field not in ON_THE_PAGE]
    application = submitted_of(case)
    versions = versions_of(case.id)
    reader = Reader(scheme_of(case))
    last = versions[-1] if versions else None
    before = versions[-2] if len(versions) > 1 else None
    return page(
        "body/acceptance.html",
        case=case,
        case_head=case_head(case, current_actor(), active="body.acceptance"),
        waiting=waiting and bool(roles_on(current_actor(), case) & set(OFFICERS)),
        form=form,
        return_form=forms.get("return_form") or reason_form(case, "return", "return-", sent=False),
        decline_form=forms.get("decline_form")
        or reason_form(case, "decline", "decline-", sent=False),
        results=_results(obstacles),
        remarks=[one for one in shown(standing) if one.weight == "warns"],
        blocked=[one for one in shown(standing) if one.weight != "warns"],
        competence=competence_for(case, application, clock.today()) if waiting else None,
        competence_gaps=shown(
            [one for one in obstacles if one.rule in {"R08", "R12"} and not one.field]
        ),
        history=_history(case) if last else None,
        record=acceptance_of(case.id),
        documents=application_documents(case.id),
        sheet=reader.sheet(last.parts) if last else [],
        changes=reader.changes(before, last) if before and last else [],
        **_time_and_sites(case, given),
    )


def _history(case: Case) -> dict[str, Any]:
    return shown_history(history_of(case, clock.today(), current_actor().person_id))


def _time_and_sites(case: Case, given: Offer | None) -> dict[str, Any]:
    time = time_for(case, given.reductions if given else ())
    choice = site_choice(case, given.visited if given else None)
    today = clock.today()
    rate = given.day_rate_cents if given else usual_day_rate(case, today)
    items = fee_for(case, time, choice, rate, today) if rate else ()
    return {
        "lines": [
            {"text": gettext(one.text, **dict(one.params)), "days": shown_days(one.days)}
            for one in time.lines
        ],
        "days": shown_days(time.days),
        "auditing_days": shown_days(time.auditing_days),
        "fee_cents": fee_of(items),
        "fee_items": [
            {"text": gettext(one.text, **dict(one.params)), "cents": one.cents} for one in items
        ],
        "tariff": tariff_of(case, today),
        "choice": choice,
        "site_rows": [
            {
                "site": one,
                "drawn": choice.is_drawn(one),
                "fixed": one.headquarters or choice.is_drawn(one),
                "visited": one.position in choice.visited,
            }
            for one in choice.sites
        ],
    }


def _results(obstacles: Sequence[Obstacle]) -> list[dict[str, Any]]:
    results = []
    for rule, title in RULES.items():
        mine = [one for one in obstacles if one.rule == rule]
        stops = [one for one in mine if one.weight != "warns"]
        told = " ".join(f"{one.fact_text} {one.cure_text}".strip() for one in shown(stops))
        results.append(
            {
                "rule": rule,
                "title": gettext(title),
                "passed": not stops,
                "fact_text": told,
            }
        )
    return results


def add_to(body: Blueprint) -> None:
    """Add these pages."""
    base = "/body/cases/<case>"
    body.add_url_rule(f"{base}/acceptance", view_func=acceptance)
    body.add_url_rule(f"{base}/acceptance/accept", "accept", take, methods=["POST"])
    body.add_url_rule(f"{base}/acceptance/return", "give_back", give_back, methods=["POST"])
    body.add_url_rule(f"{base}/acceptance/decline", "decline", refuse, methods=["POST"])
    body.add_url_rule(f"{base}/terminate", "terminate", end, methods=["GET", "POST"])


FROM_SUBMISSION = (
    "submitted returned accepted planning stage1 stage2 correction concluding review "
    "confirmation decision publicity objection issuing certified declined"
)
AFTER_ACCEPTANCE = (
    "accepted planning stage1 stage2 correction concluding review confirmation decision "
    "publicity objection issuing"
)
add_tab("body.acceptance", N_("Acceptance"), set(READERS), FROM_SUBMISSION)
add_tab("body.terminate", N_("Terminate"), {Role.BODY_MANAGER, Role.SECRETARIAT}, AFTER_ACCEPTANCE)
for deed_of_the_page in ("accept", "return_application", "decline"):
    offer(deed_of_the_page, "body.acceptance")
offer("terminate", "body.terminate")
