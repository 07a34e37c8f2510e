"""How long cases took: medians over three cases at least, in working days and calendar days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.body_times import FEWEST, Duration, Marks, durations
from tests.builders.rules import CALENDAR

MONDAY = date(2026, 3, 2)


def accepted_after(*days: int) -> list[Marks]:
    return [Marks(submitted=MONDAY, accepted=MONDAY + timedelta(days=one)) for one in days]


def to_acceptance(cases: list[Marks]) -> Duration:
    return durations(cases, CALENDAR)[0]


def test_two_cases_would_tell_of_single_enterprises_and_show_nothing() -> None:
    found = to_acceptance(accepted_after(1, 2))
    assert (found.count, found.working, found.calendar) == (2, None, None)


def test_three_cases_show_the_middle_one() -> None:
    found = to_acceptance(accepted_after(1, 4, 100))
    assert (found.count, found.working, found.calendar) == (3, 4, 4)


def test_working_days_leave_out_weekends_and_holidays() -> None:
    found = to_acceptance(accepted_after(7, 7, 7))
    assert (found.working, found.calendar) == (5, 7)
    festival = date(2026, 9, 30)
    cases = [Marks(submitted=festival, accepted=date(2026, 10, 8))] * 3
    assert to_acceptance(cases).calendar == 8
    assert to_acceptance(cases).working == CALENDAR.working_days_between(
        festival, date(2026, 10, 8)
    )


def test_a_body_answers_for_the_time_since_it_got_the_application() -> None:
    cases = [
        Marks(
            submitted=MONDAY,
            handed_over=MONDAY + timedelta(days=30),
            accepted=MONDAY + timedelta(days=32),
            certified=MONDAY + timedelta(days=90),
        )
    ] * FEWEST
    acceptance, _, certificate = durations(cases, CALENDAR)
    assert acceptance.calendar == 2
    assert certificate.calendar == 90


def test_what_has_not_come_to_its_end_does_not_count() -> None:
    found = durations([Marks(submitted=MONDAY)] * 5, CALENDAR)
    assert [one.count for one in found] == [0, 0, 0]
    assert durations([], CALENDAR)[0].working is None


@given(st.lists(st.integers(0, 400), min_size=FEWEST, max_size=12))
def test_working_days_are_never_more_than_days(days: list[int]) -> None:
    found = to_acceptance(accepted_after(*days))
    assert found.working is not None
    assert found.calendar is not None
    assert 0 <= found.working <= found.calendar
