"""A person's calendar towards the outside: the feed's secret address; busy time from elsewhere."""

import secrets
from datetime import datetime

from sqlalchemy import delete, insert

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotNow, NotVisible
from certplatform.domain.wording import N_
from certplatform.models.person_calendar import BusyTime, CalendarFeed
from certplatform.process.calendar_intake import Outside, busy_half_days
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.plan_calendar import busy_sources, feed_of
from certplatform.queries.sessions import hash_of

LONGEST_NAME = 80


def make_feed(*, by: Actor) -> str:
    """Give oneself a secret address, in place of the one before; returns its token, this once."""
    person, token = _own(by), secrets.token_urlsafe(32)
    with deed(by=by) as act:
        replaced = _revoke(person, act.at)
        session.add(CalendarFeed(person_id=person, token_hash=hash_of(token), made_at=act.at))
        act.log(f"person:{person}", "make_calendar_feed", replaced=replaced)
    return token


def revoke_feed(*, by: Actor) -> None:
    """Let the address lead nowhere from now on."""
    person = _own(by)
    with deed(by=by) as act:
        if not _revoke(person, act.at):
            raise NotNow(N_("There is no address to be revoked."))
        act.log(f"person:{person}", "revoke_calendar_feed")


def _revoke(person_id: int, at: datetime) -> bool:
    found = feed_of(person_id)
    if found is None:
        return False
    found.revoked_at = at
    session.flush()
    return True


def take_in_busy_time(source: str, content: bytes, *, by: Actor) -> Outside:
    """R20: keep when an outside calendar says busy, in place of what it said before."""
    person, name = _own(by), source.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        told = N_("Give the calendar a name of at most 80 characters.")
        raise Invalid(told, fields={"source": told})
    found = busy_half_days(content, clock.today())
    with deed(by=by) as act:
        _forget(person, name)
        if found.busy:
            rows = [
                {"person_id": person, "source": name, "on": on, "half": half, "imported_at": act.at}
                for on, half in sorted(found.busy)
            ]
            session.execute(insert(BusyTime), rows)
        act.log(
            f"person:{person}",
            "take_in_busy_time",
            half_days=len(found.busy),
            left_out=found.left_out,
        )
    return found


def remove_busy_time(source: str, *, by: Actor) -> None:
    """Forget what an outside calendar said. Raises NotVisible for one that is not there."""
    person = _own(by)
    with deed(by=by) as act:
        if source not in {name for name, _, _ in busy_sources(person)}:
            raise NotVisible(ABSENT)
        _forget(person, source)
        act.log(f"person:{person}", "remove_busy_time")


def _forget(person_id: int, source: str) -> None:
    session.execute(
        delete(BusyTime)
        .where(BusyTime.person_id == person_id, BusyTime.source == source)
        .execution_options(synchronize_session=False)
    )


def _own(by: Actor) -> int:
    if by.person_id is None:
        raise NotVisible(ABSENT)
    return by.person_id
