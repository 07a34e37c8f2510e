"""Who belongs to a group, and who only holds a share, by dated ownership in chains and circles.

An organisation controls another where it and those that it controls together hold more than a
given share of it. A group is whoever controls an organisation, with all whom they control. Outside
of it, the shares along a chain are multiplied. See docs/decisions/0005.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from certplatform.domain.conflict_graph import Link

Evidence = tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Stake:
    """A share held outside of a group, at its strongest, with the links that make it."""

    share: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around some organisations at some time: their group, owners and participations.

    `group` holds the evidence for each member; `owners` hold a share of a member, `held` are those
    of whom a member holds one.
    """

    group: Mapping[str, Evidence]
    owners: Mapping[str, Stake]
    held: Mapping[str, Stake]


class Holdings:
    """The holdings that stand on one day; of several between the same two the largest counts."""

    def __init__(self, links: Iterable[Link]) -> None:
        best: dict[tuple[str, str], Link] = {}
        for one in links:
            pair = (one.source, one.target)
            if pair not in best or one.share > best[pair].share:
                best[pair] = one
        self.down: dict[str, dict[str, Link]] = defaultdict(dict)
        self.up: dict[str, dict[str, Link]] = defaultdict(dict)
        for (owner, owned), one in best.items():
            self.down[owner][owned] = one
            self.up[owned][owner] = one

    def above(self, nodes: Iterable[str]) -> list[str]:
        """These nodes, then whoever holds shares of them, at any distance."""
        found = list(dict.fromkeys(nodes))
        for one in found:  # grows while it is walked; a circle ends because nobody comes twice
            found += [each for each in sorted(self.up.get(one, ())) if each not in found]
        return found

    def controlled_by(self, parent: str, control: Fraction) -> dict[str, Evidence]:
        """Whom it controls, itself included, with the holdings that make it so."""
        found: dict[str, Evidence] = {parent: ()}
        while fresh := self._next(found, control):
            found |= fresh
        return found

    def _next(self, found: Mapping[str, Evidence], control: Fraction) -> dict[str, Evidence]:
        reached = {each for one in found for each in self.down.get(one, ())} - set(found)
        fresh = {}
        for one in sorted(reached):
            if used := _majority([self.up[one][by] for by in self.up[one] if by in found], control):
                fresh[one] = _joined(*(found[each.source] for each in used), used)
        return fresh

    def strongest(self, start: Mapping[str, Evidence], *, upwards: bool) -> dict[str, Stake]:
        """The strongest chain from a group to each node outside of it; circles only weaken."""
        found = {one: Stake(Fraction(1), evidence) for one, evidence in start.items()}
        waiting = list(found)
        while waiting:
            waiting.sort(key=lambda one: (found[one].share, one))
            here = waiting.pop()
            for link in (self.up if upwards else self.down).get(here, {}).values():
                there = link.source if upwards else link.target
                share = found[here].share * link.share
                if there not in found or found[there].share < share:
                    found[there] = Stake(share, _joined(found[here].evidence, (link,)))
                    waiting = [one for one in waiting if one != there] + [there]
        return {one: stake for one, stake in found.items() if one not in start}


def surroundings(
    links: Sequence[Link], roots: Collection[str], first: date, last: date, control: Fraction
) -> Surroundings:
    """What stood around the roots on some day from `first` to `last`.

    Links of one chain must stand together on one of these days.
    """
    group: dict[str, Evidence] = {}
    owners: dict[str, Stake] = {}
    held: dict[str, Stake] = {}
    for day in _days(links, first, last):
        holdings = Holdings(one for one in links if one.stands_on(day))
        now = _group(holdings, roots, control)
        for one, evidence in now.items():
            if one not in group or len(evidence) < len(group[one]):
                group[one] = evidence
        _keep_strongest(owners, holdings.strongest(now, upwards=True))
        _keep_strongest(held, holdings.strongest(now, upwards=False))
    return Surroundings(group, owners, held)


def _days(links: Iterable[Link], first: date, last: date) -> list[date]:
    """The first day and those on which something begins: between them shares only get fewer."""
    begun = {one.from_on for one in links if one.from_on and first < one.from_on <= last}
    return [first, *sorted(begun)]


def _group(holdings: Holdings, roots: Collection[str], control: Fraction) -> dict[str, Evidence]:
    found: dict[str, Evidence] = {}
    for parent in holdings.above(sorted(roots)):
        below = holdings.controlled_by(parent, control)
        for root in sorted(set(roots) & set(below)):
            for one, evidence in below.items():
                path = _joined(below[root], evidence)
                if one not in found or len(path) < len(found[one]):
                    found[one] = path
    return found


def _majority(links: Sequence[Link], control: Fraction) -> Evidence:
    """The fewest holdings that together exceed what control takes; () where all do not."""
    used: list[Link] = []
    for one in sorted(links, key=lambda each: (-each.share, each.source)):
        used.append(one)
        if sum((each.share for each in used), Fraction(0)) > control:
            return tuple(used)
    return ()


def _joined(*parts: Evidence) -> Evidence:
    return tuple(dict.fromkeys(link for part in parts for link in part))


def _keep_strongest(kept: dict[str, Stake], found: Mapping[str, Stake]) -> None:
    for one, stake in found.items():
        if one not in kept or kept[one].share < stake.share:
            kept[one] = stake
