"""Random people do random deeds; whatever they reach by them is lawful."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from certplatform.db import db, session
from certplatform.jobs.sealing import seal_journal, verify_journal
from tests.conftest import TUESDAY
from tests.prove.instances import Instances, opened
from tests.prove.mischief import Mischief, deeds
from tests.prove.road import Road, certified
from tests.prove.sizes import sizes
from tests.prove.town import a_town
from tests.prove.walker import CHECK_EVERY, Walker, wanted_seed

pytestmark = [pytest.mark.prove, pytest.mark.timeout(3600)]
MOST_WALKS = 120
FIRMS = 40


@dataclass
class Sum:
    """What all walks together came to."""

    walks: int = 0
    steps: int = 0
    certified: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def enough(self) -> bool:
        wanted = sizes()
        return self.steps >= wanted.walk_steps and self.certified >= wanted.walk_certified


@contextmanager
def a_walk(instances: Instances, seed: int) -> Iterator[Walker]:
    """A walker in a new town; its database does not wait for the disk."""
    settings_, file = instances.fresh()
    with opened(settings_):
        event.listen(db.engine, "connect", _hurry)
        world, firms = a_town(FIRMS)
        walker = Walker(seed, world, firms, file, TUESDAY)
        try:
            yield walker
        finally:
            walker.witness.close()
            session.remove()


def _hurry(connection: Any, record: Any) -> None:
    del record
    connection.execute("PRAGMA synchronous=OFF")


def walk(walker: Walker, length: int) -> int:
    """Walk; return how many cases got certified. Raises LawBroken."""
    road, mischief = Road(walker), Mischief(walker)
    looked_at = 0
    while walker.steps < length:
        (mischief if walker.chance(0.25) else road).play()
        if walker.steps - looked_at >= CHECK_EVERY:
            walker.check()
            looked_at = walker.steps
    walker.check()
    heads = walker.file.parent / "heads.jsonl"
    with walker.at():
        seal_journal(heads)
    verdict = verify_journal(heads)
    walker.demand(not verdict.problems, "\n".join(verdict.problems[:5]))
    return certified()


def test_nobody_reaches_a_certificate_but_by_the_whole_road(instances: Instances) -> None:
    total, began = Sum(), time.monotonic()

    def one(seed: int) -> None:
        if total.enough():
            return
        with a_walk(instances, seed) as walker:
            print(f"walk {total.walks + 1}, seed {seed}", flush=True)
            total.certified += walk(walker, sizes().walk_length)
            total.walks += 1
            total.steps += walker.steps
            states = Counter(one.state for one in walker.cases(ended=True))
            print(f"  so far {total.steps} steps, {total.certified} certified; {dict(states)}")
            print(f"  refused {walker.refused.most_common(12)}", flush=True)
            total.done += walker.done
            total.refused += walker.refused

    if (again := wanted_seed()) is not None:
        one(again)
        return
    drawn = settings(
        max_examples=MOST_WALKS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(seed=st.integers(0, 2**32 - 1))(one))
    drawn()
    print(
        f"{total.walks} walks, {total.steps} steps ({sum(total.done.values())} done, "
        f"{sum(total.refused.values())} refused), {total.certified} certified, "
        f"{time.monotonic() - began:.0f} s"
    )
    assert total.enough(), f"{total.steps} steps, {total.certified} certified"
    never = {name for name, _ in deeds()} - set(total.done)
    print(f"never done: {sorted(never)}")
