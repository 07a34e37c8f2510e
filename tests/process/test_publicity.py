"""The public notice: how long it runs, what stops it, how it ends (R39, R40)."""

from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotNow, NotReady
from certplatform.models.outbox import CalendarDay, CalendarYear, StoredFact
from certplatform.models.publicity import PublicNotice
from certplatform.process.publicity import (
    dismiss_objection,
    end_due_notices,
    end_publicity,
    lodge_objection,
    recompute_notices,
    reject_on_objection,
    uphold_objection,
)
from certplatform.queries.calendar import work_calendar
from certplatform.queries.notices import (
    ENDED,
    clock_of,
    notices_page,
    objection_by_receipt,
    open_objections,
    state_of,
)
from tests.builders.people import World, a_world
from tests.builders.publicity import issuing_case, notice_of, noticed_case, objected_case
from tests.builders.review import HANDLER, appointed

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def on_day(day: date, hour: int = 12) -> AbstractContextManager[None]:
    return clock.simulated(clock.at_local(day, hour))


def published_on(notice: PublicNotice) -> date:
    return clock.local_date(notice.published_at)


def test_R39_the_day_of_publishing_is_not_counted(world: World) -> None:
    notice = notice_of(noticed_case(world))
    assert notice.starts_on == published_on(notice) + timedelta(days=1)
    counted = work_calendar().working_days_between(published_on(notice), notice.ends_on)
    assert counted == 5


def test_R39_the_notice_ends_on_the_day_after_its_last_day(world: World) -> None:
    case = noticed_case(world)
    notice = notice_of(case)
    with on_day(notice.ends_on, 23):
        with pytest.raises(NotReady):
            end_publicity(case.id)
        assert end_due_notices(clock.today()) == 0
    with on_day(notice.ends_on + timedelta(days=1), 1):
        assert end_due_notices(clock.today()) == 1
        assert end_due_notices(clock.today()) == 0
    assert case.state == "issuing"
    assert notice.ended_on == notice.ends_on


def test_R40_an_objection_stops_the_clock(world: World) -> None:
    case, objection = objected_case(world)
    notice = notice_of(case)
    assert case.state == "objection"
    assert notice.stopped_on == clock.local_date(objection.lodged_at)
    with on_day(notice.ends_on + timedelta(days=30)):
        assert end_due_notices(clock.today()) == 0
        with pytest.raises(NotNow):
            end_publicity(case.id)


def test_R40_a_dismissed_objection_lets_the_days_left_go_on(world: World) -> None:
    case, objection = objected_case(world)
    notice, left = notice_of(case), notice_of(case).days_left
    handler = appointed(world, case, HANDLER, Role.APPEAL_HANDLER)
    decided = clock.local_date(objection.lodged_at) + timedelta(days=14)
    with on_day(decided):
        dismiss_objection(objection.id, by=world.actor(handler), reason="经核实，设备正常运行。")
    assert (case.state, objection.state) == ("publicity", "dismissed")
    assert notice.stopped_on is None
    assert work_calendar().working_days_between(decided, notice.ends_on) == left
    assert clock_of(notice, notice.ends_on).days_left == 0


def test_R40_the_second_of_two_objections_still_stops_the_clock(world: World) -> None:
    case, first = objected_case(world)
    with on_day(clock.local_date(first.lodged_at), 20):
        second = lodge_objection(notice_of(case).public_id, text="范围与实际不符。")
    handler = appointed(world, case, HANDLER, Role.APPEAL_HANDLER)
    with on_day(clock.local_date(first.lodged_at) + timedelta(days=2)):
        dismiss_objection(first.id, by=world.actor(handler), reason="不属实。")
        assert case.state == "objection"
        assert notice_of(case).stopped_on is not None
        dismiss_objection(second.id, by=world.actor(handler), reason="范围属实。")
    assert case.state == "publicity"
    assert notice_of(case).stopped_on is None


def test_R40_an_upheld_objection_sends_the_case_back(world: World) -> None:
    case, objection = objected_case(world)
    handler = appointed(world, case, HANDLER, Role.APPEAL_HANDLER)
    with on_day(clock.local_date(objection.lodged_at) + timedelta(days=2)):
        uphold_objection(objection.id, by=world.actor(handler), reason="设备确未运行。")
    assert (case.state, objection.state) == ("review", "upheld")
    assert state_of(notice_of(case)) == ENDED
    assert open_objections(notice_of(case)) == []


def test_R40_an_upheld_objection_can_end_in_rejection(world: World) -> None:
    case, objection = objected_case(world)
    handler = appointed(world, case, HANDLER, Role.APPEAL_HANDLER)
    with on_day(clock.local_date(objection.lodged_at) + timedelta(days=2)):
        reject_on_objection(objection.id, by=world.actor(handler), reason="申请材料虚假。")
    assert case.state == "rejected"
    names = {one.name for one in session.query(StoredFact).filter_by(case_id=case.id)}
    assert {"CertificationRejected", "ObjectionDecided", "CaseClosed"} <= names


def test_R40_the_last_day_is_in_time(world: World) -> None:
    case = noticed_case(world)
    notice = notice_of(case)
    with on_day(notice.ends_on, 23):
        lodge_objection(notice.id, text="最后一天提出。")
    assert case.state == "objection"


def test_R40_the_day_after_the_end_is_too_late(world: World) -> None:
    notice = notice_of(noticed_case(world))
    with on_day(notice.ends_on + timedelta(days=1)), pytest.raises(NotReady) as refused:
        lodge_objection(notice.id, text="晚了一天。")
    assert [one.rule for one in refused.value.obstacles] == ["R40"]


def test_an_objector_finds_the_objection_by_its_receipt(world: World) -> None:
    _, objection = objected_case(world)
    assert objection_by_receipt(f" {objection.receipt.lower()} ") == objection
    assert objection_by_receipt("20260303-AAAAA-AAAAA") is None


def test_R39_a_holiday_that_becomes_known_moves_a_provisional_end(world: World) -> None:
    case = noticed_case(world)
    notice = notice_of(case)
    session.add(CalendarDay(on=notice.ends_on, working=False, source="test"))
    session.add(CalendarYear(year=notice.ends_on.year, source="test"))
    notice.provisional = True
    session.commit()
    before = notice.ends_on
    assert recompute_notices() == 1
    assert notice.ends_on > before
    assert not notice.provisional
    assert recompute_notices() == 0


def test_an_ended_notice_stays_on_the_list_of_ended_ones(world: World) -> None:
    case = issuing_case(world)
    assert [one.case_id for one in notices_page("ended", "", "").rows] == [case.id]
    assert notices_page("running", "", "").rows == []
    assert notices_page("", world.enterprise.name[:2], "").count == 1
