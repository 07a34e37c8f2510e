"""What was checked, with which facts, and the answer: plain values to be frozen with the case.

Whoever has the record can come to the answer anew, without this program.
"""

from decimal import Decimal

from certplatform.domain.conflict_engine import Answer, Judged
from certplatform.domain.conflict_facts import Enterprise, Organisation, Person
from certplatform.domain.conflict_graph import Fact, Graph, Link
from certplatform.domain.ruleset import Ruleset

Plain = dict[str, object]
VALUES = (
    "R13.cooloff_months",
    "R13.control_percent",
    "R13.holding_percent",
)
SWITCHES = ("R14.consultancy_link", "R15.declared_interest")


def record_of(judged: Judged, person: Person, enterprise: Enterprise, rules: Ruleset) -> Plain:
    """The day, the values of the rules, the facts in order, the answers with their paths."""
    return {
        "person": person.name,
        "enterprise": _organisation(enterprise.organisation),
        "day": judged.day.isoformat(),
        "window_from": judged.window_from.isoformat(),
        "rules": {
            **{key: rules.number(key) for key in VALUES},
            **{key: rules.on_off(key) for key in SWITCHES},
        },
        "facts": [_fact(one) for one in judged.graph.facts],
        "verdict": judged.verdict,
        "answers": [_answer(one, judged.graph) for one in judged.answers],
    }


def _organisation(one: Organisation) -> Plain:
    return {"name": one.name, "code": one.code, "aliases": list(one.aliases)}


def _end(end: Organisation | str) -> object:
    return _organisation(end) if isinstance(end, Organisation) else end


def _fact(one: Fact) -> Plain:
    return {
        "kind": one.kind,
        "source": _end(one.source),
        "target": _end(one.target),
        "from_on": one.from_on.isoformat() if one.from_on else None,
        "until_on": one.until_on.isoformat() if one.until_on else None,
        "share": _share(one.share),
    }


def _share(share: Decimal | None) -> str | None:
    """Per cent in the shortest writing, so that one share is written in one way."""
    return None if share is None else f"{share.normalize():f}"


def _answer(one: Answer, graph: Graph) -> Plain:
    return {
        "rule": one.rule,
        "verdict": one.verdict,
        "bond": one.bond.how,
        "tie": one.tie.fact,
        "path": [_step(link, graph) for link in one.path],
    }


def _step(link: Link, graph: Graph) -> Plain:
    return {
        "fact": link.fact,
        "source": graph.shown(link.source),
        "target": graph.shown(link.target),
        "certain": link.certain,
    }
