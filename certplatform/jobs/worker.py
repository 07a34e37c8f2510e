"""Works the outbox off: facts spread into reactions, reactions are leased, done, or tried again.

The database is the queue of record. A worker that dies leaves a lease that runs out; whoever comes
next does the reaction again, and since every reaction is idempotent nothing is lost or doubled.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from certplatform import clock
from certplatform.db import begin_write, session
from certplatform.domain.facts import Fact, fact_from
from certplatform.logbook import log
from certplatform.models.outbox import Reaction, StoredFact

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
BATCH = 50

Deed = Callable[[int, Fact], None]
Table = Mapping[str, Mapping[str, Deed]]


def spread(table: Table) -> int:
    """Turn waiting facts into a reaction row for each consequence; return how many facts."""
    begin_write()
    facts = session.scalars(
        select(StoredFact)
        .where(StoredFact.spread_at.is_(None))
        .order_by(StoredFact.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for fact in facts:
        for name in table.get(fact.name, {}):
            session.add(Reaction(fact_id=fact.id, name=name))
        fact.spread_at = clock.now()
    session.commit()
    return len(facts)


def lease(only: int | None = None) -> tuple[int, int, str, str, dict[str, object]] | None:
    """Take the next reaction that waits, or that one: its id, fact id, name, fact, payload."""
    begin_write()
    now = clock.now()
    found = session.execute(
        select(Reaction, StoredFact)
        .join(StoredFact)
        .where(
            *_ready(now),
            *(() if only is None else (Reaction.id == only,)),
        )
        .order_by(Reaction.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Reaction)
    ).first()
    if found is None:
        session.rollback()
        return None
    reaction, fact = found
    reaction.leased_until_at = now + LEASE
    reaction.attempts += 1
    taken = (reaction.id, fact.id, reaction.name, fact.name, dict(fact.payload))
    session.commit()
    return taken


def _ready(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Reaction.done_at.is_(None),
        or_(Reaction.leased_until_at.is_(None), Reaction.leased_until_at < now),
        or_(Reaction.not_before_at.is_(None), Reaction.not_before_at <= now),
    )


def ready() -> list[tuple[int, int]]:
    """Ids of the reactions that wait, with the number of attempts so far."""
    rows = session.execute(
        select(Reaction.id, Reaction.attempts)
        .where(*_ready(clock.now()))
        .order_by(Reaction.id)
        .limit(BATCH)
    ).all()
    session.rollback()
    return [(row.id, row.attempts) for row in rows]


def do_next(table: Table, only: int | None = None) -> bool:
    """Do one waiting reaction, or that one; False when it does not wait."""
    taken = lease(only)
    if taken is None:
        return False
    reaction_id, fact_id, name, fact_name, payload = taken
    try:
        table[fact_name][name](fact_id, fact_from(fact_name, payload))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is kept with the row and tried again
        session.rollback()
        _try_again(reaction_id, error)
        return True
    _finish(reaction_id)
    return True


def _finish(reaction_id: int) -> None:
    begin_write()
    session.execute(
        update(Reaction)
        .where(Reaction.id == reaction_id)
        .values(done_at=clock.now(), leased_until_at=None, problem="")
    )
    session.commit()


def _try_again(reaction_id: int, error: Exception) -> None:
    begin_write()
    row = session.get_one(Reaction, reaction_id)
    wait = min(timedelta(seconds=2**row.attempts), LONGEST_WAIT)
    row.not_before_at = clock.now() + wait
    row.leased_until_at = None
    row.problem = f"{type(error).__name__}: {error}"[:2000]
    log().error(
        "reaction failed", reaction=row.name, fact=row.fact_id, attempt=row.attempts, exc_info=error
    )
    session.commit()


def drain(table: Table) -> int:
    """Work off everything that waits now, consequences of consequences included."""
    count = 0
    while True:
        spread_now = spread(table)
        while do_next(table):
            count += 1
        if not spread_now:
            return count


def waiting() -> tuple[int, int]:
    """How many reactions wait, and how many of them have failed at least once."""
    rows = session.execute(select(Reaction.problem).where(Reaction.done_at.is_(None))).all()
    return len(rows), sum(1 for (problem,) in rows if problem)
