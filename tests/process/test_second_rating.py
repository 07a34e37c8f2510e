"""The second, blind rating: drawn rows, somebody else, once; the figures made of it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from certplatform import clock
from certplatform.db import begin_write, session
from certplatform.domain.errors import Invalid, NotNow
from certplatform.models.audit import SecondRating
from certplatform.process.second_rating import rate_again
from certplatform.queries.audits import checklist_keys, ratings_of
from certplatform.queries.rating_figures import criterion_of, rating_figures
from certplatform.queries.second_ratings import drawn_keys, second_ratings_of, waiting_for
from tests.builders.audit import assessor, lead, rated_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def test_a_share_of_the_rows_is_drawn_and_the_draw_stays(world: World) -> None:
    case = rated_case(world)
    drawn = list(drawn_keys(case))
    assert 0 < len(drawn) < len(checklist_keys(case)) / 2
    assert drawn == list(drawn_keys(case))


def test_what_waits_was_judged_by_somebody_else(world: World) -> None:
    case = rated_case(world)
    waiting = {one.key for one in waiting_for(case, world.assessor_1.id)}
    ratings = ratings_of(case)
    assert waiting
    assert all(ratings[key].rated_by != world.assessor_1.id for key in waiting)


def test_a_row_is_rated_twice_once_and_what_was_first_is_kept(world: World) -> None:
    case = rated_case(world)
    key = waiting_for(case, world.assessor_1.id)[0].key
    with clock.simulated(case.state_since_at + timedelta(days=1)):
        made = rate_again(case.id, key=key, result="partly", note="少一次记录", by=lead(world))
        with pytest.raises(NotNow):
            rate_again(case.id, key=key, result="met", by=lead(world))
    assert (made.first_result, made.result) == ("met", "partly")
    assert set(second_ratings_of(case, world.assessor_1.id)) == {key}
    assert ratings_of(case)[key].result == "met"
    begin_write()
    with pytest.raises(DatabaseError, match="written_once"):
        session.execute(update(SecondRating).values(result="met"))
    session.rollback()


def test_nobody_rates_their_own_row_nor_one_that_was_not_drawn(world: World) -> None:
    case = rated_case(world)
    own = waiting_for(case, world.assessor_1.id)[0].key
    undrawn = next(key for key in checklist_keys(case) if key not in drawn_keys(case))
    with clock.simulated(case.state_since_at + timedelta(days=1)):
        with pytest.raises(NotNow):
            rate_again(case.id, key=own, result="met", by=assessor(world))
        for wrong in ({"key": undrawn}, {"result": "splendid"}):
            with pytest.raises(Invalid):
                rate_again(case.id, **({"key": own, "result": "met"} | wrong), by=lead(world))


def test_the_figures_count_each_rating_once_for_those_who_see_the_case(world: World) -> None:
    case = rated_case(world)
    with clock.simulated(case.state_since_at + timedelta(days=1)):
        key = waiting_for(case, world.assessor_1.id)[0].key
        rate_again(case.id, key=key, result="not_met", by=lead(world))
    since = case.state_since_at - timedelta(days=30)
    found = rating_figures(world.actor(world.supervisor), since)
    ratings = ratings_of(case)
    counted = sum(sum(one.counts.values()) for one in found.habits)
    assert counted == len(ratings)
    assert {one.name for one in found.criteria} == {criterion_of(key) for key in ratings}
    assert [one.name for one in found.bodies] == [case.body.name]
    assert (found.agreement.rows, found.agreement.alike, found.agreement.alpha) == (1, 0, None)
    assert not rating_figures(world.actor(world.other_manager), since).habits
