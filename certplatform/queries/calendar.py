"""The official working calendar: the library's years, overridden by what was entered here."""

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.workdays import WorkCalendar, official_calendar_from_library
from certplatform.models.outbox import CalendarDay, CalendarYear
from certplatform.queries.once import once


@once
def work_calendar() -> WorkCalendar:
    """The calendar as known now; years that nobody knows yet are provisional (R39)."""
    official = {year: dict(days) for year, days in official_calendar_from_library().items()}
    for year in session.scalars(select(CalendarYear.year)):
        official.setdefault(year, {})
    for on, working in session.execute(select(CalendarDay.on, CalendarDay.working)):
        official.setdefault(on.year, {})[on] = working
    return WorkCalendar(official)
