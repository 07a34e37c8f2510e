"""Appeals, complaints, reports of misuse, and looking one up by its receipt (R54)."""

from typing import Any

from flask import Blueprint, g, request
from flask import session as cookie
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from certplatform.domain.workflow.tables import MACHINES
from certplatform.extensions import limiter
from certplatform.process.appeal import lodge_appeal
from certplatform.queries.appeals import appeal_by_receipt, rules_for
from certplatform.queries.notices import objection_by_receipt
from certplatform.web.answers import attempt, page
from certplatform.web.formats import gettext
from certplatform.web.guards import EVERYBODY, audience
from certplatform.web.notice_words import APPEAL_KINDS
from certplatform.web.public.receipt import RECEIPT, show_receipt

OFTEN, LOOKS = "10 per hour", "30 per hour"


class ComplaintForm(FlaskForm):
    """What somebody lodges; field by field what the step asks for."""

    kind = RadioField(validate_choice=False)
    number = StringField(validators=[Length(max=60)], render_kw={"autocomplete": "off"})
    about = StringField(validators=[Length(max=200)])
    text = TextAreaField(
        validators=[InputRequired(), Length(max=8000)], render_kw={"rows": 7, "maxlength": 8000}
    )
    name = StringField(validators=[Length(max=100)], render_kw={"autocomplete": "name"})
    contact = StringField(validators=[Length(max=200)], render_kw={"autocomplete": "email"})


class ReceiptForm(FlaskForm):
    """A receipt number."""

    receipt = StringField(validators=[Length(max=40)], render_kw={"autocomplete": "off"})


@audience(EVERYBODY)
def complaints() -> Response:
    """The form, and the look-up."""
    form = ComplaintForm()
    if request.args.get("about"):
        form.about.data = request.args["about"][:200]
    return _drawn(form, ReceiptForm(prefix="look"))


@audience(EVERYBODY)
@limiter.limit(OFTEN)
def lodge() -> Response:
    """Lodge one."""
    form = ComplaintForm()
    if attempt(form, lambda: _lodge(form)):
        return show_receipt()
    return _drawn(form, ReceiptForm(formdata=None, prefix="look"))


def _lodge(form: ComplaintForm) -> None:
    made = lodge_appeal(
        kind=form.kind.data or "",
        number=form.number.data or "",
        about=form.about.data or "",
        text=form.text.data or "",
        name=form.name.data or "",
        contact=form.contact.data or "",
    )
    cookie[RECEIPT] = made.receipt


@audience(EVERYBODY)
@limiter.limit(LOOKS)
def look_up() -> Response:
    """How what was lodged under a receipt stands; the number travels in no address."""
    form = ReceiptForm(prefix="look")
    found = _standing(form.receipt.data or "") if form.validate_on_submit() else None
    if found is None:
        g.answer_status = 404
        form.receipt.errors = [gettext("There is nothing under this receipt number.")]
        return _drawn(ComplaintForm(formdata=None), form)
    return page("public/complaints_standing.html", found=found)


def _standing(receipt: str) -> dict[str, Any] | None:
    """An appeal or an objection as its author may see it."""
    appeal, objection = appeal_by_receipt(receipt), objection_by_receipt(receipt)
    one = appeal or objection
    if one is None:
        return None
    subject = "appeal" if appeal else "objection"
    return {
        "receipt": one.receipt,
        "kind": gettext(APPEAL_KINDS[appeal.kind]) if appeal else gettext("Objection"),
        "state": one.state,
        "state_label": gettext(MACHINES[subject].title(one.state)),
        "lodged_at": one.lodged_at,
        "acknowledge_by_on": appeal.acknowledge_by_on if appeal else None,
        "acknowledged_at": appeal.acknowledged_at if appeal else None,
        "decided_at": one.decided_at,
        "answer": one.answer,
    }


def _drawn(form: ComplaintForm, looking: ReceiptForm) -> Response:
    form.kind.label.text = gettext("What it is")
    form.kind.choices = [(code, gettext(title)) for code, title in APPEAL_KINDS.items()]
    form.number.label.text = gettext("Number of the case or certificate")
    form.about.label.text = gettext("Whom or what it is about")
    form.text.label.text = gettext("What happened, and what you ask for")
    form.name.label.text = gettext("Your name or organisation")
    form.contact.label.text = gettext("How we can reach you")
    looking.receipt.label.text = gettext("Receipt number")
    rules = rules_for(None)
    return page(
        "public/complaints_form.html",
        form=form,
        looking=looking,
        appeal_days=rules.number("R54.appeal_days"),
        acknowledge_days=rules.number("R54.acknowledge_workdays"),
    )


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/complaints", view_func=complaints)
    public.add_url_rule("/complaints", endpoint="lodge", view_func=lodge, methods=["POST"])
    public.add_url_rule("/complaints/receipt", view_func=look_up, methods=["POST"])
