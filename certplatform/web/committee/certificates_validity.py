"""The life of certificates: the lists of what should happen, and each certificate's own page."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform import clock
from certplatform.domain.actors import Actor, Role
from certplatform.domain.certificate import REASON_LISTS
from certplatform.domain.errors import NotVisible
from certplatform.domain.validity import move_obstacles
from certplatform.domain.workflow.certificate import (
    CANCELLED,
    CERTIFICATE,
    REVOKED,
    SUSPENDED,
    VALID,
)
from certplatform.models.certificate import Certificate
from certplatform.process import validity
from certplatform.queries.cases import ABSENT
from certplatform.queries.certificates import (
    certificate_for,
    certificates_page,
    history_of,
    obstacles_to_moving,
    obstacles_to_restore,
)
from certplatform.queries.due import Noticed, should_suspend_list, should_withdraw_list
from certplatform.schemes import scheme
from certplatform.web.answers import done, page
from certplatform.web.committee.certificate_words import DEEDS, history_lines
from certplatform.web.committee.sight import asks_for_password, attempt_fresh
from certplatform.web.formats import gettext, shown, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

OFFICE = (Role.SECRETARIAT, Role.SUPERVISOR)
LONGEST = 2000
STATUS_OF = {"suspend": SUSPENDED, "restore": VALID, "withdraw": REVOKED, "cancel": CANCELLED}


class ReasonForm(FlaskForm):
    """A coded reason, words, and evidence where the deed asks for it."""

    reason_code = SelectField(validators=[InputRequired()])
    reason = TextAreaField(validators=[InputRequired(), Length(max=LONGEST)])
    evidence = TextAreaField(validators=[Length(max=LONGEST)])


@audience(*OFFICE)
def certificate_list() -> Response:
    """All certificates, and first those for which something should happen."""
    today, q = clock.today(), request.args.get("q", "").replace("\x00", "").strip()[:100]
    found = certificates_page(current_actor(), q, request.args.get("cursor", ""))
    here = url_for("committee.certificate_list")
    return page(
        "committee/certificate_list.html",
        suspend=[_noticed(one) for one in should_suspend_list(current_actor(), today)],
        withdraw=[_noticed(one) for one in should_withdraw_list(current_actor(), today)],
        certificates=found.rows,
        q=q,
        pager={
            "count_text": found.count_text,
            "next_url": url_for("committee.certificate_list", q=q, cursor=found.next_cursor)
            if found.next_cursor
            else "",
            "first_url": here if request.args.get("cursor") else "",
        },
    )


def _noticed(one: Noticed) -> dict[str, Any]:
    return {"certificate": one.certificate, "why": shown(one.why)}


@audience(*OFFICE)
def certificate_state(certificate: str) -> Response:
    """One certificate: its state, its history, and what can be done."""
    found = _certificate(certificate)
    rows = {row.action for row in CERTIFICATE.rows_from(found.state)}
    office = any(one.role == Role.SECRETARIAT for one in current_actor().holdings)
    return page(
        "committee/certificate_state.html",
        certificate=found,
        history=history_lines(history_of(found.id), scheme(found.scheme)),
        deeds=[one for one in DEEDS if one.action in rows] if office else [],
    )


@audience(Role.SECRETARIAT)
def certificate_deed(certificate: str, action: str) -> Response:
    """Suspend, restore, withdraw or cancel: reason, words, and what stands in the way."""
    deed = next((one for one in DEEDS if one.action == action), None)
    if deed is None:
        raise NotVisible(ABSENT)
    found, form = _certificate(certificate), _form(action, certificate)
    if request.method == "POST" and attempt_fresh(form, lambda: _do(action, found, form)):
        target = url_for("committee.certificate_state", certificate=certificate)
        return done(gettext(deed.done), target)
    found = _certificate(certificate)
    return page(
        "committee/certificate_deed.html",
        certificate=found,
        deed=deed,
        form=form,
        obstacles=_standing(action, found, current_actor(), form),
        asks_for_password=asks_for_password(),
    )


def _certificate(address: str) -> Certificate:
    found = certificate_for(current_actor(), address)
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _form(action: str, address: str) -> ReasonForm:
    form = ReasonForm()
    known = scheme(_certificate(address).scheme).reasons[REASON_LISTS[STATUS_OF[action]]]
    form.reason_code.label.text = gettext("Reason")
    form.reason_code.choices = [(one.code, text(one.title)) for one in known]
    form.reason.label.text = gettext("In words")
    form.evidence.label.text = gettext("Evidence that the cause is gone")
    if action != "restore":
        del form.evidence
    return form


def _do(action: str, certificate: Certificate, form: ReasonForm) -> object:
    deeds: dict[str, Callable[..., object]] = {
        "suspend": validity.suspend,
        "restore": validity.restore,
        "withdraw": validity.withdraw,
        "cancel": validity.cancel,
    }
    more = {"evidence": form.evidence.data or ""} if action == "restore" else {}
    return deeds[action](
        certificate.id,
        reason_code=form.reason_code.data,
        reason=form.reason.data or "",
        by=current_actor(),
        **more,
    )


def _standing(action: str, certificate: Certificate, actor: Actor, form: ReasonForm) -> Any:
    """What stands in the way before anything is sent; evidence is asked for by the field."""
    if found := move_obstacles(certificate.state, STATUS_OF[action]):
        return shown(found)
    if action == "restore":
        return shown(obstacles_to_restore(certificate, actor, form.evidence.data or "-"))
    return shown(obstacles_to_moving(certificate))


def add_to(committee: Blueprint) -> None:
    """Add these pages."""
    committee.add_url_rule("/certificates", view_func=certificate_list)
    committee.add_url_rule("/certificates/<certificate>", view_func=certificate_state)
    committee.add_url_rule(
        "/certificates/<certificate>/<action>",
        view_func=certificate_deed,
        methods=["GET", "POST"],
    )
