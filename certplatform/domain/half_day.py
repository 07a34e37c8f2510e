"""Half-days: when they begin and end by the local clock (Asia/Shanghai), and what meets them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

HALF_DAY_TIMES = {1: (time(9), time(12)), 2: (time(13, 30), time(17, 30))}


def half_days_met(start: datetime, end: datetime) -> Iterator[tuple[date, int]]:
    """The half-days that a stretch of local wall-clock time meets, in order.

    Touching is not meeting: what ends when a half-day begins leaves it free.
    """
    on = start.date()
    while on <= end.date():
        for half, (begins, ends) in HALF_DAY_TIMES.items():
            if start < datetime.combine(on, ends) and end > datetime.combine(on, begins):
                yield on, half
        on += timedelta(days=1)
