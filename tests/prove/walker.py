"""Random people do random deeds; the same seed walks the same way."""

import functools
import os
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.errors import Refusal
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import drain
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.queries.people import actor_of
from tests.builders.people import World
from tests.prove.law import broken

CHECK_EVERY = 150
SWEEP_EVERY = 40
# The reactions that move something; paper, mail and archive have proofs of their own.
MOVING = {"count", "end_assignments", "suspend", "carry_over", "apply"}
TABLE = {
    fact: {name: react for name, react in deeds.items() if name in MOVING}
    for fact, deeds in REACTIONS.items()
}


class LawBroken(AssertionError):
    """The walk led to something that must not be."""


@dataclass
class Move:
    """One deed about to be tried; `until` asks to wait for a day first."""

    name: str
    call: Callable[[], object]
    until: date | None = None
    hour: int = 9


@dataclass
class Walker:
    """One walk through one database."""

    seed: int
    world: World
    firms: list[tuple[Organisation, str]]
    file: Path
    now: datetime
    rng: Random = field(init=False)
    steps: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    trail: deque[str] = field(default_factory=lambda: deque(maxlen=40))

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)  # noqa: S311 - a walk must be repeatable, not secret
        self.people = [one.id for one in self.world.people.values()]

    @functools.cached_property
    def witness(self) -> sqlite3.Connection:
        """A connection of its own: its data_version changes with every commit of the walk."""
        return sqlite3.connect(self.file)

    def commits(self) -> int:
        """A number that differs once somebody else has committed something."""
        return int(self.witness.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def at(self) -> Iterator[None]:
        """The walk's own time."""
        with clock.simulated(self.now):
            yield

    def pass_time(self, until: date | None = None, hour: int = 9) -> None:
        """Let minutes go by within office hours, or wait for a day."""
        self.now += timedelta(minutes=self.rng.randint(1, 20))
        if until is not None:
            self.now = max(self.now, clock.at_local(until, hour))
        if clock.local_time(self.now).hour >= 18:
            self.now = clock.at_local(clock.local_date(self.now) + timedelta(days=1), 8)

    def play(self, move: Move) -> bool:
        """Try a deed. A refusal must leave nothing; anything else than a refusal is a fault."""
        self.pass_time(move.until, move.hour)
        before = self.commits()
        self.steps += 1
        with self.at():
            try:
                move.call()
            except Refusal as refusal:
                session.rollback()
                self.trail.append(f"{move.name}: {type(refusal).__name__}: {refusal}")
                self.refused[move.name] += 1
                self.demand(self.commits() == before, f"{move.name} was refused and left something")
                return False
            except Exception as error:
                raise LawBroken(self.story(f"{move.name} ended in {error!r}")) from error
        self.done[move.name] += 1
        self.trail.append(f"{move.name}: done")
        return True

    def follow_up(self) -> None:
        """What follows by itself."""
        with self.at():
            drain(TABLE)

    def check(self) -> None:
        """Look at everything; raises LawBroken."""
        found = broken()
        if found:
            raise LawBroken(self.story("\n".join(found[:10])))

    def demand(self, fits: bool, otherwise: str) -> None:
        if not fits:
            raise LawBroken(self.story(otherwise))

    def story(self, what: str) -> str:
        """What happened last, and how to walk the same way again."""
        told = "\n  ".join(self.trail)
        return f"seed {self.seed}, step {self.steps}: {what}\nlast deeds:\n  {told}"

    # What both the road and the mischief choose from.

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def actor(self, person_id: int, *, fresh: bool = True) -> Actor:
        return actor_of(session.get_one(Person, person_id), fresh=fresh)

    def by(self, part: str) -> Actor:
        return actor_of(self.world[part], fresh=True)

    def anybody(self) -> Actor:
        """A person drawn from all, now and then with an old sign-in; rarely the system."""
        if self.chance(0.02):
            return SYSTEM
        return self.actor(self.rng.choice(self.people), fresh=not self.chance(0.05))

    def cases(self, *, ended: bool = False) -> list[Case]:
        """The cases of this walk."""
        query = select(Case).order_by(Case.id)
        if not ended:
            query = query.where(Case.state.not_in(ENDS))
        return list(session.scalars(query))


ENDS = ("certified", "declined", "rejected", "withdrawn", "terminated", "closed")


def wanted_seed() -> int | None:
    """PROVE_SEED walks one seed again."""
    given: Any = os.environ.get("PROVE_SEED")
    return int(given) if given else None
