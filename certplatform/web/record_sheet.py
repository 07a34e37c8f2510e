"""What is on record about a person as pages draw it: entries with evidence and appeals, a month."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import request, url_for

from certplatform import clock, schemes
from certplatform.domain.employment import overlapping
from certplatform.domain.errors import Invalid
from certplatform.domain.qualification_change import LANGUAGES
from certplatform.domain.wording import N_
from certplatform.models.people_register import Contest, RecordPaper, Training, WorkTerms
from certplatform.models.person import Qualification, Tie
from certplatform.queries.people import employment
from certplatform.queries.record import Day
from certplatform.web.formats import gettext, listed, text
from certplatform.web.record_forms import TermsForm

Contests = Mapping[tuple[str, int], Contest]
Papers = Mapping[tuple[str, int], Sequence[RecordPaper]]
CONTEST_WORDS: dict[str, tuple[str, str]] = {
    "open": (N_("Appeal under way"), "wait"),
    "upheld": (N_("Appeal upheld"), "good"),
    "dismissed": (N_("Appeal dismissed"), "neutral"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 10**6  # what is too much for a year, the deed says; more is no number of days


def qualification_rows(
    rows: Iterable[Qualification], contests: Contests, papers: Papers
) -> list[dict[str, Any]]:
    """Qualifications as pages draw them."""
    return [
        {
            "row": one,
            **scope_words(one),
            "state": qualification_state(one),
            "counts": one.approved_at is not None and one.ended_at is None,
            "contest": contest_of(contests, "qualification", one.id),
            "papers": paper_links(papers.get(("qualification", one.id), ())),
        }
        for one in rows
    ]


def scope_words(one: Qualification) -> dict[str, str]:
    """Level, viewpoints, industries and languages by name."""
    scheme = schemes.scheme(one.scheme)
    return {
        "level": text(scheme.level(one.level).title),
        "viewpoints": listed(text(scheme.viewpoint(code).title) for code in one.viewpoints),
        "industries": listed(one.industries),
        "languages": listed(gettext(LANGUAGES.get(code, code)) for code in one.languages),
    }


def qualification_state(one: Qualification) -> tuple[str, str]:
    """In which state an entry is, with its tone."""
    if one.returned_at is not None:
        return gettext("returned"), "bad"
    if one.approved_at is None:
        return gettext("waiting for approval"), "wait"
    if one.valid_until_on < clock.today():
        return gettext("ended"), "off"
    return gettext("approved"), "good"


def contest_of(contests: Contests, kind: str, number: int) -> dict[str, Any] | None:
    """The latest appeal against an entry as a badge with its reason."""
    found = contests.get((kind, number))
    if found is None:
        return None
    label, tone = CONTEST_WORDS[found.state]
    return {"label": gettext(label), "tone": tone, "row": found, "open": found.state == "open"}


def paper_links(papers: Sequence[RecordPaper]) -> list[tuple[str, str]]:
    """Evidence as name and address."""
    return [(one.filename, url_for("web.record_paper", paper=one.public_id)) for one in papers]


def training_rows(
    rows: Iterable[Training], contests: Contests, papers: Papers
) -> list[dict[str, Any]]:
    """Courses and examinations as pages draw them."""
    return [
        {
            "row": one,
            "contest": contest_of(contests, "training", one.id),
            "papers": paper_links(papers.get(("training", one.id), ())),
        }
        for one in rows
    ]


def tie_rows(rows: Sequence[Tie], contests: Contests) -> list[dict[str, Any]]:
    """Ties as pages draw them; overlapping full-time employments ask their question."""
    works = [employment(one) for one in rows if one.kind == "employment" and not one.struck_at]
    return [
        {
            "row": one,
            "share": f"{one.share.normalize():f} %" if one.share is not None else "",
            "family": " ".join(word for word in (one.relative, one.relation) if word),
            "overlaps": ""
            if one.overlap_reason or one.struck_at or one.kind != "employment"
            else listed(
                it.organisation
                for it in overlapping(employment(one), works)
                if it.key < one.id  # asked once, of the one recorded later
            ),
            "contest": contest_of(contests, "tie", one.id),
        }
        for one in rows
    ]


def asked_month() -> date:
    """The month that the address asks for, else the present one."""
    said = request.args.get("month", "")
    year, _, month = said.partition("-")
    if (
        len(said) == len("2026-03")
        and said.replace("-", "").isascii()
        and year.isdigit()
        and month.isdigit()
        and FIRST_YEAR <= int(year) <= LAST_YEAR
        and 1 <= int(month) <= 12  # noqa: PLR2004 - the months of a year
    ):
        return date(int(year), int(month), 1)
    return clock.today().replace(day=1)


def month_sheet(first: date, weeks: Sequence[Sequence[Day]], here: str) -> dict[str, Any]:
    """A month as a table of weeks; what a day holds stands in it in words."""
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return {
        "title": f"{first:%Y-%m}",
        "before_url": f"{here}?month={before:%Y-%m}",
        "after_url": f"{here}?month={after:%Y-%m}",
        "columns": [gettext(one) for one in WEEKDAYS],
        "rows": [
            {
                "label": f"{week[0].on:%m-%d}",
                "cells": [{"text": _day_text(one), "tone": _tone(one)} for one in week],
            }
            for week in weeks
        ],
    }


def _day_text(one: Day) -> str:
    if not one.inside:
        return ""
    told = [str(one.on.day)]
    if one.booked:
        told.append(f"{gettext('planned')}{_halves(one.booked)}")
    if one.leave:
        told.append(f"{gettext('away')}{_halves(one.leave)}")
    if one.busy:
        told.append(f"{gettext('busy elsewhere')}{_halves(one.busy)}")
    return " ".join(told)


def _halves(halves: Sequence[int]) -> str:
    if len(halves) != 1:
        return ""
    return gettext(" (a.m.)") if halves[0] == 1 else gettext(" (p.m.)")


def _tone(one: Day) -> str:
    if not one.inside:
        return ""
    if one.clash:
        return "bad"
    if one.booked:
        return "info"
    return "wait" if one.leave or one.busy else ""


def clash_words(clashes: Iterable[tuple[date, int]]) -> str:
    """What to say when leave falls on planned half-days; '' where it does not."""
    days = listed(dict.fromkeys(on.isoformat() for on, _ in clashes))
    if not days:
        return ""
    return gettext("A plan counts on %(days)s; whoever planned it has been told.", days=days)


def terms_form(terms: WorkTerms | None) -> TermsForm:
    """The form with what is on record."""
    if terms is None:
        return TermsForm()
    return TermsForm(
        min_days=Decimal(terms.min_half_days) / 2,
        max_days=Decimal(terms.max_half_days) / 2 if terms.max_half_days is not None else None,
        regions=" ".join(terms.regions),
        base_region=terms.base_region,
    )


def terms_said(form: TermsForm) -> dict[str, Any]:
    """What the form says, in half-days. Raises Invalid for quarters of a day."""
    return {
        "min_half_days": _half_days("min_days", form.min_days.data) or 0,
        "max_half_days": _half_days("max_days", form.max_days.data),
        "regions": form.regions.listed,
        "base_region": form.base_region.data or "",
    }


def _half_days(field: str, days: Decimal | None) -> int | None:
    if days is None:
        return None
    if not days.is_finite() or abs(days) > MOST_DAYS or days * 2 != int(days * 2):
        told = N_("Whole or half days.")
        raise Invalid(told, fields={field: told})
    return int(days * 2)
