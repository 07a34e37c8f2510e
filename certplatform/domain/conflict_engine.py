"""R13-R15: whether a person's ties stop them or have to be cleared, each answer with its path.

`blocks`: certain facts lead from the person to the enterprise or its group. `clear`: a name had to
be guessed, only a share is held, or the tie is a relative's and past; somebody else looks at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from dateutil.relativedelta import relativedelta

from certplatform.domain.conflict_facts import (
    EMPLOYMENT,
    OWNERSHIP,
    SHAREHOLDING,
    WORK,
    Enterprise,
    Person,
)
from certplatform.domain.conflict_graph import PERSON, Graph, Link, facts_about, graph_of
from certplatform.domain.ownership import Evidence, Stake, Surroundings, surroundings
from certplatform.domain.ruleset import Ruleset

Verdict = Literal["blocks", "clear"]
BLOCKS: Verdict = "blocks"
CLEAR: Verdict = "clear"
# How an organisation stands to the enterprise, the nearest first.
ITSELF, GROUP, ALIKE, STAKE = "itself", "group", "alike", "stake"
ADVISER, ADVISERS_GROUP = "adviser", "advisers_group"


@dataclass(frozen=True, slots=True)
class Bond:
    """How an organisation is bound to the enterprise: how closely, how surely, by which links."""

    how: str
    certain: bool
    evidence: Evidence = ()
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says about one tie; `path` leads from the person to the enterprise."""

    rule: str
    verdict: Verdict
    bond: Bond
    path: tuple[Link, ...]

    @property
    def tie(self) -> Link:
        """The tie itself: the first link, after that to a relative."""
        return self.path[1] if self.path[0].target.startswith("kin:") else self.path[0]

    @property
    def kin(self) -> str:
        """The relative whose tie it is, if it is not the person's own."""
        return self.path[0].target if self.tie is not self.path[0] else ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The facts and what the rules answered; no answer means: nothing stands in the way."""

    graph: Graph
    answers: tuple[Answer, ...]
    window_from: date
    day: date

    @property
    def verdict(self) -> str:
        """The worst answer: blocks, clear or nothing."""
        found = {one.verdict for one in self.answers}
        return BLOCKS if BLOCKS in found else CLEAR if CLEAR in found else "nothing"


@dataclass(frozen=True, slots=True)
class _View:
    """The graph with what surrounds the enterprise and its consultancies, surely and perhaps."""

    graph: Graph
    sure: Surroundings
    perhaps: Surroundings
    advising: Surroundings
    least_share: Fraction


def judge(person: Person, enterprise: Enterprise, day: date, rules: Ruleset) -> Judged:
    """R13-R15 for one person by a day: the first audit day, or that of the act."""
    window_from = day - relativedelta(months=rules.number("R13.cooloff_months"))
    graph = graph_of(facts_about(person, enterprise), enterprise.organisation)
    answers: list[Answer] = []
    if person.ties or person.kin:
        view = _view(graph, window_from, day, rules)
        answers = _answers(view, window_from, day, rules)
    return Judged(graph, tuple(answers), window_from, day)


def _view(graph: Graph, first: date, last: date, rules: Ruleset) -> _View:
    control = Fraction(rules.number("R13.control_percent"), 100)
    holdings = graph.of_kind(OWNERSHIP)
    certain = [one for one in holdings if one.certain]
    return _View(
        graph,
        surroundings(certain, _sure(graph.enterprise), first, last, control),
        surroundings(holdings, graph.enterprise, first, last, control),
        surroundings(holdings, graph.advisers, first, last, control),
        Fraction(rules.number("R13.holding_percent"), 100),
    )


def _sure(nodes: dict[str, bool]) -> list[str]:
    return [one for one, certain in nodes.items() if certain]


def _answers(view: _View, first: date, day: date, rules: Ruleset) -> list[Answer]:
    """One answer for each tie and rule: the gravest of those for whom its mention may mean."""
    touching = [one for one in view.graph.links if _touches(one, first, day)]
    own = [one for one in touching if one.source == PERSON and one.target[:4] != "kin:"]
    family = {one.target: one for one in touching if one.target[:4] == "kin:"}
    theirs = [(family[one.source], one) for one in touching if one.source in family]
    found: list[Answer] = []
    for tie in own:
        found += _of_own(view, tie, rules)
    if rules.on_off("R15.declared_interest"):
        for to_kin, tie in theirs:
            found += _of_kin(view, to_kin, tie, day)
    return _gravest(found)


def _touches(link: Link, first: date, last: date) -> bool:
    if link.kind == OWNERSHIP:
        return False
    began = link.from_on is None or link.from_on <= last
    return began and (link.until_on is None or link.until_on >= first)


def _of_own(view: _View, tie: Link, rules: Ruleset) -> list[Answer]:
    found = []
    if tie.kind in WORK:
        found.append(_answer("R13", (tie,), _bond(view, tie)))
    if tie.kind == EMPLOYMENT and rules.on_off("R14.consultancy_link"):
        found.append(_answer("R14", (tie,), _advice(view, tie)))
    if tie.kind not in WORK and rules.on_off("R15.declared_interest"):
        found.append(_answer("R15", (tie,), _bond(view, tie)))
    return [one for one in found if one is not None]


def _of_kin(view: _View, to_kin: Link, tie: Link, day: date) -> list[Answer]:
    found = _answer("R15", (to_kin, tie), _bond(view, tie), present=tie.stands_on(day))
    return [found] if found is not None else []


def _answer(
    rule: str, ties: tuple[Link, ...], bond: Bond | None, *, present: bool = True
) -> Answer | None:
    if bond is None:
        return None
    certain = bond.certain and all(one.certain for one in ties)
    verdict = BLOCKS if certain and present else CLEAR
    return Answer(rule, verdict, bond, (*ties, *bond.evidence))


def _bond(view: _View, tie: Link) -> Bond | None:
    """How the organisation of a tie is bound to the enterprise; None where it is not."""
    node = tie.target
    if view.graph.enterprise.get(node):
        return Bond(ITSELF if tie.certain else ALIKE, tie.certain)
    if node in view.sure.group:
        return Bond(GROUP if tie.certain else ALIKE, tie.certain, view.sure.group[node])
    if node in view.perhaps.group:
        return Bond(ALIKE, certain=False, evidence=view.perhaps.group[node])
    return _stake(view, tie)


def _stake(view: _View, tie: Link) -> Bond | None:
    """Outside the group: a share that is large enough, or of any size where the person owns it."""
    owned, owner = view.perhaps.held.get(tie.target), view.perhaps.owners.get(tie.target)
    strong = [one for one in (owner, owned) if one and one.share >= view.least_share]
    if not strong and owner and tie.kind == SHAREHOLDING:
        strong = [owner]
    if not strong:
        return None
    best: Stake = max(strong, key=lambda one: one.share)
    return Bond(STAKE, certain=False, evidence=best.evidence, share=best.share)


def _advice(view: _View, tie: Link) -> Bond | None:
    """R14: the consultancy itself; one of its group has to be cleared."""
    advisers, node = view.graph.advisers, tie.target
    if node in advisers:
        named = [one for one in view.graph.of_kind("advice") if one.source == node][:1]
        return Bond(ADVISER, advisers[node] and tie.certain, tuple(named))
    if node in view.advising.group:
        links = view.advising.group[node]
        reached = {end for one in links for end in (one.source, one.target)} & set(advisers)
        named = [one for one in view.graph.of_kind("advice") if one.source in reached][:1]
        return Bond(ADVISERS_GROUP, certain=False, evidence=(*links, *named))
    return None


def _gravest(found: Iterable[Answer]) -> list[Answer]:
    """Of the answers of one rule about one fact, the gravest and then the nearest."""
    nearness = (ITSELF, ADVISER, GROUP, ADVISERS_GROUP, ALIKE, STAKE)
    best: dict[tuple[str, int, str], Answer] = {}
    for one in found:
        key = (one.rule, one.tie.fact, one.kin)
        held = best.get(key)
        rank = (one.verdict != BLOCKS, nearness.index(one.bond.how))
        if held is None or rank < (held.verdict != BLOCKS, nearness.index(held.bond.how)):
            best[key] = one
    return sorted(best.values(), key=lambda one: (one.tie.fact, one.rule))
