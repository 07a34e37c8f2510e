"""Employments in time: two full-time ones at once are a question to the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Employment:
    """An employment from its first to its last day; without a last day it goes on."""

    key: int
    organisation: str
    from_on: date
    until_on: date | None
    full_time: bool


def overlapping(one: Employment, others: Iterable[Employment]) -> list[Employment]:
    """The other full-time employments that share a day with this one, the earliest first."""
    if not one.full_time:
        return []
    found = [it for it in others if it.key != one.key and it.full_time and _meet(one, it)]
    return sorted(found, key=lambda it: (it.from_on, it.key))


def _meet(one: Employment, other: Employment) -> bool:
    starts_in_time = other.until_on is None or one.from_on <= other.until_on
    return starts_in_time and (one.until_on is None or other.from_on <= one.until_on)
