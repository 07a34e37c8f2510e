"""What a document says of itself: the period it covers, and the version written on it."""

from collections.abc import Mapping
from datetime import date

from certplatform.domain.scheme import DocumentKind
from certplatform.domain.wording import N_

LONGEST_EDITION = 40
EARLIEST = date(1980, 1, 1)


def period_faults(
    kind: DocumentKind, covers_from_on: date | None, covers_until_on: date | None, today: date
) -> Mapping[str, str]:
    """What is wrong with a period, by field; a period that began lies in the past and runs on."""
    faults: dict[str, str] = {}
    if kind.covers_period:
        missing = N_("This kind of document states the period it covers; enter the day.")
        given = {"covers_from_on": covers_from_on, "covers_until_on": covers_until_on}
        faults |= {name: missing for name, day in given.items() if day is None}
    if covers_from_on and covers_from_on > today:
        faults["covers_from_on"] = N_("The period begins in the future; enter when it began.")
    if covers_from_on and covers_until_on and covers_until_on < covers_from_on:
        faults["covers_until_on"] = N_("The period ends before it begins; check both days.")
    early = N_("This day cannot be right; please check the year.")
    for name, day in (("covers_from_on", covers_from_on), ("covers_until_on", covers_until_on)):
        if day and day < EARLIEST:
            faults[name] = early
    return faults
