"""Appeals, complaints and reports of misuse: the secretariat hands them over, handlers decide."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.workflow.appeal import ACKNOWLEDGED, APPEAL, LODGED
from certplatform.models.appeal import Appeal
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.appeal import acknowledge, dismiss_appeal, uphold_appeal
from certplatform.queries.appeals import appeal_for, appeals_page, handlers_for
from certplatform.queries.cases import ABSENT
from certplatform.web.answers import attempt, done, page
from certplatform.web.committee.sight import AUDIENCE, asks_for_password, attempt_fresh
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.notice_words import APPEAL_KINDS
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole

DEEDS: Mapping[str, Callable[..., None]] = {
    "uphold_appeal": uphold_appeal,
    "dismiss_appeal": dismiss_appeal,
}


class HandlerForm(FlaskForm):
    """Who is to handle it."""

    handler = SelectField(validate_choice=False)


class AnswerForm(FlaskForm):
    """The decision, with its reason."""

    reason = TextAreaField(render_kw={"rows": 4, "maxlength": 4000})


@audience(*AUDIENCE)
def appeals() -> Response:
    """What has come in: all for the secretariat, one's own for a handler."""
    asked = request.args.get("state", "").strip()
    found = appeals_page(current_actor(), asked, request.args.get("cursor", ""))
    here = url_for("committee.appeals")
    return page(
        "committee/appeals.html",
        appeals=[_line(one) for one in found.rows],
        asked=asked,
        states=[(code, gettext(one.title)) for code, one in APPEAL.states.items()],
        pager={
            "next_url": f"{here}?{urlencode({'state': asked, 'cursor': found.next_cursor})}"
            if found.next_cursor
            else "",
            "first_url": here if request.args.get("cursor") else "",
            "count_text": found.count_text,
        },
    )


def _line(appeal: Appeal) -> dict[str, Any]:
    late = appeal.state == LODGED and clock.today() > appeal.acknowledge_by_on
    return {
        "appeal": appeal,
        "kind": gettext(APPEAL_KINDS[appeal.kind]),
        "limit": "passed" if late else "ok",
        "open": appeal.state == LODGED,
    }


@audience(*AUDIENCE)
def appeal(appeal: str) -> Response:
    """One of them."""
    return _drawn(_mine(appeal), HandlerForm(), AnswerForm())


@audience(Role.SECRETARIAT)
def hand_over(appeal: str) -> Response:
    """Acknowledge it and name its handler."""
    found, form = _mine(appeal), HandlerForm()
    if attempt(
        form,
        lambda: acknowledge(found.id, handler_id=whole(form.handler.data), by=current_actor()),
    ):
        message = gettext("Acknowledged and handed over.")
        return done(message, url_for("committee.appeal", appeal=appeal))
    return _drawn(found, form, AnswerForm(formdata=None))


@audience(Role.COMMITTEE_POOL)
def decide(appeal: str) -> Response:
    """Decide it."""
    found, form = _mine(appeal), AnswerForm()
    deed = DEEDS.get(request.form.get("outcome", ""), dismiss_appeal)
    if attempt_fresh(
        form, lambda: deed(found.id, by=current_actor(), reason=form.reason.data or "")
    ):
        return done(gettext("It is decided."), url_for("committee.appeal", appeal=appeal))
    return _drawn(found, HandlerForm(formdata=None), form)


def _mine(public_id: str) -> Appeal:
    found = appeal_for(current_actor(), public_id)
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _drawn(found: Appeal, handing: HandlerForm, answering: AnswerForm) -> Response:
    actor = current_actor()
    handing.handler.label.text = gettext("Handler outside the case")
    handing.handler.choices = [("", gettext("Please choose"))] + [
        (str(one.id), one.name) for one in handlers_for(found)
    ]
    answering.reason.label.text = gettext("Decision and reason, as its author will read it")
    handler = session.get(Person, found.handler_id) if found.handler_id else None
    return page(
        "committee/appeal.html",
        appeal=found,
        kind=gettext(APPEAL_KINDS[found.kind]),
        case=session.get(Case, found.case_id) if found.case_id else None,
        handler=handler.name if handler else "",
        handing=handing if found.state == LODGED and actor.holds(Role.SECRETARIAT) else None,
        answering=answering
        if found.state == ACKNOWLEDGED and found.handler_id == actor.person_id
        else None,
        ways=[(one, gettext(APPEAL.row(one, ACKNOWLEDGED).title)) for one in DEEDS],
        asks_for_password=asks_for_password(),
    )


def add_to(committee: Blueprint) -> None:
    """Add these pages."""
    committee.add_url_rule("/appeals", view_func=appeals)
    committee.add_url_rule("/appeals/<appeal>", view_func=appeal)
    committee.add_url_rule("/appeals/<appeal>/handler", view_func=hand_over, methods=["POST"])
    committee.add_url_rule("/appeals/<appeal>/decision", view_func=decide, methods=["POST"])
