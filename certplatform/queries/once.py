"""Facts that are asked for again and again while one page is drawn are read once.

Only a request that reads remembers: `reading()` opens the memory, the first deed, flush or end
of a transaction closes it. A deed therefore always judges what the database holds at its lock.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from functools import update_wrapper, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as OrmSession

from certplatform.db import READ_ONCE, session
from certplatform.models.base import Base

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def reading() -> None:
    """From here on the session remembers what it reads, until it changes something."""
    session.info[READ_ONCE] = {}


def forget() -> None:
    """The session reads everything anew from here on."""
    session.info.pop(READ_ONCE, None)


def once(query: Callable[P, T]) -> Callable[P, T]:
    """An answer of a query, remembered by its arguments while the session only reads."""

    @wraps(query)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        memory = session.info.get(READ_ONCE)
        if memory is None:
            return query(*args, **kwargs)
        key = (query, tuple(map(_key, args)), tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = query(*args, **kwargs)
        found: T = memory[key]
        return _own(found)

    return asked


def once_each(
    query: Callable[Concatenate[Collection[K], P], Mapping[K, T]],
) -> Callable[Concatenate[Collection[K], P], dict[K, T]]:
    """Answers by key, read for all keys in one go; those remembered are not read again."""

    def asked(keys: Collection[K], /, *args: P.args, **kwargs: P.kwargs) -> dict[K, T]:
        memory = session.info.get(READ_ONCE)
        if memory is None:
            return dict(query(keys, *args, **kwargs))
        rest = (query, tuple(map(_key, args)), tuple(sorted(kwargs.items())))
        missing = [one for one in keys if (rest, one) not in memory]
        if missing:
            memory.update(
                {(rest, one): found for one, found in query(missing, *args, **kwargs).items()}
            )
        return {one: _own(memory[(rest, one)]) for one in keys}

    update_wrapper(asked, query)
    return asked


def _key(one: object) -> object:
    return (type(one), one.id) if isinstance(one, Base) else one


def _own(answer: T) -> T:
    """A list is handed out as a copy, so that no caller reorders another's."""
    return cast("T", list(answer)) if isinstance(answer, list) else answer


@event.listens_for(OrmSession, "after_flush")
@event.listens_for(OrmSession, "after_commit")
@event.listens_for(OrmSession, "after_rollback")
def _close(changed: OrmSession, *_context: object) -> None:
    changed.info.pop(READ_ONCE, None)


@event.listens_for(OrmSession, "do_orm_execute")
def _close_before_a_change(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info.pop(READ_ONCE, None)
