"""R20: busy time out of calendar files, honest ones and hostile ones."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform import clock
from certplatform.domain.errors import Invalid
from certplatform.domain.recurrence import is_followed, parts_of
from certplatform.process.calendar_intake import NO_CALENDAR, TOO_MUCH, busy_half_days

pytestmark = pytest.mark.once
TODAY = date(2026, 3, 3)  # a Tuesday
WEDNESDAY = date(2026, 3, 4)
MORNING = "DTSTART;TZID=Asia/Shanghai:20260304T090000\nDTEND;TZID=Asia/Shanghai:20260304T120000"


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar file; events without a UID get one."""
    named = [one if "UID" in one else f"UID:{number}\n{one}" for number, one in enumerate(events)]
    blocks = [f"BEGIN:VEVENT\n{one}\nEND:VEVENT\n" for one in named]
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{''.join(blocks)}END:VCALENDAR\n".encode()


def busy(*events: str, head: str = "") -> list[tuple[date, int]]:
    return sorted(busy_half_days(calendar(*events, head=head), TODAY).busy)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (MORNING, [(WEDNESDAY, 1)]),
        ("DTSTART:20260304T010000Z\nDTEND:20260304T040000Z", [(WEDNESDAY, 1)]),
        ("DTSTART:20260304T140000\nDURATION:PT1H", [(WEDNESDAY, 2)]),
        ("DTSTART;VALUE=DATE:20260304", [(WEDNESDAY, 1), (WEDNESDAY, 2)]),
        ("DTSTART;TZID=Europe/Berlin:20260304T070000\nDURATION:PT1H", [(WEDNESDAY, 2)]),
        ("DTSTART:20260304T190000\nDURATION:PT1H", []),
        (f"{MORNING}\nTRANSP:TRANSPARENT", []),
        (f"{MORNING}\nSTATUS:CANCELLED", []),
        ("DTSTART:20250304T090000\nDURATION:PT1H", []),
        ("DTSTART:20271004T090000\nDURATION:PT1H", []),  # over 18 months ahead
    ],
)
def test_only_what_says_busy_takes_its_half_days(
    event: str, expected: list[tuple[date, int]]
) -> None:
    assert busy(event) == expected


def test_a_rule_comes_round_with_its_exceptions() -> None:
    rule = f"UID:a\n{MORNING}\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Asia/Shanghai:20260311T090000"
    moved = (
        "UID:a\nRECURRENCE-ID;TZID=Asia/Shanghai:20260318T090000\n"
        "DTSTART:20260319T140000\nDURATION:PT1H"
    )
    weeks = [WEDNESDAY, WEDNESDAY + timedelta(days=21)]
    assert busy(rule, moved) == [(weeks[0], 1), (date(2026, 3, 19), 2), (weeks[1], 1)]


@given(
    st.datetimes(datetime(2026, 3, 4), datetime(2026, 6, 1)),  # noqa: DTZ001 - wall-clock time
    st.integers(1, 4 * 24 * 60),
)
def test_an_event_takes_every_half_day_that_it_cuts(start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    written = [
        f"{one.replace(tzinfo=clock.LOCAL).astimezone(UTC):%Y%m%dT%H%M%SZ}" for one in (start, end)
    ]
    expected = [
        (on, half)
        for on in (start.date() + timedelta(days=day) for day in range(6))
        for half, (begins, ends) in {
            1: (time(9), time(12)),
            2: (time(13, 30), time(17, 30)),
        }.items()
        if start < datetime.combine(on, ends) and datetime.combine(on, begins) < end
    ]
    assert busy(f"DTSTART:{written[0]}\nDTEND:{written[1]}") == expected


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=DAILY;BYSECOND=0,1,2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=4",
        "FREQ=WEEKLY;FREQ=SECONDLY",
        "FREQ=",
    ],
)
def test_a_rule_that_never_ends_or_never_comes_is_left_out_and_counted(rule: str) -> None:
    found = busy_half_days(calendar(f"{MORNING}\nRRULE:{rule}", MORNING), TODAY)
    assert (found.left_out, sorted(found.busy)) == (1, [(WEDNESDAY, 1)])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU;UNTIL=20300101T000000Z",
    ],
)
def test_what_peoples_calendars_write_is_followed(rule: str) -> None:
    assert is_followed(parts_of(rule))
    assert busy_half_days(calendar(f"{MORNING}\nRRULE:{rule}"), TODAY).left_out == 0


ENDLESS_ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    "TZOFFSETFROM:+0800\nTZOFFSETTO:+0800\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n"
)


def test_a_zone_with_an_endless_rule_is_not_even_read() -> None:
    event = "DTSTART;TZID=Mine:20260304T090000\nDURATION:PT1H"
    assert busy(event, head=ENDLESS_ZONE) == [(WEDNESDAY, 1)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NO_CALENDAR),
        (b"%PDF-1.7", NO_CALENDAR),
        (calendar(MORNING).decode().encode("utf-16"), NO_CALENDAR),
        (b"BEGIN:VCALENDAR\nEND:VEVENT\n", NO_CALENDAR),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 9, TOO_MUCH),
        (calendar(*["X:"] * 5001), TOO_MUCH),
        (calendar(*["DTSTART:00010101T010000Z\nRRULE:FREQ=DAILY"] * 2), TOO_MUCH),
        (b"BEGIN:VCALENDAR\n" + b"X" * 2 * 1024 * 1024, TOO_MUCH),
    ],
)
def test_what_is_no_calendar_or_too_much_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        busy_half_days(content, TODAY)
    assert refused.value.message == message


def test_titles_in_any_encoding_do_no_harm() -> None:
    content = calendar(f"SUMMARY:会议\n{MORNING}").decode().encode("gbk")
    assert sorted(busy_half_days(content, TODAY).busy) == [(WEDNESDAY, 1)]


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:no time",
        "DTSTART:garbage",
        "DTSTART:20260304T010000Z\nDURATION:PT99999999999999H",
        f"{MORNING}\nRDATE:{','.join(['20260305T010000Z'] * 2000)}",
    ],
)
def test_an_unreadable_event_is_counted_and_the_rest_is_taken(event: str) -> None:
    found = busy_half_days(calendar(event, MORNING), TODAY)
    assert (found.left_out, sorted(found.busy)) == (1, [(WEDNESDAY, 1)])
