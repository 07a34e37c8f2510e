"""A person's feed and the busy time they took in (R20), on record and nowhere said."""

import dataclasses
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.errors import NotNow, NotVisible
from certplatform.domain.plan_draft import RowDraft
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.person_calendar import BusyTime, CalendarFeed
from certplatform.process.assignment import declare_interest
from certplatform.process.person_calendar import (
    make_feed,
    remove_busy_time,
    revoke_feed,
    take_in_busy_time,
)
from certplatform.process.person_record import record_tie
from certplatform.process.plan import (
    obstacles_in_plan,
    obstacles_to_release_plan,
    release_plan,
    save_plan,
)
from certplatform.queries.plan_calendar import (
    busy_sources,
    half_days_for_feed,
    half_days_of_case,
    person_of_feed,
)
from certplatform.queries.plan_changes import rows_of
from certplatform.queries.plans import draft_plan, first_draft, released_plan, sites_of
from tests.builders.acceptance import planning_case
from tests.builders.people import World, a_world
from tests.builders.planning import LEAD, MEMBER, a_plan, confirmed_team_case, planned_case
from tests.builders.statements import counted

TODAY = date(2026, 3, 3)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def outside(*days: date) -> bytes:
    """A calendar that is busy on whole days, for reasons that are nobody's business."""
    events = [
        f"BEGIN:VEVENT\nUID:{on}\nSUMMARY:体检\nDTSTART;VALUE=DATE:{on:%Y%m%d}\nEND:VEVENT\n"
        for on in days
    ]
    return f"BEGIN:VCALENDAR\n{''.join(events)}END:VCALENDAR\n".encode()


def last_line() -> JournalEntry:
    return session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()


def test_R20_a_busy_half_day_counts_like_leave_and_says_not_why(world: World) -> None:
    case = confirmed_team_case(world)
    rows = a_plan(case)
    save_plan(case.id, rows=rows, by=world.actor(world.scheduler))
    take_in_busy_time("工作", outside(rows[0].on), by=world.actor(world[LEAD]))
    found = obstacles_to_release_plan(case)
    assert {one.rule for one in found} == {"R20"}
    assert "体检" not in str(found)
    # the next draft goes round it by itself
    taken = {(one.person_id, one.on) for one in first_draft(case, rows[0].on)}
    assert (world[LEAD].id, rows[0].on) not in taken


def test_the_same_calendar_taken_in_again_replaces_what_it_said(world: World) -> None:
    by = world.actor(world[LEAD])
    days = [TODAY + timedelta(days=one) for one in (1, 2, 3)]
    take_in_busy_time("工作", outside(*days[:2]), by=by)
    take_in_busy_time("家庭", outside(days[0]), by=by)
    take_in_busy_time("工作", outside(days[2]), by=by)
    kept = session.scalars(select(BusyTime.on).where(BusyTime.source == "工作")).all()
    assert set(kept) == {days[2]}
    assert [(name, count) for name, count, _ in busy_sources(world[LEAD].id)] == [
        ("家庭", 2),
        ("工作", 2),
    ]
    entry = last_line()
    assert entry.action == "take_in_busy_time"
    assert "体检" not in entry.content.decode()


def test_a_calendar_is_forgotten_by_its_own_person_only(world: World) -> None:
    take_in_busy_time("工作", outside(TODAY), by=world.actor(world[LEAD]))
    with pytest.raises(NotVisible):
        remove_busy_time("工作", by=world.actor(world[MEMBER]))
    remove_busy_time("工作", by=world.actor(world[LEAD]))
    assert busy_sources(world[LEAD].id) == []


def test_a_token_opens_the_feed_until_it_is_renewed_or_revoked(world: World) -> None:
    by = world.actor(world[LEAD])
    first = make_feed(by=by)
    assert person_of_feed(first) == world[LEAD]
    second = make_feed(by=by)
    assert (person_of_feed(first), person_of_feed(second)) == (None, world[LEAD])
    revoke_feed(by=by)
    assert person_of_feed(second) is None
    with pytest.raises(NotNow):
        revoke_feed(by=by)


def test_of_a_token_only_the_hash_is_kept(world: World) -> None:
    token = make_feed(by=world.actor(world[LEAD]))
    kept = session.scalars(select(CalendarFeed)).one()
    assert kept.token_hash != token
    assert token not in last_line().content.decode()
    assert last_line().action == "make_calendar_feed"


def test_the_feed_of_somebody_who_left_leads_nowhere(world: World) -> None:
    token = make_feed(by=world.actor(world[LEAD]))
    world[LEAD].active = False
    session.commit()
    assert person_of_feed(token) is None


def test_the_feed_has_ones_own_half_days_of_released_plans_only(world: World) -> None:
    case = confirmed_team_case(world)
    save_plan(case.id, rows=a_plan(case), by=world.actor(world.scheduler))
    assert half_days_for_feed(world[LEAD].id) == []
    release_plan(case.id, by=world.actor(world.scheduler))
    own = [one for one in rows_of(released_plan(case)) if one.person_id == world[LEAD].id]
    found = half_days_for_feed(world[LEAD].id)
    assert [(one.on, one.half) for one in found] == [(one.on, one.half) for one in own]
    assert half_days_for_feed(world["assessor_4"].id) == []
    assert len(half_days_of_case(case)) == len(rows_of(released_plan(case)))


def test_R15_a_suspended_member_gets_nothing_more_of_the_case(world: World) -> None:
    case = planned_case(world)
    place = session.query(Assignment).filter_by(case_id=case.id, person_id=world[MEMBER].id).one()
    declare_interest(
        place.id,
        kind="kinship",
        organisation_name=world.enterprise.name,
        organisation_code=world.enterprise.code,
        from_on=TODAY,
        by=world.actor(world[MEMBER]),
        reason="配偶入职该企业",
    )
    assert half_days_for_feed(world[MEMBER].id) == []
    assert half_days_for_feed(world[LEAD].id) != []


def _moved(world: World, case: Case) -> None:
    """Revision 2: the lead's last half-day goes to the member, one week later."""
    rows = rows_of(released_plan(case))
    last = max((one for one in rows if one.person_id == world[LEAD].id), key=lambda one: one.on)
    week = timedelta(days=7)
    other = dataclasses.replace(last, person_id=world[MEMBER].id, on=last.on + week)
    with clock.simulated(clock.at_local(TODAY, 15)):
        kept = [one for one in rows if one != last]
        save_plan(case.id, rows=[*kept, other], by=world.actor(world.scheduler))
        release_plan(case.id, by=world.actor(world.scheduler))


def test_a_half_day_taken_out_is_cancelled_under_its_old_name(world: World) -> None:
    case = planned_case(world)
    before = {one.uid: one for one in half_days_for_feed(world[LEAD].id)}
    _moved(world, case)
    after = {one.uid: one for one in half_days_for_feed(world[LEAD].id)}
    assert set(before) == set(after)
    gone = [one for one in after.values() if one.cancelled]
    assert len(gone) == 1
    assert {one.revision for one in before.values()} == {1}
    assert {one.revision for one in after.values()} == {2}
    assert len([one for one in half_days_of_case(case) if one.cancelled]) == 1


def test_the_feed_costs_the_same_for_one_revision_and_for_two(world: World) -> None:
    case, lead = planned_case(world), world[LEAD].id
    costs = []
    for _ in range(2):
        session.commit()
        with counted() as sent:
            half_days_for_feed(lead)
        costs.append(sum(one.startswith("SELECT") for one in sent))
        _moved(world, case)
    assert costs[0] == costs[1]
    assert costs[0] <= 3


def test_R15_a_new_tie_empties_the_feed_before_anybody_suspends(world: World) -> None:
    planned_case(world)
    record_tie(
        world[MEMBER].id,
        by=SYSTEM,
        kind="employment",
        organisation_id=world.enterprise.id,
        from_on=TODAY,
    )
    assert half_days_for_feed(world[MEMBER].id) == []


def test_R15_an_audit_that_the_scheduler_may_not_know_of_reads_like_busy_time(
    world: World,
) -> None:
    hidden = planned_case(world)
    other = planning_case(world, applicant="other_applicant", enterprise=world.other_enterprise)
    confirmed_team_case(world, other)
    taken = rows_of(released_plan(hidden))[0]
    save_plan(other.id, rows=[taken_on(other, taken)], by=world.actor(world.scheduler))

    def said() -> str:
        found = obstacles_in_plan(other, draft_plan(other), world.scheduler.id)
        return str([one for one in found if one.rule == "R20"])

    assert hidden.number in said()
    record_tie(
        world.scheduler.id,
        by=SYSTEM,
        kind="employment",
        organisation_id=world.enterprise.id,
        from_on=TODAY,
    )
    assert hidden.number not in said()
    assert "by their own calendar" in said()


def taken_on(case: Case, row: RowDraft) -> RowDraft:
    """The same half-day of the same person, at a site of another case."""
    return dataclasses.replace(row, site_id=sites_of(case)[0].id)
