"""The forms of acceptance: accept with its offer, return with points, decline, terminate."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from certplatform import clock
from certplatform.domain.application_form import DOCUMENTS, PARTS
from certplatform.domain.audit_time import Reduction
from certplatform.domain.scheme import Scheme
from certplatform.models.case import Case
from certplatform.queries.acceptances import Offer, SiteChoice, site_choice, usual_day_rate
from certplatform.queries.applications import ReturnPoint
from certplatform.queries.cases import scheme_of
from certplatform.web.application_sheet import part_title
from certplatform.web.formats import gettext, text

MOST_REDUCTIONS, MOST_POINTS = 10, 40
LONGEST_RATE = 14


class AcceptForm(FlaskForm):
    """What the officer decides at acceptance; its reductions are added for each request."""

    competence = TextAreaField(render_kw={"rows": 3})
    body_conflict = TextAreaField(render_kw={"rows": 3})
    day_rate = StringField(render_kw={"inputmode": "decimal"})
    fee_note = StringField()
    visited = SelectMultipleField(coerce=int, validate_choice=False)


class ReasonForm(FlaskForm):
    """A coded reason with words."""

    code = SelectField(validate_choice=False)
    reason = TextAreaField(render_kw={"rows": 3})


def accept_form(case: Case, *, sent: bool) -> Any:
    """The form of acceptance, with the proposals of the platform."""
    row = {
        "title": StringField(gettext("Reason")),
        "percent": StringField(gettext("Per cent"), render_kw={"inputmode": "numeric"}),
        "justification": StringField(gettext("Justification")),
    }
    rows: FieldList[Any] = FieldList(
        FormField(type("ReductionForm", (Form,), row)),
        gettext("Reductions of the audit time"),
        max_entries=MOST_REDUCTIONS,
    )
    more: dict[str, Any] = {} if sent else {"formdata": None}
    rate = usual_day_rate(case, clock.today())
    choice = site_choice(case)
    form = type("AcceptForm", (AcceptForm,), {"reductions": rows})(
        prefix="accept-",
        data={"day_rate": f"{rate / 100:.2f}" if rate else "", "visited": sorted(choice.visited)},
        **more,
    )
    form.visited.choices = [(one.position, one.name) for one in choice.sites]
    form.competence.label.text = gettext("Our people for this industry, level and viewpoints")
    form.body_conflict.label.text = gettext("Relations of the body itself to this enterprise")
    form.day_rate.label.text = gettext("Rate per person-day, in yuan")
    form.fee_note.label.text = gettext("Why this case is charged differently, where it is")
    return form


def offer_from(form: Any, choice: SiteChoice) -> Offer:
    """What the officer entered. Figures that cannot be read become 0, which the rules refuse."""
    known = {one.position for one in choice.sites}
    rows = [row.form for row in form.reductions.entries]
    return Offer(
        competence=form.competence.data or "",
        body_conflict=form.body_conflict.data or "",
        day_rate_cents=cents(form.day_rate.data or ""),
        reductions=tuple(
            Reduction(
                (row.title.data or "").strip()[:100],
                _percent(row.percent.data or ""),
                (row.justification.data or "").strip()[:500],
            )
            for row in rows
            if any(one.data for one in (row.title, row.percent, row.justification))
        ),
        visited=frozenset(form.visited.data or ()) & known,
        fee_note=(form.fee_note.data or "").strip()[:500],
    )


def cents(typed: str) -> int:
    """Yuan as people write them, in cents; 0 for anything else."""
    plain = typed.replace(",", "").replace("，", "").strip()
    if len(plain) > LONGEST_RATE or not plain.isascii():
        return 0
    try:
        amount = Decimal(plain) * 100
    except InvalidOperation:
        return 0
    return int(amount) if amount.is_finite() and amount == amount.to_integral_value() else 0


def _percent(typed: str) -> int:
    plain = typed.strip().rstrip("%")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 3 else 0  # noqa: PLR2004 - per cent


def reason_form(case: Case, list_name: str, prefix: str, *, sent: bool) -> Any:
    """The form of a deed with a list of reasons; a return also names its points."""
    known = scheme_of(case)
    more: dict[str, Any] = {} if sent else {"formdata": None}
    lists = {"points": _points(known)} if list_name == "return" else {}
    form = type("ReasonForm", (ReasonForm,), lists)(prefix=prefix, **more)
    form.code.choices = [
        ("", gettext("Please choose")),
        *((one.code, text(one.title)) for one in known.reasons[list_name]),
    ]
    form.code.label.text = gettext("Reason")
    form.reason.label.text = gettext("In words that the enterprise can understand")
    return form


def _points(known: Scheme) -> Any:
    row = {
        "place": SelectField(
            gettext("Part and field"), choices=place_choices(known), validate_choice=False
        ),
        "text": TextAreaField(gettext("What is to be corrected"), render_kw={"rows": 2}),
    }
    return FieldList(
        FormField(type("PointForm", (Form,), row)),
        gettext("Points to correct"),
        min_entries=1,
        max_entries=MOST_POINTS,
    )


def place_choices(known: Scheme) -> list[tuple[str, str]]:
    """All places of an application that a point can name."""
    found = [("", gettext("Please choose"))]
    for part in PARTS:
        title = part_title(part.code)
        found.append((f"{part.code}/", title))
        found += [
            (f"{part.code}/{one.code}", f"{title} · {gettext(one.label)}") for one in part.fields
        ]
    title = part_title(DOCUMENTS)
    found += [
        (f"{DOCUMENTS}/{text(one.title)}", f"{title} · {text(one.title)}")
        for one in known.documents
    ]
    return found


def points_from(form: Any) -> list[ReturnPoint]:
    """The points that were entered."""
    found = []
    for row in form.points.entries:
        part, _, field = (row.form.place.data or "").partition("/")
        if row.form.text.data or part:
            found.append(ReturnPoint(part, field[:100], (row.form.text.data or "").strip()[:2000]))
    return found
