"""A body's settings of acceptance: its tariff and its own terms of the agreement."""

from typing import Any

from flask import Blueprint, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from certplatform import clock, schemes
from certplatform.domain.actors import Role
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.organisation import AgreementTerms, Tariff
from certplatform.process.tariff import set_agreement_terms, set_tariff
from certplatform.queries.tariffs import editions_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.body.acceptance_forms import cents
from certplatform.web.context import add_navigation
from certplatform.web.formats import gettext, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

MANAGER = Role.BODY_MANAGER
READERS = (MANAGER, Role.CASE_OFFICER)
UNREADABLE = -1


class TariffForm(FlaskForm):
    """What the body charges, in yuan."""

    scheme = SelectField(validators=[InputRequired()])
    valid_from_on = DateField(validators=[InputRequired()])
    application = StringField(render_kw={"inputmode": "decimal"})
    day_rate = StringField(render_kw={"inputmode": "decimal"})
    site = StringField(render_kw={"inputmode": "decimal"})
    certificate = StringField(render_kw={"inputmode": "decimal"})
    note = TextAreaField(render_kw={"rows": 2})


class TermsForm(FlaskForm):
    """The body's own terms."""

    scheme = SelectField(validators=[InputRequired()])
    valid_from_on = DateField(validators=[InputRequired()])
    text_zh = TextAreaField(render_kw={"rows": 6})
    text_en = TextAreaField(render_kw={"rows": 6})


LABELS = {
    "scheme": N_("Scheme"),
    "valid_from_on": N_("Valid from"),
    "application": N_("Application and examination, in yuan"),
    "day_rate": N_("Rate per person-day, in yuan"),
    "site": N_("Visit of a branch site, in yuan"),
    "certificate": N_("Review, decision and certificate, in yuan"),
    "note": N_("Note"),
    "text_zh": N_("Terms in Chinese"),
    "text_en": N_("Terms in English"),
}


def _mine(*roles: Role) -> int:
    """The body in which the actor holds one of the roles."""
    return next(one.organisation_id for one in current_actor().holdings if one.role in roles)


def _labelled(form: Any) -> Any:
    for name, label in LABELS.items():
        if name in form:
            form[name].label.text = gettext(label)
    known = schemes.schemes().values()
    form.scheme.choices = [(one.code, text(one.title)) for one in known]
    if form.valid_from_on.data is None and not form.is_submitted():
        form.valid_from_on.data = clock.today()
    return form


@audience(*READERS)
def settings() -> Response:
    """The tariff and the terms, edition by edition."""
    body_id = _mine(*READERS)
    return page(
        "body/tariff.html",
        tariffs=editions_of(Tariff, body_id),
        terms=editions_of(AgreementTerms, body_id),
        today=clock.today(),
        manages=current_actor().holds(MANAGER, body_id),
    )


@audience(MANAGER)
def new_tariff() -> Response:
    """Set what is charged from a day on."""
    must_be_fresh(current_actor())
    form = _labelled(TariffForm())

    def deed() -> None:
        set_tariff(
            _mine(MANAGER),
            form.scheme.data,
            valid_from_on=form.valid_from_on.data,
            application_cents=_amount(form.application.data),
            day_rate_cents=_amount(form.day_rate.data),
            site_cents=_amount(form.site.data),
            certificate_cents=_amount(form.certificate.data),
            note=(form.note.data or "")[:2000],
            by=current_actor(),
        )

    if attempt(form, deed):
        return done(gettext("The tariff is set."), url_for("body.settings"))
    return page("body/tariff_new.html", form=form, title=gettext("New edition of the tariff"))


@audience(MANAGER)
def new_terms() -> Response:
    """Set the body's own terms from a day on."""
    must_be_fresh(current_actor())
    form = _labelled(TermsForm())

    def deed() -> None:
        set_agreement_terms(
            _mine(MANAGER),
            form.scheme.data,
            valid_from_on=form.valid_from_on.data,
            text_zh=form.text_zh.data or "",
            text_en=form.text_en.data or "",
            by=current_actor(),
        )

    if attempt(form, deed):
        return done(gettext("The terms are set."), url_for("body.settings"))
    return page("body/tariff_new.html", form=form, title=gettext("New edition of the terms"))


def _amount(typed: str | None) -> int:
    """An amount in cents; empty is nothing, and what cannot be read is refused by the deed."""
    plain = (typed or "").strip()
    if plain in {"", "0", "0.00"}:
        return 0
    return cents(plain) or UNREADABLE


def add_to(body: Blueprint) -> None:
    """Add these pages."""
    both = ["GET", "POST"]
    body.add_url_rule("/body/tariff", view_func=settings)
    body.add_url_rule("/body/tariff/new", view_func=new_tariff, methods=both)
    body.add_url_rule("/body/terms/new", view_func=new_terms, methods=both)


add_navigation("/body/tariff", N_("Tariff and terms"), "receipt", *READERS)
