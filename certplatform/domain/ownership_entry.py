"""What an entry of ownership has to be: dates in order, shares within the whole, no circle."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from certplatform.domain.conflict_facts import OWNERSHIP, Holding, is_same
from certplatform.domain.conflict_graph import WHOLE, Fact, graph_of
from certplatform.domain.errors import Invalid
from certplatform.domain.ownership import Holdings
from certplatform.domain.wording import N_

HALF = Fraction(1, 2)


def must_be_a_holding(new: Holding, others: Sequence[Holding]) -> None:
    """Whether this can be true beside the others on record. Raises Invalid for the field."""
    if is_same(new.owner, new.owned):
        _refuse("parent_code", N_("An organisation does not own itself."))
    if new.until_on is not None and new.from_on is not None and new.until_on < new.from_on:
        _refuse("until_on", N_("The ownership ends before it begins."))
    if new.share is None or not 0 < new.share <= WHOLE:
        _refuse("share", N_("A share lies above 0 and up to 100 per cent."))
    for day in _days(new, others):
        standing = [one for one in others if _stands_on(one, day)]
        _must_fit(new, standing)
        _must_not_circle(new, standing)


def _must_fit(new: Holding, standing: Sequence[Holding]) -> None:
    siblings = [one for one in standing if is_same(one.owned, new.owned)]
    if any(is_same(one.owner, new.owner) for one in siblings):
        _refuse("from_on", N_("This ownership is on record for these days; end it first."))
    total = sum((one.share or Decimal(0) for one in (new, *siblings)), Decimal(0))
    if total > WHOLE:
        _refuse("share", N_("With the other owners on record it is more than 100 per cent."))


def _must_not_circle(new: Holding, standing: Sequence[Holding]) -> None:
    """A circle of smaller shares is possible; that somebody controls themselves is not."""
    facts = [Fact(OWNERSHIP, one.owner, one.owned, share=one.share) for one in (new, *standing)]
    links = graph_of(facts, new.owned).links
    holdings = Holdings(links)
    first = links[0]
    if first.source in holdings.controlled_by(
        first.target, HALF
    ) and first.target in holdings.controlled_by(first.source, HALF):
        told = N_("It would close a circle in which an organisation controls itself.")
        _refuse("parent_code", told)


def _days(new: Holding, others: Sequence[Holding]) -> list[date]:
    """The days on which the most shares can stand: where the new one or another begins."""
    first = new.from_on or date.min
    begun = {one.from_on for one in others if one.from_on and first < one.from_on}
    return [first, *sorted(one for one in begun if new.until_on is None or one <= new.until_on)]


def _stands_on(one: Holding, day: date) -> bool:
    began = one.from_on is None or one.from_on <= day
    return began and (one.until_on is None or day <= one.until_on)


def _refuse(field: str, told: str) -> None:
    raise Invalid(told, fields={field: told})
