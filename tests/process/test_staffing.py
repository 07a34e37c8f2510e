"""A body's round of staffing: asked, answered, pinned, asked again, interrupted, released."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.staffing import Schedule
from certplatform.domain.staffing_reasons import OTHERS
from certplatform.domain.staffing_round import DONE, FAILED, INTERRUPTED, RELEASED, RUNNING
from certplatform.jobs import staffing as job
from certplatform.jobs.staffing import find_answer
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.outbox import SentMessage, StoredFact
from certplatform.models.people_register import WorkTerms
from certplatform.models.person import Leave
from certplatform.models.staffing import StaffingRound
from certplatform.process.people import grant_role
from certplatform.process.person_record import record_tie
from certplatform.process.staffing import ask, interrupt, open_round, pin, release
from certplatform.process.staffing_answer import begin_search, keep_better
from certplatform.queries.staffing import (
    Counts,
    cases_of_round,
    counts_of,
    round_for,
    rounds_for,
    working_days,
)
from certplatform.queries.staffing_programme import programme_of
from tests.builders.acceptance import planning_case
from tests.builders.people import World, a_world

WEEKS = timedelta(weeks=6)
pytestmark = pytest.mark.usefixtures("case")


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    return planning_case(world)


def opened(world: World) -> StaffingRound:
    today = clock.today()
    return open_round(
        world.body.id, from_on=today, until_on=today + WEEKS, by=world.actor(world.scheduler)
    )


def asked(world: World) -> StaffingRound:
    found = opened(world)
    ask(found.id, by=world.actor(world.scheduler))
    return found


def answered(world: World) -> StaffingRound:
    found = asked(world)
    find_answer(found.id, found.attempt)
    session.refresh(found)
    return found


def test_an_answer_has_one_lead_a_date_and_a_proven_gap(world: World, case: Case) -> None:
    found = answered(world)
    row = cases_of_round(found.id)[0]

    assert found.state == DONE
    assert found.cost == found.bound
    assert row.case_id == case.id
    assert [one.role for one in row.proposals].count("lead") == 1
    assert len(row.proposals) == row.members
    assert row.starts_on in working_days(found.from_on, found.until_on)


def test_nobody_is_told_and_no_place_exists_before_the_release(world: World, case: Case) -> None:
    before = session.scalars(select(Assignment).where(Assignment.case_id == case.id)).all()
    found = answered(world)

    told = session.scalars(select(StoredFact.name).order_by(StoredFact.id.desc())).first()
    assert told == "StaffingAsked"
    assert session.scalars(select(Assignment).where(Assignment.case_id == case.id)).all() == before
    assert session.scalars(select(SentMessage)).all() == []

    done, refused = release(found.id, by=world.actor(world.scheduler))

    places = session.scalars(select(Assignment).where(Assignment.case_id == case.id)).all()
    assert (done, refused) == (len(places), 0)
    assert {one.state for one in places} == {"proposed"}
    assert session.get_one(StaffingRound, found.id).state == RELEASED
    with pytest.raises(NotNow):
        ask(found.id, by=world.actor(world.scheduler))


def test_what_has_become_wrong_meanwhile_is_refused_and_stays_with_its_case(
    world: World, case: Case
) -> None:
    found = answered(world)
    lead = next(o for o in cases_of_round(found.id)[0].proposals if o.role == "lead").person
    record_tie(
        lead.id,
        kind="employment",
        organisation_name=case.enterprise.name,
        from_on=date(2020, 1, 1),
        by=world.actor(lead),
    )

    done, refused = release(found.id, by=world.actor(world.scheduler))

    row = cases_of_round(found.id)[0]
    assert refused == 1
    assert done == row.members - 1
    assert row.problem[0]["rule"] == "R13"


def test_leave_and_conflicts_bar_people(world: World, case: Case) -> None:
    found = opened(world)
    first = programme_of(found).candidates
    busy, tied = (session.get_one(type(world.scheduler), one.number) for one in first[:2])
    day = working_days(found.from_on, found.until_on)[1]
    session.add(Leave(person_id=busy.id, on=day, half=2))
    session.commit()
    record_tie(
        tied.id,
        kind="consultancy",
        organisation_name=case.enterprise.name,
        from_on=date(2025, 1, 1),
        by=world.actor(tied),
    )

    people = {one.number: one for one in programme_of(found).candidates}

    assert people[busy.id].busy == 0b1000
    assert people[tied.id].barred == {case.id}
    assert people[busy.id].barred == frozenset()


def test_pins_are_kept_when_asked_again_and_the_excluded_do_not_go(
    world: World, case: Case
) -> None:
    found, scheduler = answered(world), world.actor(world.scheduler)
    row = cases_of_round(found.id)[0]
    out = row.proposals[-1].person_id
    kept = row.proposals[0].person_id
    start = (row.starts_on, row.start_half)

    pin(
        found.id,
        cases=[case.id],
        people=[(case.id, kept)] if kept != out else [],
        starts=[case.id],
        without=[(case.id, out)],
        by=scheduler,
    )
    ask(found.id, by=scheduler)
    find_answer(found.id, found.attempt)

    row = cases_of_round(found.id)[0]
    roles = {one.person_id: one.role for one in row.proposals}
    assert roles[out] == "excluded"
    assert row.starts_on is None or (row.starts_on, row.start_half) == start
    assert kept in roles


def test_where_nobody_is_left_the_case_says_why(world: World, case: Case) -> None:
    found, scheduler = answered(world), world.actor(world.scheduler)
    for _ in range(6):
        row = cases_of_round(found.id)[0]
        people = [one.person_id for one in row.proposals]
        pin(
            found.id,
            cases=[case.id],
            people=[],
            starts=[],
            without=[(case.id, one) for one in people],
            by=scheduler,
        )
        ask(found.id, by=scheduler)
        find_answer(found.id, found.attempt)

    row = cases_of_round(found.id)[0]
    assert row.starts_on is None
    assert row.reason["code"] == "pins"
    assert row.reason["code"] != OTHERS


def test_an_interrupted_search_keeps_the_best_so_far(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, scheduler = asked(world), world.actor(world.scheduler)
    monkeypatch.setattr(job, "PROGRESS_EVERY", 0.0)
    kept: list[int] = []

    def interrupted(round_id: int, attempt: int, answer: Schedule) -> bool:
        going = keep_better(round_id, attempt, answer)
        if not kept:
            kept.append(answer.cost)
            interrupt(round_id, by=scheduler)
        return going

    monkeypatch.setattr(job, "keep_better", interrupted)
    find_answer(found.id, found.attempt)

    session.refresh(found)
    assert found.state == INTERRUPTED
    assert found.cost == kept[0]
    assert cases_of_round(found.id)[0].starts_on is not None


def test_a_killed_search_is_taken_up_again_and_loses_nothing(world: World) -> None:
    found = asked(world)
    assert begin_search(found.id, found.attempt)
    best = Schedule({}, 2000, 0)
    assert keep_better(found.id, found.attempt, best)

    assert not begin_search(found.id, found.attempt)  # somebody seems to be at it

    with clock.simulated(clock.now() + timedelta(minutes=2)):
        find_answer(found.id, found.attempt)
    session.refresh(found)
    assert found.state == DONE
    assert found.cost is not None
    assert found.cost <= best.cost


def test_a_search_that_breaks_off_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked(world)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("no such level")

    monkeypatch.setattr(job, "solve", broken)
    with pytest.raises(ValueError, match="no such level"):
        find_answer(found.id, found.attempt)

    session.refresh(found)
    assert (found.state, found.problem) == (FAILED, "ValueError: no such level")


def test_an_answer_to_an_earlier_asking_is_not_kept(world: World) -> None:
    found = asked(world)
    interrupt(found.id, by=world.actor(world.scheduler))

    assert not keep_better(found.id, found.attempt, Schedule({}, 1, 1))
    find_answer(found.id, found.attempt)
    session.refresh(found)
    assert (found.state, found.cost) == (INTERRUPTED, None)


def test_only_the_planners_of_the_body_see_and_do_anything(world: World) -> None:
    found = opened(world)
    for stranger in (world.case_officer, world["assessor_1"]):
        actor = world.actor(stranger)
        assert rounds_for(actor) == []
        for deed in (ask, interrupt, release):
            with pytest.raises(NotVisible):
                deed(found.id, by=actor)
        with pytest.raises(NotVisible):
            round_for(actor, found.public_id)
        with pytest.raises(NotAllowed):
            open_round(world.body.id, from_on=found.from_on, until_on=found.until_on, by=actor)
    grant_role(world.case_officer.id, world.body.id, Role.BODY_MANAGER, by=SYSTEM)
    assert rounds_for(world.actor(world.case_officer)) == [found]


def test_a_round_needs_days_ahead_and_cases_that_wait(world: World) -> None:
    scheduler, today = world.actor(world.scheduler), clock.today()
    with pytest.raises(Invalid):
        open_round(world.body.id, from_on=today, until_on=today - WEEKS, by=scheduler)
    with pytest.raises(Invalid):
        open_round(world.body.id, from_on=today - WEEKS, until_on=today, by=scheduler)
    found = answered(world)
    release(found.id, by=scheduler)
    with pytest.raises(NotNow):
        opened(world)


def test_while_it_runs_it_is_neither_asked_nor_pinned_nor_released(world: World) -> None:
    found, scheduler = asked(world), world.actor(world.scheduler)
    assert found.state == RUNNING
    with pytest.raises(NotNow):
        ask(found.id, by=scheduler)
    with pytest.raises(NotNow):
        pin(found.id, cases=[], people=[], starts=[], without=[], by=scheduler)
    with pytest.raises(NotNow):
        release(found.id, by=scheduler)


def test_whoever_is_in_conflict_with_a_case_gets_rounds_as_if_it_were_not_there(
    world: World, case: Case
) -> None:
    scheduler = world.actor(world.scheduler)
    found = answered(world)
    record_tie(
        world.scheduler.id,
        kind="employment",
        organisation_name=case.enterprise.name,
        from_on=date(2025, 1, 1),
        by=scheduler,
    )

    assert cases_of_round(found.id, seen_by=scheduler.person_id) == []
    assert counts_of([found.id], scheduler.person_id)[found.id] == Counts()
    with pytest.raises(NotNow):  # nothing to release, nothing to plan: as without the case
        release(found.id, by=scheduler)
    with pytest.raises(NotNow):
        opened(world)
    manager = world.actor(world.manager)
    assert release(found.id, by=manager)[0] > 0


def test_terms_of_work_bound_the_load_and_the_region(world: World) -> None:
    found = opened(world)
    first, second = programme_of(found).candidates[:2]
    for person, most, regions in ((first, 10, ["370000", "110100"]), (second, None, [])):
        session.add(
            WorkTerms(
                person_id=person.number,
                organisation_id=world.body.id,
                min_half_days=8,
                max_half_days=most,
                regions=regions,
                base_region="370100",
            )
        )
    session.commit()

    bounded, unbounded = programme_of(found).candidates[:2]

    assert (bounded.most, bounded.regions) == (10, ("37", "1101"))
    assert (unbounded.most, unbounded.regions) == (732, ())
    assert bounded.base_region == "370100"
    assert 0 <= bounded.least <= 8
