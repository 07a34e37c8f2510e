"""Instances with many cases about to be issued, played once and copied for each round."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event

from certplatform import clock
from certplatform.db import db
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import drain
from certplatform.models.organisation import Organisation
from certplatform.settings import Settings
from tests.builders.conclusion import review_case
from tests.builders.people import World
from tests.builders.publicity import issuing_case
from tests.conftest import TUESDAY
from tests.prove.instances import Instances, opened
from tests.prove.town import LARGE, a_town, tiny


@dataclass(frozen=True)
class Prepared:
    """An instance nobody has open, and what is needed to go on with it."""

    settings: Settings
    cases: tuple[int, ...]
    secretary: int
    at: datetime


_made: dict[tuple[str, int], Prepared] = {}


def issuing_instance(instances: Instances, kind: str, count: int) -> Prepared:
    """An instance with so many cases whose certificate can be issued, one of the large scheme."""
    if (kind, count) not in _made:
        _made[kind, count] = _play(instances, kind, count)
    return _made[kind, count]


def _play(instances: Instances, kind: str, count: int) -> Prepared:
    settings, _ = instances.fresh(kind)
    with opened(settings, TUESDAY):
        event.listen(db.engine, "connect", hurry)
        world, firms = a_town(count + 1)
        cases = [
            issuing_case(world, case=_reviewed(world, firm, part, LARGE if at == 0 else tiny()))
            for at, (firm, part) in enumerate(firms[1:])
        ]
        latest = max(one.state_since_at for one in cases)
        with clock.simulated(latest):
            drain(QUIET)  # what went before is not what is proved here
        return Prepared(settings, tuple(one.id for one in cases), world["secretary"].id, latest)


def _reviewed(world: World, firm: Organisation, part: str, scheme: str) -> Any:
    return review_case(world, applicant=part, enterprise=firm, scheme_code=scheme)


QUIET = {fact: dict.fromkeys(deeds, lambda *_: None) for fact, deeds in REACTIONS.items()}


def hurry(connection: Any, record: Any) -> None:
    """Do not wait for the disk while a world is built."""
    del record
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")
