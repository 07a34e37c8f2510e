"""R13-R15 judged a second time, from a record's facts alone, by other means than the engine.

Nothing of certplatform is imported. Names are taken apart by hand instead of by patterns, the
calendar is walked day by day where something changes, control is found by a growing coalition on a
networkx graph, chains by shortest paths over logarithms of shares.
"""

import json
import math
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import networkx as nx

Record = dict[str, Any]
Verdicts = dict[tuple[int, str], str]
WORK = {"employment", "consultancy", "training", "internal_audit"}
LIMITED = ("有限责任公司", "有限公司")
STOCK = ("股份有限责任公司", "股份有限公司", "股份公司")
ENGLISH = {"ltd", "co", "company", "group", "inc"}
FORMS = (*STOCK, *LIMITED, "集团公司", "总公司", "公司", "集团", "总厂", "厂")


@cache
def folded(name: str) -> str:
    """A name in half width and lower case, without anything but letters and digits."""
    return "".join(one for one in unicodedata.normalize("NFKC", name).lower() if one.isalnum())


def code(mention: Record) -> str:
    """A code in half width and capitals."""
    return unicodedata.normalize("NFKC", mention["code"]).upper()


def english(name: str) -> list[str]:
    """The words of an English name; "company limited" and "co ltd" end as "ltd"."""
    marks = "".join(one if one.isalnum() else " " for one in unicodedata.normalize("NFKC", name))
    words = marks.lower().split()
    if words and words[-1] in {"ltd", "limited"}:
        words[-1] = "ltd"
        if words[-2:-1] in (["co"], ["company"]):
            del words[-2]
    return words


@cache
def whole(name: str) -> str:
    """A name with its legal form in one spelling."""
    plain = folded(name)
    if plain.isascii():
        return "".join(english(name))
    for forms, one in ((STOCK, STOCK[1]), (LIMITED, LIMITED[1])):
        for form in forms:
            if plain.endswith(form):
                return plain[: -len(form)] + one
    return plain


@cache
def core(name: str) -> str:
    """A Chinese name without brackets, legal forms and the branch behind them."""
    if folded(name).isascii():
        return "".join(one for one in english(name) if one not in ENGLISH)
    plain, depth, kept = unicodedata.normalize("NFKC", name).lower(), 0, ""
    for one in plain:
        depth += one == "("
        kept += one if not depth and not one.isspace() else ""
        depth -= one == ")" and depth > 0
    if kept.endswith("分公司") and "公司" in kept[:-3]:
        kept = kept[: kept.rindex("公司", 0, len(kept) - 3) + 2]
    while form := next((one for one in FORMS if kept.endswith(one)), ""):
        kept = kept[: -len(form)]
    for ending in ("省", "市"):
        kept = kept.partition(ending)[2] if kept[2:3] == ending else kept
    return kept


class SecondOpinion:
    """One record, judged anew."""

    def __init__(self, record: Record) -> None:
        self.record, self.facts = record, record["facts"]
        self.day, self.first = (date.fromisoformat(record[one]) for one in ("day", "window_from"))
        self.mentions = [record["enterprise"]] + [
            fact[end] for fact in self.facts for end in ("source", "target")
        ]
        self.mentions = [one for one in self.mentions if isinstance(one, dict)]
        self.known: dict[str, dict[str, bool]] = {}
        self.coded = {code(one): set[str]() for one in self.mentions if one["code"]}
        for one in self.mentions:
            if one["code"]:
                self.coded[code(one)] |= set(self._names(one))

    def _names(self, one: Record) -> list[str]:
        return [name for name in (one["name"], *one["aliases"]) if name]

    def identities(self, one: Record) -> dict[str, bool]:
        """Whom a mention means, and whether surely."""
        if one["code"]:
            return {code(one): True}
        key = json.dumps(one)
        if key not in self.known:
            self.known[key] = self._by_name(one)
        return self.known[key]

    def _by_name(self, one: Record) -> dict[str, bool]:
        wholes, cores = {whole(n) for n in self._names(one)}, {core(n) for n in self._names(one)}
        sure = {k for k, names in self.coded.items() if wholes & {whole(n) for n in names}}
        found = {
            key: False
            for key, names in self.coded.items()
            if cores & {core(n) for n in names if len(core(n)) > 1}
        }
        return found | (dict.fromkeys(sure, True) or self._uncoded(wholes, cores))

    def _uncoded(self, wholes: set[str], cores: set[str]) -> dict[str, bool]:
        found = {}
        for other in self.mentions:
            named, alike = whole(other["name"]), core(other["name"])
            if other["code"] or not (named in wholes or (alike in cores and len(alike) > 1)):
                continue
            found["=" + named] = named in wholes
        return found

    def stands(self, fact: Record, first: date, last: date) -> bool:
        began = fact["from_on"] is None or date.fromisoformat(fact["from_on"]) <= last
        return began and (fact["until_on"] is None or date.fromisoformat(fact["until_on"]) >= first)

    def days(self) -> list[date]:
        """Every day of the window on which the ownership differs from the day before."""
        turns = {self.first, self.day}
        for fact in self.facts:
            if fact["from_on"]:
                turns.add(date.fromisoformat(fact["from_on"]))
            if fact["until_on"]:
                turns.add(date.fromisoformat(fact["until_on"]) + timedelta(days=1))
        return sorted(one for one in turns if self.first <= one <= self.day)

    def owned_on(self, day: date, *, guesses: bool) -> "nx.DiGraph[str]":
        graph: nx.DiGraph[str] = nx.DiGraph()
        for fact in self.facts:
            if fact["kind"] != "ownership" or not self.stands(fact, day, day):
                continue
            share = Fraction(fact["share"] or "100") / 100
            for owner, sure in self.identities(fact["source"]).items():
                for owned, also in self.identities(fact["target"]).items():
                    if owner == owned or not (guesses or (sure and also)):
                        continue
                    held = graph.get_edge_data(owner, owned, {"share": Fraction(0)})["share"]
                    graph.add_edge(owner, owned, share=max(held, share))
        return graph

    def coalition(self, graph: "nx.DiGraph[str]", leader: str) -> set[str]:
        """Whom a leader controls: everybody is asked again until nobody more joins."""
        limit = Fraction(self.record["rules"]["R13.control_percent"], 100)
        members = {leader}
        while True:
            joined = {
                node
                for node in graph.nodes - members
                if sum(
                    (graph[by][node]["share"] for by in set(graph.pred[node]) & members),
                    Fraction(0),
                )
                > limit
            }
            if not joined:
                return members
            members |= joined

    def group(self, graph: "nx.DiGraph[str]", roots: Iterable[str]) -> set[str]:
        found = set(roots)
        coalitions = [self.coalition(graph, node) for node in graph.nodes]
        for root in list(found):
            found.update(*(one for one in coalitions if root in one))
        return found

    def reach(self, graph: "nx.DiGraph[str]", group: set[str]) -> dict[str, Fraction]:
        """The strongest product of shares from the group to each node, as a shortest path."""
        hub: nx.DiGraph[str] = nx.DiGraph()
        hub.add_node("*")
        hub.add_edges_from(("*", one, {"w": 0.0, "share": Fraction(1)}) for one in group)
        for owner, owned, data in graph.edges(data=True):
            weight = -math.log(data["share"]) if data["share"] < 1 else 0.0
            hub.add_edge(owner, owned, w=weight, share=data["share"])
        paths = nx.single_source_dijkstra_path(hub, "*", weight="w")
        return {
            node: math.prod(
                (hub[a][b]["share"] for a, b in pairwise(path)),
                start=Fraction(1),
            )
            for node, path in paths.items()
        }

    def bound(
        self, roots: dict[str, bool]
    ) -> tuple[set[str], set[str], dict[str, tuple[Fraction, Fraction]]]:
        """Sure members, possible members, and the shares above and below all others."""
        sure, maybe = set[str](), set[str]()
        shares: dict[str, tuple[Fraction, Fraction]] = {}
        for day in self.days():
            sure |= self.group(
                self.owned_on(day, guesses=False), [k for k, v in roots.items() if v]
            )
            graph = self.owned_on(day, guesses=True)
            now = self.group(graph, roots)
            maybe |= now
            down, up = self.reach(graph, now), self.reach(graph.reverse(), now)
            for node in set(down) | set(up):
                above, below = shares.get(node, (Fraction(0), Fraction(0)))
                shares[node] = (
                    max(above, up.get(node, Fraction(0))),
                    max(below, down.get(node, Fraction(0))),
                )
        return sure, maybe, shares

    def advisers(self) -> dict[str, bool]:
        """The consultancies that the application names, and whether surely."""
        found: dict[str, bool] = {}
        for fact in self.facts:
            if fact["kind"] == "advice":
                for key, certain in self.identities(fact["source"]).items():
                    found[key] = found.get(key, False) or certain
        return found

    def ties(self) -> list[tuple[int, Record]]:
        """What ties the person or the family to organisations inside the window, by its place."""
        touching = [
            (place, fact)
            for place, fact in enumerate(self.facts)
            if isinstance(fact["source"], str) and self.stands(fact, self.first, self.day)
        ]
        heads = {fact["target"] for _, fact in touching if isinstance(fact["target"], str)}
        return [
            (place, fact)
            for place, fact in touching
            if isinstance(fact["target"], dict) and fact["source"] in heads | {"person"}
        ]

    def verdicts(self) -> Verdicts:
        """blocks or clear by (place of the tie among the facts, rule)."""
        targets, advisers = self.identities(self.record["enterprise"]), self.advisers()
        around, circle = self.bound(targets), self.bound(advisers)[1]
        found: Verdicts = {}
        for place, fact in self.ties():
            own = fact["source"] == "person"
            for key, certain in self.identities(fact["target"]).items():
                self._judge(found, (place, fact), (key, certain), (targets, *around))
                if own and fact["kind"] == "employment" and self._on("R14.consultancy_link"):
                    named = advisers.get(key, False) and certain
                    self._note(found, (place, "R14"), named, key in advisers or key in circle)
        return found

    def _on(self, switch: str) -> bool:
        return bool(self.record["rules"][switch])

    def _judge(
        self,
        found: Verdicts,
        tie: tuple[int, Record],
        meant: tuple[str, bool],
        around: tuple[dict[str, bool], set[str], set[str], dict[str, tuple[Fraction, Fraction]]],
    ) -> None:
        (place, fact), (key, certain), (targets, sure, maybe, shares) = tie, meant, around
        own = fact["source"] == "person"
        rule = "R13" if own and fact["kind"] in WORK else "R15"
        if rule == "R15" and not self._on("R15.declared_interest"):
            return
        above, below = shares.get(key, (Fraction(0), Fraction(0)))
        inside = targets.get(key, False) or key in sure
        least = Fraction(self.record["rules"]["R13.holding_percent"], 100)
        near = key in targets or key in maybe or max(above, below) >= least
        near = near or (fact["kind"] == "shareholding" and above > 0)
        present = own or self.stands(fact, self.day, self.day)
        self._note(found, (place, rule), inside and certain and present, near)

    def _note(self, found: Verdicts, at: tuple[int, str], blocks: bool, clear: bool) -> None:
        if blocks:
            found[at] = "blocks"
        elif clear:
            found.setdefault(at, "clear")
