"""The outbox: facts stored with the deed, each consequence once, whatever fails or dies."""

import os
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq.job import JobStatus
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.facts import BallotComplete, Fact
from certplatform.jobs import transport
from certplatform.jobs.worker import LEASE, do_next, drain, lease, ready, spread, waiting
from certplatform.models.outbox import Reaction, StoredFact
from certplatform.process.step import deed
from certplatform.settings import service_url

Deeds = dict[str, dict[str, Callable[[int, Fact], None]]]
Done = list[tuple[str, int]]


@pytest.fixture
def done() -> Done:
    """What was done: name of the reaction and the number that the fact carried."""
    return []


@pytest.fixture
def table(app: Flask, done: Done) -> Deeds:
    """Two consequences of one fact; both only take notes."""
    del app

    def note(name: str) -> Callable[[int, Fact], None]:
        return lambda _id, fact: done.append((name, int(str(fact.payload()["ballot_id"]))))

    return {"BallotComplete": {"first": note("first"), "second": note("second")}}


def tell(*numbers: int) -> None:
    """One deed that tells a fact for each number."""
    with deed(by=SYSTEM) as act:
        for number in numbers:
            act.tell(BallotComplete(0, number))


def tell_and_fail(number: int) -> None:
    """A deed that tells a fact and then goes wrong."""
    with deed(by=SYSTEM) as act:
        act.tell(BallotComplete(0, number))
        raise ZeroDivisionError


def rows() -> list[Reaction]:
    session.expire_all()
    return list(session.scalars(select(Reaction).order_by(Reaction.id)))


def test_a_fact_is_stored_with_its_deed_and_lost_with_it(table: Deeds) -> None:
    tell(1)
    with pytest.raises(ZeroDivisionError):
        tell_and_fail(2)
    stored = session.scalars(select(StoredFact)).all()
    assert [(one.name, one.payload["ballot_id"]) for one in stored] == [("BallotComplete", 1)]
    assert spread(table) == 1
    assert spread(table) == 0
    assert [one.name for one in rows()] == ["first", "second"]


def test_each_reaction_is_done_once_in_the_order_of_the_facts(table: Deeds, done: Done) -> None:
    tell(1, 2)
    assert drain(table) == 4
    assert drain(table) == 0
    assert done == [("first", 1), ("second", 1), ("first", 2), ("second", 2)]
    assert waiting() == (0, 0)


def test_a_fact_without_consequence_leaves_nothing_waiting(done: Done, app: Flask) -> None:
    del app
    tell(1)
    assert drain({}) == 0
    assert (done, rows()) == ([], [])
    assert session.scalars(select(StoredFact.spread_at)).one() == clock.now()


def test_consequences_of_consequences_are_drained_too(table: Deeds, done: Done) -> None:
    table["BallotComplete"]["first"] = lambda _id, fact: (
        tell(7) if fact.payload()["ballot_id"] == 1 else None
    )
    tell(1)
    assert drain(table) == 4
    assert done == [("second", 1), ("second", 7)]


def test_a_failing_reaction_keeps_its_problem_and_is_tried_again_later(
    table: Deeds, done: Done
) -> None:
    broken = [True]

    def fail(_id: int, _fact: Fact) -> None:
        session.add(StoredFact(name="Left", payload={}, stored_at=clock.now()))
        session.flush()
        if broken[0]:
            raise OSError("the post is closed")
        done.append(("first", 1))
        session.rollback()

    table["BallotComplete"]["first"] = fail
    tell(1)
    assert drain(table) == 2  # the other one goes on
    assert done == [("second", 1)]
    failed = rows()[0]
    assert (failed.problem, failed.attempts, failed.done_at) == (
        "OSError: the post is closed",
        1,
        None,
    )
    assert waiting() == (1, 1)
    assert session.scalars(select(StoredFact.name)).all() == ["BallotComplete"]  # nothing left
    broken[0] = False
    assert drain(table) == 0  # not at once
    with clock.simulated(clock.now() + timedelta(seconds=3)):
        assert drain(table) == 1
    assert done == [("second", 1), ("first", 1)]
    assert (rows()[0].problem, waiting()) == ("", (0, 0))


def test_the_wait_doubles_but_never_exceeds_an_hour(table: Deeds) -> None:
    def fail(_id: int, _fact: Fact) -> None:
        raise OSError

    table["BallotComplete"] = {"first": fail}
    tell(1)
    drain(table)
    waits = []
    for _ in range(13):
        row = rows()[0]
        assert row.not_before_at is not None
        with clock.simulated(row.not_before_at):
            drain(table)
            after = rows()[0].not_before_at
            assert after is not None
            waits.append((after - clock.now()).total_seconds())
    assert waits[:3] == [4, 8, 16]
    assert waits[-1] == 3600


def test_a_reaction_of_a_fact_that_nobody_knows_any_more_is_kept_not_lost(
    table: Deeds, done: Done
) -> None:
    with deed(by=SYSTEM):
        session.add(StoredFact(name="Gone", payload={"case_id": 0}, stored_at=clock.now()))
    table["Gone"] = {"first": lambda _id, _fact: done.append(("gone", 0))}
    drain(table)
    assert done == []
    assert "KeyError" in rows()[0].problem


def test_what_a_killed_worker_had_leased_is_done_when_the_lease_ends(
    table: Deeds, done: Done
) -> None:
    tell(1)
    spread(table)
    taken = lease()
    assert taken is not None  # and then the worker is killed
    assert drain(table) == 1
    with clock.simulated(clock.now() + LEASE):
        assert drain(table) == 0
    with clock.simulated(clock.now() + LEASE + timedelta(seconds=1)):
        assert drain(table) == 1
    assert sorted(done) == [("first", 1), ("second", 1)]


def test_a_reaction_taken_by_another_is_not_done_twice(table: Deeds, done: Done) -> None:
    tell(1)
    spread(table)
    taken = lease()
    assert taken is not None
    assert do_next(table, only=taken[0]) is False
    assert done == []


def test_two_workers_at_once_do_each_reaction_once(app: Flask, table: Deeds, done: Done) -> None:
    tell(*range(20))
    start, problems = threading.Barrier(2), []

    def work() -> None:
        try:
            with app.app_context():
                start.wait()
                drain(table)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            problems.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(timeout=120)
    assert problems == []
    assert sorted(done) == sorted((name, n) for n in range(20) for name in ("first", "second"))
    assert [one.attempts for one in rows()] == [1] * 40


# -- Redis as the transport ---------------------------------------------------------------------


@pytest.fixture
def redis_url(app: Flask, table: Deeds, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of a real Redis server for this test alone, and a worker that knows the table."""
    server = service_url("TEST_REDIS_URL")
    if not server:
        if os.environ.get("CERTPLATFORM_REQUIRE_SERVICES"):
            pytest.fail("TEST_REDIS_URL must name a Redis server")
        pytest.skip("TEST_REDIS_URL names no Redis server")
    parts = urlsplit(server)
    # Each xdist worker (gw0, gw1) flushes a database of its own, counted from the URL's.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    number = (int(parts.path.strip("/") or 0) + worker) % 16
    url = urlunsplit(parts._replace(path=f"/{number}"))
    try:
        Redis.from_url(url).flushdb()
    except RedisError as error:
        pytest.fail(f"TEST_REDIS_URL does not answer: {error}")
    monkeypatch.setattr(transport, "_app", lambda: app)
    monkeypatch.setattr(transport, "REACTIONS", table)
    yield url
    Redis.from_url(url).flushdb()


def test_rq_carries_each_reaction_to_a_worker_once(redis_url: str, done: Done) -> None:
    tell(1, 2)
    assert transport.dispatch(redis_url) == 4
    assert transport.dispatch(redis_url) == 0  # the next round comes before the worker does
    assert transport.queue(redis_url).count == 4
    transport.work(redis_url, burst=True)
    assert sorted(done) == [("first", 1), ("first", 2), ("second", 1), ("second", 2)]
    assert waiting() == (0, 0)
    assert transport.dispatch(redis_url) == 0


def test_a_queue_that_was_lost_is_filled_again_from_the_database(
    redis_url: str, done: Done
) -> None:
    tell(1)
    transport.dispatch(redis_url)
    Redis.from_url(redis_url).flushdb()
    transport.dispatch(redis_url)
    transport.work(redis_url, burst=True)
    assert sorted(done) == [("first", 1), ("second", 1)]


def test_a_job_whose_worker_died_before_its_lease_is_enqueued_again_at_once(
    redis_url: str, done: Done
) -> None:
    tell(1)
    assert transport.dispatch(redis_url) == 2
    line = transport.queue(redis_url)
    taken = line.fetch_job(line.pop_job_id() or "")
    assert taken is not None
    taken.set_status(JobStatus.STARTED)  # and here its worker is killed
    assert transport.dispatch(redis_url) == 1
    transport.work(redis_url, burst=True)
    assert sorted(done) == [("first", 1), ("second", 1)]


def test_a_failed_reaction_comes_again_by_rq_as_its_next_attempt(
    redis_url: str, table: Deeds, done: Done
) -> None:
    note, broken = table["BallotComplete"]["first"], [True]

    def fail_once(fact_id: int, fact: Fact) -> None:
        if broken.pop():
            raise OSError
        note(fact_id, fact)

    broken.insert(0, False)
    table["BallotComplete"] = {"first": fail_once}
    tell(1)
    transport.dispatch(redis_url)
    transport.work(redis_url, burst=True)
    assert (done, waiting()) == ([], (1, 1))
    with clock.simulated(clock.now() + timedelta(seconds=3)):
        assert transport.dispatch(redis_url) == 1
        transport.work(redis_url, burst=True)
    assert done == [("first", 1)]


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def push(redis_url: str, **fields: Any) -> None:
    """Put a job into Redis as somebody does who got at it."""
    server = Redis.from_url(redis_url)
    whole = {
        "created_at": "2026-03-03T02:00:00.000000Z",
        "origin": transport.QUEUE,
        "status": "queued",
        "timeout": 60,
        **fields,
    }
    server.hset("rq:job:foreign", mapping=whole)
    server.rpush(f"rq:queue:{transport.QUEUE}", "foreign")
    server.sadd("rq:queues", f"rq:queue:{transport.QUEUE}")


def test_what_is_pickled_in_the_queue_is_never_unpickled(
    redis_url: str, done: Done, tmp_path: Path
) -> None:
    trap = tmp_path / "sprung"
    content = pickle.dumps(("certplatform.jobs.transport.perform", None, (Trap(trap),), {}))
    push(redis_url, data=zlib.compress(content))
    transport.work(redis_url, burst=True)
    assert not trap.exists()
    pickle.loads(content)  # noqa: S301 - shows that the trap would spring
    assert trap.exists()
    assert done == []


@pytest.mark.parametrize("place", ["data", "success_callback_name", "failure_callback_name"])
def test_functions_named_in_the_queue_are_never_called(
    redis_url: str, done: Done, tmp_path: Path, place: str
) -> None:
    trap = tmp_path / "sprung"
    asked = {
        "data": f'["os.mkdir", null, ["{trap}"], {{}}]',
        "success_callback_name": f'["{transport.PERFORM}", null, [404], {{}}]',
        "failure_callback_name": f'["{transport.PERFORM}", null, [], {{}}]',
    }[place]
    more = {} if place == "data" else {place: "tests.jobs.test_outbox.spring"}
    push(redis_url, data=zlib.compress(asked.encode()), **more)
    sprung.clear()
    transport.work(redis_url, burst=True)
    assert not trap.exists()
    assert sprung == []
    assert done == []


sprung: list[object] = []


def spring(*given: object) -> None:
    """What a foreign job would have called."""
    sprung.append(given)


def test_ready_lists_what_waits_with_its_attempts(table: Deeds) -> None:
    tell(1)
    spread(table)
    taken = lease()
    assert taken is not None
    assert [attempts for _, attempts in ready()] == [0]
    with clock.simulated(clock.now() + LEASE + timedelta(seconds=1)):
        assert [attempts for _, attempts in ready()] == [1, 0]
