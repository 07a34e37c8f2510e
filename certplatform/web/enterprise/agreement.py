"""The agreement: read it, sign it; what will be audited, for how long, where, for which fee."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField

from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import ACCEPTED
from certplatform.models.application import Acceptance
from certplatform.models.case import Case
from certplatform.process.acceptance import accept_agreement
from certplatform.queries.applications import acceptance_of, sites_of
from certplatform.queries.cases import case_for
from certplatform.web.answers import attempt, done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.uploads import ACCEPT, file_of

AFTER = (
    "accepted planning stage1 stage2 correction concluding review confirmation decision "
    "publicity objection issuing certified"
)


class SignForm(FlaskForm):
    """Signing names the text that was read by its digest; the signed paper may come with it."""

    digest = HiddenField()
    authorised = BooleanField()
    scan = FileField()


def _offered(case: Case) -> Acceptance:
    found = acceptance_of(case.id)
    if found is None:
        raise NotFound
    return found


@audience(Role.APPLICANT)
def agreement(case: str) -> Response:
    """Read the agreement."""
    found = case_for(current_actor(), case)
    return page("enterprise/agreement.html", **_shown(found, _offered(found)))


@audience(Role.APPLICANT)
def sign(case: str) -> Response:
    """Sign the agreement, here or on paper; asks for a fresh sign-in before anything is typed."""
    found = case_for(current_actor(), case)
    offered, form = _offered(found), SignForm()
    if found.state != ACCEPTED:
        return redirect(url_for("enterprise.agreement", case=found.public_id), code=303)
    must_be_fresh(current_actor())
    form.authorised.label.text = gettext("I am entitled to sign in the name of the enterprise.")
    form.scan.label.text = gettext("Scan of the agreement signed on paper, if you sign on paper")
    if attempt(form, lambda: _sign(found, form)):
        message = gettext("The agreement is signed. The assessment body now plans the audit.")
        return done(message, url_for("web.case_page", case=found.public_id))
    return page(
        "enterprise/agreement_sign.html", form=form, accept=ACCEPT, **_shown(found, offered)
    )


def _sign(case: Case, form: SignForm) -> None:
    if not form.authorised.data:
        told = N_("Confirm that you are entitled to sign.")
        raise Invalid(told, fields={"authorised": told})
    accept_agreement(
        case.id,
        digest=form.digest.data or "",
        scan=file_of(form.scan.data),
        by=current_actor(),
    )


def _shown(case: Case, offered: Acceptance) -> dict[str, Any]:
    return {
        "case": case,
        "case_head": case_head(case, current_actor(), active="enterprise.agreement"),
        "offered": offered,
        "open": case.state == ACCEPTED,
        "sections": [one.split("\n") for one in offered.agreement.split("\n\n")],
        "lines": [_line(**one) for one in offered.working["lines"]],
        "fee_items": [_item(**one) for one in offered.working.get("fee", {}).get("lines", [])],
        "sites": sites_of(case.id),
    }


def _line(text: str, params: dict[str, str | int], days: str) -> dict[str, str]:
    return {"text": gettext(text, **params), "days": days}


def _item(text: str, params: dict[str, str | int], cents: int) -> dict[str, Any]:
    return {"text": gettext(text, **params), "cents": cents}


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    base = "/enterprise/cases/<case>/agreement"
    enterprise.add_url_rule(base, view_func=agreement)
    enterprise.add_url_rule(
        f"{base}/sign", "sign_agreement", view_func=sign, methods=["GET", "POST"]
    )


add_tab("enterprise.agreement", N_("Agreement"), {Role.APPLICANT}, AFTER)
offer("accept_agreement", "enterprise.agreement")
