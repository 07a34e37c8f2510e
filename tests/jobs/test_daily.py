"""The daily work: what the calendar brings comes once, however often the work is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.jobs.daily import TASKS, run_daily
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import drain, waiting
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, Reminder
from certplatform.models.journal import JournalEntry
from certplatform.models.outbox import SentMessage, StoredFact
from certplatform.queries.conclusions import answer_until, current_conclusion
from tests.builders.audit import correction_case
from tests.builders.certificate import a_certificate
from tests.builders.conclusion import checked_case
from tests.builders.decision import voting_case
from tests.builders.people import World, a_world
from tests.builders.publicity import notice_of, noticed_case

COUNTED = (JournalEntry, StoredFact, SentMessage, Reminder, Case)


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def traces() -> list[int]:
    """How many rows there are of everything that the daily work can leave."""
    return [session.scalar(select(func.count()).select_from(one)) or 0 for one in COUNTED]


def done_on(day: date) -> dict[str, int]:
    """What the work of a day found to do, the rest left out."""
    return {name: count for name, count in run_daily(day).items() if count}


@contextmanager
def noon_of(day: date) -> Iterator[date]:
    """Let the clock stand at noon of a day."""
    with clock.simulated(clock.at_local(day, 12)):
        yield day


def once(day: date) -> dict[str, int]:
    """The work of a day, its consequences, and the same again, which must leave nothing."""
    with noon_of(day):
        found = done_on(day)
        drain(REACTIONS)
        assert waiting()[1] == 0
        before = traces()
        assert done_on(day) == {}
        assert drain(REACTIONS) == 0
        assert traces() == before
    return found


def test_on_a_day_on_which_nothing_is_due_nothing_is_done(world: World) -> None:
    del world
    before = traces()
    assert done_on(clock.today()) == {}
    assert traces() == before


def test_the_whole_life_of_a_certificate_comes_by_days_each_thing_once(world: World) -> None:
    held = a_certificate(world)
    due_on, ends_on, number = held.next_surveillance_on, held.expires_on, held.id
    assert due_on is not None
    seen: dict[str, int] = {}
    for day in sorted(
        {
            *(due_on - timedelta(days=days) for days in (91, 90, 60, 30, 7, 0)),
            *(due_on + timedelta(days=days) for days in (1, 2)),
            *(ends_on + timedelta(days=days) for days in (0, 1, 2)),
        }
    ):
        for name, count in once(day).items():
            seen[name] = seen.get(name, 0) + count
        status = session.get_one(Certificate, number).state
        assert status == ("expired" if day > ends_on else "valid"), day
    assert {
        "open_due_surveillance",
        "give_reminders",
        "note_overdue_surveillance",
        "expire_certificates",
    } <= set(seen)
    assert seen["expire_certificates"] == 1
    assert seen["open_due_surveillance"] == 1


def test_R39_a_notice_ends_on_the_day_after_its_last_and_once(world: World) -> None:
    case = noticed_case(world)
    last = notice_of(case).ends_on
    assert "end_due_notices" not in once(last)
    assert once(last + timedelta(days=1))["end_due_notices"] == 1
    assert session.get_one(Case, case.id).state == "issuing"


def test_R38_a_ballot_that_nobody_voted_in_closes_at_its_deadline_once(world: World) -> None:
    case = voting_case(world)
    due = clock.local_date(case.state_since_at) + timedelta(days=8)
    assert once(due)["count_due_ballots"] == 1
    assert session.get_one(Case, case.id).state == "decision"


def test_R35_the_silence_of_an_enterprise_is_recorded_once(world: World) -> None:
    case = checked_case(world)
    last = current_conclusion(case)
    until = answer_until(case, last) if last else None
    assert until is not None
    assert "confirm_overdue_conclusions" not in once(until)
    assert once(until + timedelta(days=1))["confirm_overdue_conclusions"] == 1


def test_R30_a_major_that_nobody_verified_sends_the_case_back_once(world: World) -> None:
    case = correction_case(world, grades=("major",))
    long_after = clock.local_date(case.state_since_at) + timedelta(days=200)
    assert once(long_after)["return_overdue_majors"] == 1
    assert session.get_one(Case, case.id).state == "stage2"


def test_days_that_were_missed_are_made_up_for(world: World) -> None:
    held = a_certificate(world)
    assert held.next_surveillance_on is not None
    with noon_of(held.expires_on + timedelta(days=40)) as late:
        assert "expire_certificates" in done_on(late)
        drain(REACTIONS)
        assert done_on(late) == {}


def test_every_task_reports_how_much_it_did(world: World) -> None:
    del world
    assert set(run_daily(clock.today())) == set(TASKS)
