"""Taking an outside calendar in: when somebody is busy, and nothing else of what stands in it.

The file is bounded before the library sees it. Only the lines that say when are handed on: titles,
people and places are not even read, descriptions of time zones (which may hold rules without end)
are left to the system's own table of zones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import recurring_ical_events
from dateutil.relativedelta import relativedelta
from icalendar import Calendar, Event

from certplatform import clock
from certplatform.domain.errors import Invalid
from certplatform.domain.half_day import half_days_met
from certplatform.domain.recurrence import is_followed, parts_of, steps_to
from certplatform.domain.wording import N_
from certplatform.process.intake import MEGABYTE

MONTHS_AHEAD = 18
LARGEST, MOST_EVENTS, MOST_DEPTH, LONGEST_LINE = 2 * MEGABYTE, 5_000, 4, 20_000
MOST_STEPS, MOST_DAYS, STEPS_OF_A_DATE = 400_000, 25_000, 100
LONGEST_REPEATED = timedelta(days=31)
EVENT = "VEVENT"
WHEN = frozenset(
    {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
    | {"SEQUENCE", "STATUS", "TRANSP"}
)
NO_CALENDAR = N_(
    "This is no calendar file (iCalendar, .ics). Export the calendar as iCalendar and send that."
)
TOO_MUCH = N_(
    "The calendar holds more than is taken in at once. Export only the months to come, "
    "or one calendar at a time."
)
# What the library raises over events that are no good.
BROKEN = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError,
    recurring_ical_events.InvalidCalendar, recurring_ical_events.PeriodEndBeforeStart,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outside:
    """What an outside calendar comes to: busy half-days, and how many events were left out."""

    busy: frozenset[tuple[date, int]]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Window:
    """The local days that are looked at, the last one included."""

    first: date
    last: date

    @property
    def starts(self) -> datetime:
        return datetime.combine(self.first, time())

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last, time()) + timedelta(days=1)


def busy_half_days(content: bytes, today: date) -> Outside:
    """When the calendar says busy, from today on for 18 months.

    Raises Invalid for what is no calendar, or more of it than any person has.
    """
    window = _Window(today, today + relativedelta(months=MONTHS_AHEAD))
    series = _series(_blocks(content))
    busy: set[tuple[date, int]] = set()
    left_out = steps = days = 0
    for events in series:
        try:
            steps += sum(_steps(one, window) for one in events)
            _must_fit(steps, MOST_STEPS)
            for start, end in _stretches(events, window):
                days += (end.date() - start.date()).days + 1
                _must_fit(days, MOST_DAYS)
                busy.update(half_days_met(start, end))
        except Invalid:
            raise
        except BROKEN:
            left_out += 1  # told to the person, who knows the calendar
    return Outside(frozenset(busy), left_out)


def _must_fit(found: int, most: int) -> None:
    if found > most:
        raise _refused(TOO_MUCH)


def _refused(message: str) -> Invalid:
    return Invalid(message, fields={"file": message})


def _lines(content: bytes) -> Iterator[tuple[str, str]]:
    """The lines with their names, long lines joined. Raises Invalid for what is no calendar."""
    if len(content) > LARGEST:
        raise _refused(TOO_MUCH)
    # titles are thrown away, so a byte that is no text does no harm
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise _refused(NO_CALENDAR)
    for line in text.replace("\n ", "").replace("\n\t", "").split("\n"):
        yield line.split(":", 1)[0].split(";", 1)[0].strip().upper(), line


def _blocks(content: bytes) -> list[list[str]]:
    """The lines about time of each event."""
    found: list[list[str]] = []
    inside: list[str] = []
    for name, line in _lines(content):
        if name == "BEGIN":
            inside.append(_named(line))
            found.extend([[]] if inside[-1] == EVENT else [])
            _must_fit(len(inside), MOST_DEPTH)
            _must_fit(len(found), MOST_EVENTS)
        elif name == "END" and (not inside or inside.pop() != _named(line)):
            raise _refused(NO_CALENDAR)
        elif name in WHEN and inside[-1:] == [EVENT]:
            found[-1].append(line)
    return found


def _named(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _series(blocks: Sequence[list[str]]) -> list[list[Event]]:
    """The events, those of one series (a rule and its exceptions) together."""
    together: dict[str, list[Event]] = {}
    for number, lines in enumerate(blocks):
        # an event with such a line is left without its time, and so is left out and counted
        readable = lines if all(len(line) <= LONGEST_LINE for line in lines) else []
        text = "\r\n".join(("BEGIN:VEVENT", *readable, "END:VEVENT", ""))
        event = cast("Event", Event.from_ical(text))
        together.setdefault(str(event.get("UID", f"without {number}")), []).append(event)
    return list(together.values())


def _steps(event: Event, window: _Window) -> int:
    """What it costs to follow an event into the window. Raises ValueError for one not followed."""
    if event.errors or "DTSTART" not in event:
        raise ValueError("an event without a readable time")
    steps = STEPS_OF_A_DATE * sum(len(one.dts) for one in _listed(event.get("RDATE", [])))
    for rule in _listed(event.get("RRULE", [])):
        parts = parts_of(rule.to_ical().decode())
        if not is_followed(parts) or _length(event) > LONGEST_REPEATED:
            raise ValueError("a rule that is not followed")
        steps += steps_to(parts, _day(event.start), window.last)
    return steps


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _length(event: Event) -> timedelta:
    return _wall_clock(event.end) - _wall_clock(event.start)


def _day(value: date | datetime) -> date:
    return _wall_clock(value).date()


def _wall_clock(value: date | datetime) -> datetime:
    """Local wall-clock time; what names no zone is local, a day begins at midnight."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value if value.tzinfo is None else clock.local_time(value).replace(tzinfo=None)


def _stretches(events: Sequence[Event], window: _Window) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of local time in the window in which a series says busy."""
    calendar = Calendar()
    for one in events:
        calendar.add_component(one)
    # a day more on both sides: zones far away begin a day earlier or later
    asked = recurring_ical_events.of(calendar).between(
        window.first - timedelta(days=1), window.last + timedelta(days=2)
    )
    for event in asked:
        start, end = _wall_clock(event.start), _wall_clock(event.end)
        start, end = max(start, window.starts), min(end, window.ends - timedelta.resolution)
        if _is_busy(event) and start < end:
            yield start, end


def _is_busy(event: Event) -> bool:
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    return not free and str(event.get("STATUS", "")).upper() != "CANCELLED"
