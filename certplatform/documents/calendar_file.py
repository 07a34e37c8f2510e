"""Half-days as an iCalendar file (RFC 5545), in local time with its zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from certplatform import clock

MEDIA_TYPE = "text/calendar; charset=utf-8"
OFFSET = timedelta(hours=8)
UNCHANGED_SINCE = datetime(1992, 1, 1)  # noqa: DTZ001 - a zone is described in its own wall-clock time


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `uid` names it for good; `sequence` rises with every new revision."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    sequence: int
    changed_at: datetime
    cancelled: bool = False


def calendar_file(name: str, entries: Sequence[Entry]) -> bytes:
    """The file: the same entries make the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//certplatform//audit plan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add_component(_zone())
    for one in entries:
        calendar.add_component(_event(one))
    made: bytes = calendar.to_ical()
    return made


def _zone() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", str(clock.LOCAL))
    standard.add("dtstart", UNCHANGED_SINCE)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(one: Entry) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.sequence)
    event.add("dtstart", clock.local_time(one.starts_at))
    event.add("dtend", clock.local_time(one.ends_at))
    event.add("summary", one.summary)
    event.add("location", one.location)
    event.add("description", one.description)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
    return event
