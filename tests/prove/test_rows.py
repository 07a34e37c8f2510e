"""Two people save a thousand rows each on one case at the same time; no update is lost."""

import multiprocessing
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from sqlalchemy import event, func, select

from certplatform import clock
from certplatform.db import db, session
from certplatform.models.audit import Rating, RatingVersion
from certplatform.models.person import Person
from certplatform.process.rating import RowChange, keep_row
from certplatform.queries.people import actor_of
from certplatform.settings import Settings
from tests.builders.audit import stage2_case
from tests.builders.filled_case import with_rows
from tests.builders.people import a_world
from tests.builders.planning import LEAD, MEMBER
from tests.conftest import TUESDAY
from tests.prove.instances import KINDS, Instances, opened
from tests.prove.prepared import hurry
from tests.prove.sizes import sizes

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1200)]
BOTH = 10  # of every so many rows both touch the note


@dataclass(frozen=True)
class Field:
    """An instance with a large case that one member has judged as a whole."""

    settings: Settings
    case: int
    keys: tuple[str, ...]
    lead: int
    member: int
    at: datetime


@pytest.fixture(params=KINDS)
def field(request: pytest.FixtureRequest, instances: Instances) -> Field:
    settings, _ = instances.fresh(request.param)
    with opened(settings, TUESDAY):
        event.listen(db.engine, "connect", hurry)
        world = a_world()
        case = stage2_case(world)
        keys = tuple(with_rows(case, sizes().row_saves))
        member, at = world[MEMBER].id, clock.now()
        at = max(at, case.state_since_at)
        said = {"result": "met", "note": "", "evidence": [], "version": 1}
        for key in keys:
            session.add(Rating(case_id=case.id, key=key, rated_by=member, rated_at=at, **said))
            session.add(RatingVersion(case_id=case.id, key=key, by=member, at=at, **said))
        session.commit()
        return Field(settings, case.id, keys, world[LEAD].id, member, at)


def _saves(field: Field, person: int, touch: str, start: Barrier, told: Any) -> None:
    """One person at their own machine: a process that saves every row once."""
    conflicts = 0
    with opened(field.settings, field.at):
        event.listen(db.engine, "connect", hurry)
        by = actor_of(session.get_one(Person, person))
        session.remove()
        start.wait()
        for place, key in enumerate(field.keys):
            given = {"result": "partly"} if touch == "result" else {"note": f"记录 {place}"}
            fields = {touch}
            if place % BOTH == 0:
                given["note"], fields = f"{touch} {place}", {touch, "note"}
            change = RowChange(key, version=1, touched=fields, **given)  # type: ignore[arg-type]
            conflicts += len(keep_row(field.case, change, by=by).conflicts)
            session.remove()
    told.put((touch, conflicts))


def test_two_people_save_a_thousand_rows_each_and_no_update_is_lost(field: Field) -> None:
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(2), context.Queue()
    work = [(field.lead, "result"), (field.member, "note")]
    people = [
        context.Process(target=_saves, args=(field, person, touch, start, told))
        for person, touch in work
    ]
    for one in people:
        one.start()
    conflicts = sum(told.get(timeout=900)[1] for _ in people)
    for one in people:
        one.join(60)
    asked = len(field.keys[::BOTH])
    assert conflicts == asked, "exactly one of the two was asked about each note that both wrote"
    with opened(field.settings, field.at):
        _nothing_is_lost(field)


def _nothing_is_lost(field: Field) -> None:
    rows = {
        one.key: one for one in session.scalars(select(Rating).where(Rating.key.in_(field.keys)))
    }
    for place, key in enumerate(field.keys):
        row = rows[key]
        assert row.result == "partly", key
        if place % BOTH == 0:
            assert row.note in {f"result {place}", f"note {place}"}, key
            assert row.version in {2, 3}, key
        else:
            assert (row.note, row.version) == (f"记录 {place}", 3), key
    kept = session.scalar(select(func.count(RatingVersion.id)))
    assert kept == sum(one.version for one in rows.values())


def test_the_checker_sees_an_update_that_was_lost(field: Field) -> None:
    """The control: whoever writes without looking at the version is found out."""
    with opened(field.settings, field.at):
        session.query(Rating).update({"result": "partly", "version": 3})
        session.commit()
        with pytest.raises(AssertionError):
            _nothing_is_lost(field)
