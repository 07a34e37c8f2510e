"""R59: the credit score of a body or person, which only logged events move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from certplatform.domain.ruleset import Ruleset


class UnknownEvent(KeyError):
    """An event that the scheme's weights do not know."""


@dataclass(frozen=True, slots=True)
class CreditEvent:
    """One logged event; `struck` when it was contested with success."""

    kind: str
    happened_on: date
    struck: bool = False


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """An event in the working of a score: what it costs, and until when it counts."""

    event: CreditEvent
    points: int
    counts_until: date
    counts: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """A score with its working, the latest event first."""

    score: int
    events: tuple[CountedEvent, ...]


def credit(events: Iterable[CreditEvent], today: date, rules: Ruleset) -> Credit:
    """R59: the score today: the start less the points of all events that still count."""
    counted = sorted(
        (_counted(one, today, rules) for one in events),
        key=lambda one: (one.event.happened_on, one.event.kind),
        reverse=True,
    )
    lost = sum(one.points for one in counted if one.counts)
    return Credit(max(rules.number("R59.start_score") - lost, 0), tuple(counted))


def _counted(event: CreditEvent, today: date, rules: Ruleset) -> CountedEvent:
    for row in rules.table("R59.weights"):
        if row["event"] == event.kind:
            months = int(str(row["expires_months"]))
            until = event.happened_on + relativedelta(months=months)
            counts = not event.struck and event.happened_on <= today <= until
            return CountedEvent(event, int(str(row["points"])), until, counts)
    raise UnknownEvent(event.kind)
