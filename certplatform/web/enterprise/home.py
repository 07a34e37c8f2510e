"""The enterprise's start page: its cases, its certificates, and how to begin an application."""

from typing import Any

from flask import Blueprint, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField

from certplatform.domain.actors import OrganisationKind, Role
from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import DRAFT
from certplatform.models.case import Case
from certplatform.process.application import open_application
from certplatform.queries.enterprises import (
    enterprise_cases,
    enterprise_certificates,
    enterprises,
)
from certplatform.schemes import schemes
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import gettext, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole


class OpenForm(FlaskForm):
    """What is applied for, by which of one's enterprises, about which certificate."""

    enterprise = SelectField(validate_choice=False)
    kind = SelectField(validate_choice=False)
    certificate = SelectField(validate_choice=False)


@audience(Role.APPLICANT)
def home() -> Response:
    """My cases, my certificates, a new application."""
    form = _form()
    made: list[Case] = []
    if request.method == "POST" and attempt(form, lambda: made.append(_open(form))):
        target = url_for("enterprise.application", case=made[0].public_id)
        return done(gettext("Your application is opened. It saves by itself."), target)
    mine = current_actor().organisations(OrganisationKind.ENTERPRISE)
    if request.method == "GET":
        g.answer_status = 200
    return page(
        "enterprise/home.html",
        form=form,
        cases=[_case_line(one) for one in enterprise_cases(mine)],
        certificates=enterprise_certificates(mine),
    )


def _case_line(case: Case) -> dict[str, Any]:
    kind = schemes()[case.scheme].case_types.get(case.case_type)
    return {
        "case": case,
        "kind": text(kind.title) if kind else case.case_type,
        "url": url_for(
            "enterprise.application" if case.state == DRAFT else "web.case_page",
            case=case.public_id,
        ),
    }


def _form() -> OpenForm:
    form = OpenForm()
    mine = current_actor().organisations(OrganisationKind.ENTERPRISE)
    form.enterprise.choices = [(str(o.id), o.name) for o in enterprises(mine)]
    form.kind.choices = [
        (f"{known.code}/{kind.code}", f"{text(known.title)}：{text(kind.title)}")
        for known in schemes().values()
        for kind in known.case_types.values()
        if kind.first == DRAFT
    ]
    form.certificate.choices = [
        ("", gettext("None: this is a first application")),
        *((one.public_id, one.number) for one in enterprise_certificates(mine)),
    ]
    form.enterprise.label.text = gettext("Enterprise")
    form.kind.label.text = gettext("What do you apply for?")
    form.certificate.label.text = gettext("Certificate that it is about")
    return form


def _open(form: OpenForm) -> Case:
    actor = current_actor()
    mine = actor.organisations(OrganisationKind.ENTERPRISE)
    scheme_code, _, kind = (form.kind.data or "").partition("/")
    by_address = {one.public_id: one.id for one in enterprise_certificates(mine)}
    enterprise = whole(form.enterprise.data)
    if enterprise not in mine or scheme_code not in schemes():
        raise Invalid(N_("An application of this type cannot be opened."))
    return open_application(
        enterprise,
        scheme_code,
        kind,
        certificate_id=by_address.get(form.certificate.data or ""),
        by=actor,
    )


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    enterprise.add_url_rule("/enterprise", view_func=home, methods=["GET", "POST"])


add_navigation("/enterprise", N_("My enterprise"), "building-factory-2", Role.APPLICANT)
