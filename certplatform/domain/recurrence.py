"""Which recurrence rules of outside calendars are followed: those that surely come round again.

A rule that never comes true ("30 February") is looked for until the year 9999, one of every
second never ends; a hostile file has thousands of either. What people's calendars write keeps to a
few shapes, each of which comes round at least every eight years. All else is left out and counted.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

MOST_INTERVAL = 400
WEEKS_OF_MONTH = 4  # the fifth Monday of a month is not in every month
DAYS_OF_MONTH = 28  # nor is the 29th
LEAP_YEAR = 2024
_ALWAYS = frozenset({"FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST"})
_SHAPES: Mapping[str, tuple[frozenset[str], ...]] = {
    "DAILY": (frozenset(),),
    "WEEKLY": (frozenset(), frozenset({"BYDAY"})),
    "MONTHLY": (
        frozenset(),
        frozenset({"BYDAY"}),
        frozenset({"BYDAY", "BYSETPOS"}),
        frozenset({"BYMONTHDAY"}),
    ),
    "YEARLY": (
        frozenset(),
        frozenset({"BYMONTH"}),
        frozenset({"BYMONTH", "BYMONTHDAY"}),
        frozenset({"BYMONTH", "BYDAY"}),
        frozenset({"BYMONTH", "BYDAY", "BYSETPOS"}),
    ),
}
_DAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})


def is_followed(parts: Mapping[str, list[str]]) -> bool:
    """Whether a rule, as its upper-case parts and their values, is of a shape that comes round."""
    frequency = _only(parts, "FREQ", "")
    named = frozenset(parts) - _ALWAYS
    every_day = frequency == "DAILY" and named == {"BYDAY"} and _interval(parts) == 1
    if named not in _SHAPES.get(frequency, ()) and not every_day:
        return False
    return 0 < _interval(parts) <= MOST_INTERVAL and _days_come(parts) and _dates_come(parts)


def steps_to(parts: Mapping[str, list[str]], since: date, until: date) -> int:
    """How many days are walked over from the first day of a rule to a later one, at most."""
    days = max((until - since).days, 0) + 1
    return days // max(_interval(parts), 1) + 1


def parts_of(rule: str) -> dict[str, list[str]]:
    """The parts of a rule such as FREQ=WEEKLY;BYDAY=MO,TU."""
    found = {}
    for part in rule.upper().split(";"):
        name, _, value = part.partition("=")
        if name.strip():
            found[name.strip()] = value.strip().split(",")
    return found


def _only(parts: Mapping[str, list[str]], name: str, default: str) -> str:
    values = parts.get(name, [default])
    return values[0] if len(values) == 1 else ""


def _interval(parts: Mapping[str, list[str]]) -> int:
    return _number(_only(parts, "INTERVAL", "1"))


def _number(text: str) -> int:
    """A whole number with or without sign; 0 for anything else."""
    digits = text.lstrip("+-")
    known = digits.isascii() and digits.isdigit() and len(digits) <= len("0000")
    return int(text) if known else 0


def _days_come(parts: Mapping[str, list[str]]) -> bool:
    weekly = _only(parts, "FREQ", "") in {"DAILY", "WEEKLY"}
    for value in parts.get("BYDAY", []):
        which, day = value[:-2], value[-2:]
        if day not in _DAYS or (which and (weekly or not _comes(which, WEEKS_OF_MONTH))):
            return False
    if "BYSETPOS" in parts and any(value[:-2] for value in parts["BYDAY"]):
        return False  # the fourth of all first Mondays of a month
    return all(_comes(one, WEEKS_OF_MONTH) for one in parts.get("BYSETPOS", []))


def _dates_come(parts: Mapping[str, list[str]]) -> bool:
    months = [_number(one) for one in parts.get("BYMONTH", [])]
    if not all(1 <= one <= 12 for one in months):  # noqa: PLR2004 - months of a year
        return False
    days = [_number(one) for one in parts.get("BYMONTHDAY", [])]
    if all(0 < abs(one) <= DAYS_OF_MONTH for one in days):
        return True
    if _interval(parts) != 1 or not all(days):
        return False
    # the 31st comes every other month; with months named, each of them must have the day
    return all(1 <= abs(one) <= 31 for one in days) and (  # noqa: PLR2004 - days of a month
        not months or all(_has(month, abs(day)) for month in months for day in days)
    )


def _has(month: int, day: int) -> bool:
    return day <= monthrange(LEAP_YEAR, month)[1]


def _comes(which: str, most: int) -> bool:
    return 0 < abs(_number(which)) <= most
