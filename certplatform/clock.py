"""The one clock. Everything that asks for the time asks here; demo and tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_simulated: ContextVar[datetime | None] = ContextVar("simulated_now", default=None)


def now() -> datetime:
    """This instant in UTC, or the simulated one."""
    simulated = _simulated.get()
    return simulated if simulated is not None else datetime.now(UTC)


def today() -> date:
    """The local date (Asia/Shanghai)."""
    return local_date(now())


def local_date(instant: datetime) -> date:
    """The local date of an instant."""
    return instant.astimezone(LOCAL).date()


def local_time(instant: datetime) -> datetime:
    """The instant in local time."""
    return instant.astimezone(LOCAL)


def at_local(on: date, hour: int = 9, minute: int = 0) -> datetime:
    """The UTC instant of a local wall-clock time."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=LOCAL).astimezone(UTC)


@contextmanager
def simulated(instant: datetime) -> Iterator[None]:
    """Let the clock stand at `instant` inside the block (this thread and what it starts)."""
    token = _simulated.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _simulated.reset(token)
