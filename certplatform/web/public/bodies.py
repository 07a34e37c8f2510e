"""The assessment bodies: what each may assess, how busy it is, how long its cases take."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from certplatform import clock
from certplatform.codes import industry_title
from certplatform.domain.body_times import FEWEST, Duration
from certplatform.domain.identity import mended_industry
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import (
    ACCEPTED,
    CONCLUDING,
    CONFIRMATION,
    CORRECTION,
    DECISION,
    ISSUING,
    OBJECTION,
    PLANNING,
    PUBLICITY,
    RETURNED,
    REVIEW,
    STAGE1,
    STAGE2,
    SUBMITTED,
)
from certplatform.queries.bodies import BodyCard, RangeToday, body_card, body_cards
from certplatform.registry.search import choices
from certplatform.schemes import schemes
from certplatform.web.answers import page
from certplatform.web.code_field import CodeField
from certplatform.web.formats import gettext, listed, text
from certplatform.web.guards import EVERYBODY, audience
from certplatform.web.sheets import Cell, sheet_answer

LONGEST = 100
# Wide enough that no single case shows.
STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Waiting for acceptance"), (SUBMITTED, RETURNED)),
    (N_("Planning and audit"), (ACCEPTED, PLANNING, STAGE1, STAGE2)),
    (N_("Correction and conclusion"), (CORRECTION, CONCLUDING)),
    (N_("Review and decision"), (REVIEW, CONFIRMATION, DECISION)),
    (N_("Public notice and issuing"), (PUBLICITY, OBJECTION, ISSUING)),
)


class BodyFilter(FlaskForm):
    """What a body is to be able to assess."""

    class Meta:
        """A search changes nothing, so its address carries no token."""

        csrf = False

    q = StringField()
    grade = SelectField(validate_choice=False)
    viewpoint = SelectField(validate_choice=False)
    industry = CodeField(source="industries")


@audience(EVERYBODY)
def bodies() -> Response:
    """All bodies, or those whose range holds what is asked for."""
    form = _filter()
    asked = _asked(form)
    kept = urlencode({name: value for name, value in asked.items() if value})
    return page(
        "public/bodies_list.html",
        form=form,
        is_filtered=bool(kept),
        cards=[_shown(one) for one in body_cards(clock.today(), **asked)],
        sheets={kind.upper(): f"/bodies.{kind}{kept and '?'}{kept}" for kind in ("xlsx", "csv")},
        fewest=FEWEST,
    )


def _asked(form: BodyFilter) -> dict[str, str]:
    return {
        "q": (form.q.data or "")[:LONGEST],
        "grade": (form.grade.data or "")[:LONGEST],
        "viewpoint": (form.viewpoint.data or "")[:LONGEST],
        "industry": mended_industry(form.industry.data or "")[:LONGEST],
    }


@audience(EVERYBODY)
def body_sheet(kind: str) -> Response:
    """The list as a file: a row for each body and each scheme it may assess today."""
    head = [
        gettext("Name of the body"),
        gettext("Name in English"),
        gettext("Scheme"),
        gettext("Grades"),
        gettext("Viewpoints"),
        gettext("Industries"),
        gettext("Valid until"),
        gettext("Open cases"),
        gettext("Telephone"),
        gettext("Mail address"),
    ]
    return sheet_answer(kind, gettext("Assessment bodies"), head, list(_lines(_asked(_filter()))))


def _lines(asked: dict[str, str]) -> Iterator[list[Cell]]:
    nothing = {"scheme": "", "grades": "", "viewpoints": "", "industries": "", "until": ""}
    for one in body_cards(clock.today(), **asked):
        for row in [_range(found) for found in one.ranges] or [nothing]:
            yield [
                one.body.name,
                one.body.name_en,
                *row.values(),
                one.open_cases,
                one.body.contact_phone,
                one.body.contact_email,
            ]


def _filter() -> BodyFilter:
    form, known = BodyFilter(request.args), choices()
    form.q.label.text = gettext("Name of the body")
    form.grade.label.text, form.viewpoint.label.text = gettext("Grade"), gettext("Viewpoint")
    form.industry.label.text = gettext("Industry")
    for field, name in ((form.grade, "grade"), (form.viewpoint, "viewpoint")):
        field.choices = [("", gettext("All")), *((code, text(one)) for code, one in known[name])]
    return form


@audience(EVERYBODY)
def body(body: str) -> Response:
    """One body."""
    found = body_card(body, clock.today())
    return page("public/bodies_one.html", card=_shown(found), fewest=FEWEST)


def _shown(one: BodyCard) -> dict[str, Any]:
    return {
        "body": one.body,
        "url": url_for("public.body", body=one.body.public_id),
        "ranges": [_range(row) for row in one.ranges],
        "open_cases": one.open_cases,
        "load": [
            (gettext(title), sum(one.load.get(state, 0) for state in states))
            for title, states in STAGES
        ],
        "times": [_time(way) for way in one.times],
    }


def _range(row: RangeToday) -> dict[str, str]:
    """A range in words, shortest first; an empty list stands for all."""
    known = schemes()[row.scheme]
    return {
        "scheme": text(known.title),
        "grades": _listed([one.code for one in known.grades if one.code in row.grades]),
        "viewpoints": _listed(
            [text(one.title) for one in known.viewpoints if one.code in row.viewpoints]
        ),
        "industries": _listed([text(industry_title(code)) for code in row.industries]),
        "until": row.until.isoformat() if row.until else "",
    }


def _listed(names: Sequence[str]) -> str:
    return listed(names) or gettext("all")


def _time(way: Duration) -> dict[str, Any]:
    return {
        "title": gettext(way.title),
        "count": way.count,
        "working": "" if way.working is None else f"{way.working:g}",
        "calendar": "" if way.calendar is None else f"{way.calendar:g}",
    }


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/bodies", view_func=bodies)
    public.add_url_rule("/bodies.<any(csv, xlsx):kind>", view_func=body_sheet)
    public.add_url_rule("/bodies/<body>", view_func=body)
