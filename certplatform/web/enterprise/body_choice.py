"""Who may assess an application, and giving a submitted one to another body."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import CASE
from certplatform.models.case import Case
from certplatform.process.body_choice import change_body
from certplatform.queries.bodies import BodyFit, body_fits
from certplatform.queries.cases import case_for
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole


class BodyForm(FlaskForm):
    """Which body is to have the application from now on."""

    version = HiddenField()
    body = RadioField(validate_choice=False)


def shown_fits(case: Case) -> list[dict[str, Any]]:
    """Each body with what its approved range says of this application, those that fit first."""
    return [_shown(one) for one in body_fits(case, clock.today())]


def _shown(one: BodyFit) -> dict[str, Any]:
    return {
        "id": one.body.public_id,
        "name": one.body.name,
        "label": one.body.name if one.fits else _outside(one.body.name),
        "url": url_for("public.body", body=one.body.public_id),
        "fits": one.fits,
        "obstacles": shown(one.obstacles),
    }


def _outside(name: str) -> str:
    return gettext("%(body)s (its range does not cover this application)", body=name)


@audience(Role.APPLICANT)
def body_choice(case: str) -> Response:
    """Give the application to another body; possible until it is accepted."""
    found = case_for(current_actor(), case)
    fits, form = shown_fits(found), _form()
    others = [one for one in fits if found.body is None or one["id"] != found.body.public_id]
    form.body.choices = [(one["id"], one["label"]) for one in others]
    if attempt(
        form,
        lambda: change_body(
            found.id,
            body=form.body.data or "",
            version=whole(form.version.data),
            by=current_actor(),
        ),
    ):
        message = gettext("The application is with the other body now. Both bodies have been told.")
        return done(message, url_for("web.case_page", case=found.public_id))
    return page(
        "enterprise/body_choice.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.body_choice"),
        form=form,
        version=found.version,
        possible=any(row.action == "change_body" for row in CASE.rows_from(found.state)),
        fits=others,
    )


def _form() -> BodyForm:
    form = BodyForm()
    form.body.label.text = gettext("Assessment body")
    if request.method == "GET":
        form.body.data = ""
    return form


def add_to(enterprise: Blueprint) -> None:
    """Add the page."""
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/body", view_func=body_choice, methods=["GET", "POST"]
    )


add_tab("enterprise.body_choice", N_("Change the body"), {Role.APPLICANT}, "submitted")
offer("change_body", "enterprise.body_choice")
