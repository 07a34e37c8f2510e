"""How long a body's cases took from mark to mark, as medians that give no single case away."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from certplatform.domain.wording import N_
from certplatform.domain.workdays import WorkCalendar

FEWEST = 3  # fewer cases would tell of a single enterprise


@dataclass(frozen=True, slots=True)
class Marks:
    """The local days on which a case came to its marks; None where it has not.

    `handed_over` is the day on which the body got the application from another.
    """

    submitted: date | None = None
    handed_over: date | None = None
    accepted: date | None = None
    concluded: date | None = None
    certified: date | None = None

    @property
    def received(self) -> date | None:
        """Since when the present body has had the application."""
        return self.handed_over or self.submitted


@dataclass(frozen=True, slots=True)
class Duration:
    """The medians of one way; None while fewer than FEWEST cases have gone it."""

    title: str
    count: int
    working: float | None
    calendar: float | None


WAYS: tuple[tuple[str, str, str], ...] = (
    (N_("Submission to acceptance"), "received", "accepted"),
    (N_("Acceptance to conclusion submitted"), "accepted", "concluded"),
    (N_("Submission to certificate"), "submitted", "certified"),
)


def durations(cases: Sequence[Marks], calendar: WorkCalendar) -> tuple[Duration, ...]:
    """The medians of every way over some cases, in working days and calendar days."""
    spans = {title: tuple(_spans(cases, start, end)) for title, start, end in WAYS}
    days = [day for found in spans.values() for span in found for day in span]
    worked = _worked(min(days), max(days), calendar) if days else {}
    return tuple(_duration(title, found, worked) for title, found in spans.items())


def _spans(cases: Iterable[Marks], start: str, end: str) -> Iterable[tuple[date, date]]:
    for one in cases:
        begun, ended = getattr(one, start), getattr(one, end)
        if begun is not None and ended is not None and begun <= ended:
            yield begun, ended


def _duration(title: str, spans: Sequence[tuple[date, date]], worked: dict[date, int]) -> Duration:
    if len(spans) < FEWEST:
        return Duration(title, len(spans), None, None)
    return Duration(
        title,
        len(spans),
        median(worked[ended] - worked[begun] for begun, ended in spans),
        median((ended - begun).days for begun, ended in spans),
    )


def _worked(first: date, last: date, calendar: WorkCalendar) -> dict[date, int]:
    """How many working days have passed after `first`, up to and with each day until `last`."""
    found, count, day = {first: 0}, 0, first
    while day < last:
        day += dt.timedelta(days=1)
        count += calendar.is_working_day(day)
        found[day] = count
    return found
