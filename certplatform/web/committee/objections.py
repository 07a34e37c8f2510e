"""Objections to a public notice: the handler outside the case decides them (R40)."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.domain.workflow.publicity import LODGED
from certplatform.models.case import Case
from certplatform.process.publicity import (
    dismiss_objection,
    obstacles_to_decide_objection,
    reject_on_objection,
    uphold_objection,
)
from certplatform.queries.cases import ABSENT, roles_on
from certplatform.queries.notices import latest_notice, objections_to
from certplatform.web.answers import done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.committee.sight import (
    AUDIENCE,
    OFFICE,
    asks_for_password,
    attempt_fresh,
    case_in_hand,
)
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

HANDLER = Role.APPEAL_HANDLER
DEEDS: Mapping[str, Callable[..., None]] = {
    "dismiss_objection": dismiss_objection,
    "uphold_objection": uphold_objection,
    "reject_on_objection": reject_on_objection,
}


class DecideForm(FlaskForm):
    """The decision on one objection, with its reason."""

    objection = HiddenField()
    reason = TextAreaField(render_kw={"rows": 3, "maxlength": 4000})


@audience(*AUDIENCE)
def objections(case: str) -> Response:
    """The objections to the latest notice, and the handler's decision."""
    found, form = case_in_hand(case, OFFICE | {HANDLER}), DecideForm()
    if request.method == "POST" and attempt_fresh(form, lambda: _decide(found, form)):
        return done(gettext("The objection is decided."), url_for("committee.dossier", case=case))
    notice = latest_notice(found)
    form.reason.label.text = gettext("Reason of the decision")
    may = HANDLER in roles_on(current_actor(), found)
    return page(
        "committee/objections.html",
        case=found,
        case_head=case_head(found, current_actor(), active="committee.objections"),
        notice=notice,
        objections=objections_to(notice) if notice else [],
        form=form,
        open_state=LODGED,
        may_decide=may,
        obstacles=shown(obstacles_to_decide_objection(found)) if may else [],
        ways=[(one, gettext(CASE.row(one, "objection").title)) for one in DEEDS],
        asks_for_password=asks_for_password(),
    )


def _decide(case: Case, form: DecideForm) -> Any:
    notice = latest_notice(case)
    wanted = form.objection.data or ""
    if notice is None or wanted not in {one.public_id for one in objections_to(notice)}:
        raise NotVisible(ABSENT)
    chosen = DEEDS.get(request.form.get("outcome", ""), dismiss_objection)
    return chosen(wanted, by=current_actor(), reason=form.reason.data or "")


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule(
        "/cases/<case>/objections", view_func=objections, methods=["GET", "POST"]
    )


add_tab("committee.objections", N_("Objections"), {HANDLER, *OFFICE}, "objection publicity")
for _action in DEEDS:
    offer(_action, "committee.objections")
