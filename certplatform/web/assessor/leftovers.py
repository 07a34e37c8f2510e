"""Offline work that could not be merged: the lead takes it over or sets it aside."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.offline import OfflineLeftover
from certplatform.process.offline import FINDING, set_aside_work, take_over_work
from certplatform.queries.cases import ABSENT
from certplatform.queries.offline import AUDITED, WAITING, leftovers_of
from certplatform.queries.ratings import names_of, ratings_on
from certplatform.queries.row_papers import documents_named
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import FROM_STAGE1, audit_of, is_lead
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import RESULTS as RESULT_NAMES
from certplatform.web.finding_sheet import GRADES, criterion
from certplatform.web.formats import gettext
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole

WHY = {
    "left_team": N_("Its author is no longer on the team."),
    "others_row": N_("Another member had judged the row."),
    "closed": N_("The stage had closed."),
}
STATES = {
    "waiting": N_("Waits for the lead"),
    "taken": N_("Taken over"),
    "set_aside": N_("Set aside"),
}
TONES = {"waiting": "wait", "taken": "good", "set_aside": "off"}
KINDS = {"rating": N_("Result"), "photo": N_("Photo"), "finding": N_("Draft finding")}


class LeftoverForm(FlaskForm):
    """Why it is taken over or set aside, and the row as it was shown."""

    version = HiddenField()
    reason = TextAreaField(_l("Reason"), [Length(max=2000)])


@audience(SIGNED_IN)
def leftovers(case: str) -> Response:
    """All of it, the waiting first."""
    return _page(audit_of(case), LeftoverForm(formdata=None))


def _page(case: Case, form: LeftoverForm) -> Response:
    found = leftovers_of(case)
    return page(
        "assessor/leftovers.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.leftovers"),
        form=form,
        rows=_drawn(case, found),
        lead=is_lead(case),
        may_take=is_lead(case) and case.state in AUDITED,
    )


def _drawn(case: Case, found: list[OfflineLeftover]) -> list[dict[str, Any]]:
    people = {one.person_id for one in found} | {one.decided_by or 0 for one in found}
    names, ratings = names_of(people), ratings_on(case, {one.key for one in found})
    papers = documents_named(case, {number for one in found for number in one.documents})
    shown = []
    for one in found:
        rating = ratings.get(one.key)
        shown.append(
            {
                "row": one,
                "address": one.public_id,
                "kind": gettext(KINDS[one.kind]),
                "finding": one.kind == FINDING,
                "criterion": criterion(case, one.key),
                "by": names.get(one.person_id, ""),
                "why": gettext(WHY[one.why]),
                "result": gettext(RESULT_NAMES[one.content.get("result", "")]),
                "grade": _grade(one),
                "documents": [papers[number] for number in one.documents if number in papers],
                "now": rating,
                "now_result": gettext(RESULT_NAMES[rating.result]) if rating else "",
                "version": rating.version if rating else 0,
                "waiting": one.state == WAITING,
                "state": gettext(STATES[one.state]),
                "tone": TONES[one.state],
                "decided_by": names.get(one.decided_by or 0, ""),
            }
        )
    return shown


def _grade(one: OfflineLeftover) -> str:
    code = one.content.get("grade")
    return gettext(GRADES[code]) if code else ""


@audience(Role.ASSESSOR_POOL)
def settle_leftover(case: str, leftover: str, verdict: str) -> Response:
    """Take over or set aside."""
    found, form = audit_of(case), LeftoverForm()
    deeds = {
        "take": lambda: take_over_work(
            found.id,
            leftover,
            version=whole(form.version.data),
            reason=form.reason.data or "",
            by=current_actor(),
        ),
        "aside": lambda: set_aside_work(
            found.id, leftover, reason=form.reason.data or "", by=current_actor()
        ),
    }
    if verdict not in deeds:
        raise NotVisible(ABSENT)
    if attempt(form, deeds[verdict]):
        here = url_for("assessor.leftovers", case=found.public_id)
        return done(gettext("The offline work is settled."), here)
    return _page(found, form)


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/audit/leftovers"
    assessor.add_url_rule(at, view_func=leftovers)
    assessor.add_url_rule(f"{at}/<leftover>/<verdict>", view_func=settle_leftover, methods=["POST"])


add_tab("assessor.leftovers", N_("Offline work"), {Role.LEAD, Role.ASSESSOR}, FROM_STAGE1)
offer("take_over_work", "assessor.leftovers")
offer("set_aside_work", "assessor.leftovers")
