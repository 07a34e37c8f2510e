"""The plan as a calendar: half-days downwards, the team across, each row of the plan as a card."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from certplatform.domain.separation import HalfDay
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.queries.assignments import team_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.plans import HALVES, sites_of, taken_half_days
from certplatform.web.formats import gettext, role
from certplatform.web.plan_sheet import half, stage

ROOM_BEFORE, ROOM_AFTER = 1, 2  # working days around each audit day, to move a half-day to


def plan_grid(case: Case, entries: Iterable[Any], seen_by: int | None) -> dict[str, Any]:
    """The rows of a plan's form as a calendar; `entries` are its sub-forms, as they were typed.

    Rows without a readable day stand in none of its places; the form below has them.
    """
    team = team_of(case)
    cards = _cards(case, entries)
    taken = _taken(case, [one.person_id for one in team], seen_by)
    return {
        "people": [{"name": one.person.name, "role": role(one.role)} for one in team],
        "half_days": [
            {
                "label": f"{on.isoformat()} {_weekday(on)} {half(number)}",
                "first": number == 1,
                "cells": [_cell(one, on, number, cards, taken) for one in team],
            }
            for on in _days({on for _, on, _ in cards})
            for number in HALVES
        ],
    }


Slots = dict[tuple[int, date, int], list[dict[str, Any]]]


def _cell(
    place: Assignment, on: date, number: int, cards: Slots, taken: dict[tuple[int, date, str], str]
) -> dict[str, Any]:
    return {
        "on": on.isoformat(),
        "half": number,
        "person": place.person_id,
        "name": place.person.name,
        "taken": taken.get((place.person_id, on, HALVES[number]), ""),
        "cards": cards.get((place.person_id, on, number), []),
    }


def _cards(case: Case, entries: Iterable[Any]) -> Slots:
    sites = {one.id: one.name for one in sites_of(case)}
    found: Slots = {}
    for entry in entries:
        form = entry.form
        if form.on.data is not None:
            slot = (form.person.data, form.on.data, form.half.data)
            found.setdefault(slot, []).append(_card(entry.id, form, sites))
    return found


def _card(key: str, form: Any, sites: dict[int, str]) -> dict[str, Any]:
    covers = form.covers.data or ()
    said = [sites.get(form.site.data, ""), form.department.data or ""]
    if form.remote.data:
        said.append(gettext("remote"))
    if form.travel.data:
        said.append(gettext("travel or writing"))
    elif covers:
        said.append(gettext("%(count)s criteria", count=len(covers)))
    return {"row": key, "stage": stage(form.stage.data), "said": [one for one in said if one]}


def _taken(case: Case, people: list[int], seen_by: int | None) -> dict[tuple[int, date, str], str]:
    """R20: why a half-day is not free, without a word of what somebody does then."""
    return {
        (one.person, one.on, one.half): _why(one) for one in taken_half_days(case, people, seen_by)
    }


def _why(one: HalfDay) -> str:
    if one.leave:
        return gettext("on leave")
    return gettext("busy") if one.busy else gettext("another audit")


def _days(used: set[date]) -> list[date]:
    """The days with rows and the working days around each of them."""
    calendar, found = work_calendar(), set(used)
    for on in used:
        for step, count in ((-1, ROOM_BEFORE), (1, ROOM_AFTER)):
            day = on
            for _ in range(count):
                day += timedelta(days=step)
                while not calendar.is_working_day(day):
                    day += timedelta(days=step)
                found.add(day)
    return sorted(found)


def _weekday(on: date) -> str:
    names = (
        gettext("Mon"),
        gettext("Tue"),
        gettext("Wed"),
        gettext("Thu"),
        gettext("Fri"),
        gettext("Sat"),
        gettext("Sun"),
    )
    return names[on.weekday()]
