"""The agreement: read it, accept it; what will be audited, for how long, where, for which fee."""

from flask import Blueprint, url_for
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import HiddenField

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import ACCEPTED
from certplatform.process.acceptance import accept_agreement
from certplatform.queries.applications import acceptance_of, sites_of
from certplatform.queries.cases import case_for
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

AFTER = (
    "accepted planning stage1 stage2 correction concluding review confirmation decision "
    "publicity objection issuing certified"
)


class AgreementForm(FlaskForm):
    """Accepting names the text that was read by its digest."""

    digest = HiddenField()


@audience(Role.APPLICANT)
def agreement(case: str) -> Response:
    """Read the agreement and accept it."""
    found = case_for(current_actor(), case)
    offered = acceptance_of(found.id)
    if offered is None:
        raise NotFound
    form = AgreementForm()
    if attempt(
        form,
        lambda: accept_agreement(found.id, digest=form.digest.data or "", by=current_actor()),
    ):
        message = gettext("The agreement is accepted. The assessment body now plans the audit.")
        return done(message, url_for("web.case_page", case=found.public_id))
    return page(
        "enterprise/agreement.html",
        case=found,
        case_head=case_head(found, current_actor(), active="enterprise.agreement"),
        form=form,
        offered=offered,
        open=found.state == ACCEPTED,
        sections=[one.split("\n") for one in offered.agreement.split("\n\n")],
        lines=[_line(**one) for one in offered.working["lines"]],
        sites=sites_of(found.id),
    )


def _line(text: str, params: dict[str, str | int], days: str) -> dict[str, str]:
    return {"text": gettext(text, **params), "days": days}


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    enterprise.add_url_rule(
        "/enterprise/cases/<case>/agreement", view_func=agreement, methods=["GET", "POST"]
    )


add_tab("enterprise.agreement", N_("Agreement"), {Role.APPLICANT}, AFTER)
offer("accept_agreement", "enterprise.agreement")
