"""The facts about one person and one enterprise as a graph: who is meant, joined by dated links.

A mention with a code is that organisation. One without is whichever organisations bear its whole
name; those that share only its core may be meant, and every link through such a guess is a guess.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from certplatform.domain.conflict_facts import (
    ADVICE,
    KINSHIP,
    OWNERSHIP,
    Enterprise,
    Holding,
    Kin,
    Organisation,
    Person,
    Tie,
)
from certplatform.domain.naming import core_name, has_same_core, plain_code, whole_name

PERSON = "person"
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact; its ends are organisations, the person, or one of the family by name."""

    kind: str
    source: Organisation | str
    target: Organisation | str
    from_on: date | None = None
    until_on: date | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A fact between two nodes; `certain` unless a name had to be guessed. `fact` is its place."""

    fact: int
    kind: str
    source: str
    target: str
    from_on: date | None
    until_on: date | None
    share: Fraction
    certain: bool

    def stands_on(self, day: date) -> bool:
        """Whether it stands on that day."""
        began = self.from_on is None or self.from_on <= day
        return began and (self.until_on is None or day <= self.until_on)


@dataclass
class _Known:
    """The organisations that the facts name, found again by code, whole name and core."""

    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    coded: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_core: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, one: Organisation) -> None:
        names = [found for each in one.names if (found := whole_name(each))]
        if one.code:
            node = f"code:{plain_code(one.code)}"
            for each in names:
                self.coded[each].add(node)
        elif names:
            node = f"name:{names[0]}"
            for each in names:
                self.by_name[each].add(node)
        else:
            return
        for each in one.names:
            if has_same_core(each, each):
                self.by_core[core_name(each)].add(node)

    def meant(self, one: Organisation) -> dict[str, bool]:
        """The nodes that a mention means, each with whether that is certain."""
        if one.code:
            return {f"code:{plain_code(one.code)}": True}
        names = [whole_name(each) for each in one.names]
        coded = {node for each in names for node in self.coded.get(each, ())}
        own = coded or {node for each in names for node in self.by_name.get(each, ())}
        alike = {node for each in one.names for node in self.by_core.get(core_name(each), ())}
        guesses = alike - own
        if coded:
            guesses = {node for node in guesses if node.startswith("code:")}
        return {**dict.fromkeys(sorted(guesses), False), **dict.fromkeys(sorted(own), True)}


@dataclass(frozen=True, slots=True)
class Graph:
    """Facts, links, and the nodes that mean the enterprise and the consultancies it names."""

    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    enterprise: dict[str, bool]
    advisers: dict[str, bool]

    def of_kind(self, kind: str) -> list[Link]:
        """The links of one kind."""
        return [one for one in self.links if one.kind == kind]

    def shown(self, node: str) -> str:
        """How a node is called: the name in the first fact that means it."""
        for one in self.links:
            fact = self.facts[one.fact]
            for end, mention in ((one.source, fact.source), (one.target, fact.target)):
                if end == node:
                    return mention.shown if isinstance(mention, Organisation) else mention
        return node.partition(":")[2]


def facts_about(person: Person, enterprise: Enterprise) -> list[Fact]:
    """All facts, the person's own first: the order in which links name them."""
    found = [_tie(one, PERSON) for one in person.ties]
    for one in person.kin:
        relative = kin_name(one)
        found.append(Fact(KINSHIP, PERSON, relative, one.from_on, one.until_on))
        found += [_tie(tie, relative) for tie in one.ties]
    found += [_held(one) for one in enterprise.all_holdings]
    found += [Fact(ADVICE, one, enterprise.organisation) for one in enterprise.advisers]
    return found


def kin_name(one: Kin) -> str:
    """A relative as an end of a fact, told apart from the person and from organisations."""
    return f"kin:{one.name}"


def _tie(one: Tie, source: str) -> Fact:
    return Fact(one.kind, source, one.organisation, one.from_on, one.until_on, one.share)


def _held(one: Holding) -> Fact:
    return Fact(OWNERSHIP, one.owner, one.owned, one.from_on, one.until_on, one.share)


def graph_of(facts: Sequence[Fact], enterprise: Organisation) -> Graph:
    """The graph of these facts; an unknown share of an owner counts as the whole."""
    known = _Known()
    for mention in _mentions(facts, enterprise):
        known.add(mention)
    links: list[Link] = []
    advisers: dict[str, bool] = {}
    for place, fact in enumerate(facts):
        sources, targets = _nodes(known, fact.source), _nodes(known, fact.target)
        if fact.kind == ADVICE:
            advisers |= {one: sure or advisers.get(one, False) for one, sure in sources.items()}
        links += [
            Link(place, fact.kind, one, other, fact.from_on, fact.until_on, _part(fact), a and b)
            for one, a in sources.items()
            for other, b in targets.items()
            if one != other or fact.kind == ADVICE
        ]
    return Graph(tuple(facts), tuple(links), known.meant(enterprise), advisers)


def _mentions(facts: Iterable[Fact], enterprise: Organisation) -> list[Organisation]:
    ends = [end for fact in facts for end in (fact.source, fact.target)]
    return [enterprise, *(one for one in ends if isinstance(one, Organisation))]


def _nodes(known: _Known, end: Organisation | str) -> dict[str, bool]:
    return {end: True} if isinstance(end, str) else known.meant(end)


def _part(fact: Fact) -> Fraction:
    return Fraction(WHOLE if fact.share is None else fact.share) / 100
