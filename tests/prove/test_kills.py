"""kill -9 at random moments of issuing: nothing acknowledged is lost, nothing is doubled."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import redis

from tests.prove.holds import doubled_reactions, faults
from tests.prove.instances import (
    POSTGRESQL,
    SQLITE,
    Instances,
    opened,
    service,
    settings_for,
)
from tests.prove.prepared import Prepared, issuing_instance
from tests.prove.sizes import sizes
from tests.prove.workload import FAREWELL, Work, enqueue_and_work, issue_and_work, row_first

pytestmark = [pytest.mark.prove, pytest.mark.timeout(3600)]
SEED = 20_261
PATIENCE = 180  # seconds for one process that is left alone
MOST_PROGRESS = 5  # lines of the log: two from starting, three for each case
LONGEST = (0.01, 0.15)  # seconds after it
FRESH_LEASE = timedelta(minutes=10)
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.prove.workload"])


class Killings:
    """Starts the work, kills it, starts it again, until so many kills have hit."""

    def __init__(self, prepared: Prepared, log: Path, work: Work) -> None:
        self.prepared, self.log, self.work = prepared, log, work
        self.rng = Random(SEED)  # noqa: S311 - repeatable, not secret
        self.hits: Counter[str] = Counter()
        self.lives = 0

    def life(self) -> multiprocessing.process.BaseProcess:
        """One process; each later one lives where the leases of the dead have run out."""
        self.lives += 1
        at = self.prepared.at + self.lives * FRESH_LEASE
        given = (self.prepared.settings, self.prepared.cases, self.prepared.secretary, at, self.log)
        process = processes.Process(target=self.work, args=given)
        process.start()
        return process

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def kill_some(self, kills: int) -> None:
        """Kill a random moment after a random piece of progress."""
        while sum(self.hits.values()) < kills and FAREWELL not in self.lines():
            until = len(self.lines()) + self.rng.randint(1, MOST_PROGRESS)
            process = self.life()
            while len(self.lines()) < until and process.is_alive():
                time.sleep(0.002)
            process.join(self.rng.uniform(0, self.rng.choice(LONGEST)))
            if process.is_alive():
                process.kill()
                process.join()
                self.hits[self.lines()[-1].split()[0]] += 1

    def finish(self) -> None:
        """Let one last process come to its end."""
        process = self.life()
        process.join(PATIENCE)
        assert not process.is_alive(), "the work did not come to an end"
        assert FAREWELL in self.lines(), "the last worker left something undone"

    def acknowledged(self) -> Iterator[tuple[int, str]]:
        for line in self.lines():
            if line.startswith("acknowledged"):
                _, case_id, number = line.split(maxsplit=2)
                yield int(case_id), number


def _copied(instances: Instances, kind: str, count: int) -> Prepared:
    prepared = issuing_instance(instances, kind, count)
    return replace(prepared, settings=instances.copy(prepared.settings)[0])


def _prove(killings: Killings, kills: int) -> None:
    killings.kill_some(kills)
    killings.finish()
    prepared = killings.prepared
    with opened(prepared.settings, prepared.at + (killings.lives + 1) * FRESH_LEASE):
        found = faults(prepared.cases, list(killings.acknowledged())) + doubled_reactions()
    hit = sum(killings.hits.values())
    print(f"{hit} kills in {dict(killings.hits)}, {len(prepared.cases)} certificates")
    assert not found, "\n".join(found)
    assert hit >= kills, f"only {hit} of {kills} kills hit a living worker"


@pytest.mark.parametrize(
    ("kind", "share"), [(SQLITE, 1.0), (POSTGRESQL, 0.25)], ids=[SQLITE, POSTGRESQL]
)
def test_killed_workers_lose_and_double_nothing(
    instances: Instances, tmp_path: Path, kind: str, share: float
) -> None:
    if kind == POSTGRESQL:
        service("TEST_DATABASE_URL")
    kills = max(2, int(sizes().kills * share))
    prepared = _copied(instances, kind, sizes().kill_cases)
    _prove(Killings(prepared, tmp_path / "log", issue_and_work), kills)


def test_killed_workers_of_the_queue_lose_and_double_nothing(
    instances: Instances, tmp_path: Path
) -> None:
    address = service("TEST_REDIS_URL")
    server = redis.Redis.from_url(address)
    for key in server.scan_iter("rq:*"):
        server.delete(key)
    prepared = _copied(instances, SQLITE, sizes().kill_cases)
    settings = prepared.settings
    queued = settings_for(settings.database, settings.instance, redis_url=address)
    with_queue = replace(prepared, settings=queued)
    _prove(
        Killings(with_queue, tmp_path / "log", enqueue_and_work),
        sizes().transport_kills,
    )


def test_the_checker_sees_a_row_whose_file_was_never_written(instances: Instances) -> None:
    """The control: the row before the file, and the end between them."""
    prepared = _copied(instances, SQLITE, sizes().kill_cases)
    first = prepared.cases[0]
    given = (prepared.settings, first, prepared.secretary, prepared.at)
    process = processes.Process(target=row_first, args=given)
    process.start()
    process.join(PATIENCE)
    with opened(prepared.settings, prepared.at):
        found = faults([first], [])
    assert any(one.startswith("row without file") for one in found), found
