"""Working days on the official holiday calendar, adjusted working weekends included (R39, R57).

A year is known when its official calendar has been published and stored. In other years Monday to
Friday count as working, and every answer that touches such a year is flagged as provisional.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import constants as published

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A date found by counting working days; provisional while a year on the way is unknown."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The official calendar. `official` holds, per known year, the days that differ from Monday
    to Friday: True for an adjusted working day, False for a holiday.
    """  # noqa: D205 - one sentence

    official: Mapping[int, Mapping[date, bool]]

    def knows(self, year: int) -> bool:
        """Whether the official calendar of that year is stored."""
        return year in self.official

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day."""
        usual = day.weekday() < _SATURDAY
        return self.official.get(day.year, {}).get(day, usual)

    def add_working_days(self, start: date, count: int) -> Reckoned:
        """The last of `count` working days after `start`, which itself is not counted."""
        if count < 0:
            raise ValueError("working days are counted forward")
        day, provisional = start, not self.knows(start.year)
        for _ in range(count):
            day = self.next_working_day(day)
            provisional = provisional or not self.knows(day.year)
        return Reckoned(day, provisional)

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(1 for day in _days_after(start, end) if self.is_working_day(day))

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether a year from `start` to `end` has no official calendar yet."""
        return any(not self.knows(year) for year in range(start.year, end.year + 1))


def official_calendar_from_library() -> dict[int, dict[date, bool]]:
    """The official calendars of the years that the library knows, as a seed for the stored ones.

    The last year it lists is complete: the State Council announces a whole year at once.
    """
    years = range(min(published.holidays).year, max(published.holidays).year + 1)
    calendars: dict[int, dict[date, bool]] = {year: {} for year in years}
    for day in published.holidays:
        _note(calendars, day, works=False)
    for day in published.workdays:
        _note(calendars, day, works=True)
    return calendars


def _note(calendars: dict[int, dict[date, bool]], day: date, *, works: bool) -> None:
    plain = day.date() if isinstance(day, dt.datetime) else day
    if works != (plain.weekday() < _SATURDAY):
        calendars[plain.year][plain] = works


def _days_after(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        day += timedelta(days=1)
        yield day
