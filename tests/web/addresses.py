"""Every address of the site with parts that really exist, case by case."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from certplatform.db import session
from certplatform.models.appeal import Appeal
from certplatform.models.assignment import Assignment
from certplatform.models.certificate import Certificate
from certplatform.models.document import Document
from certplatform.models.filing import FiledCase
from certplatform.models.finding import Finding
from certplatform.models.person import Qualification
from certplatform.models.publicity import PublicNotice
from tests.builders.everywhere import Site

Parts = dict[str, str | int]
PLAIN: Parts = {
    "token": "unknown",
    "number": 1,
    "position": 1,
    "role": "case_officer",
    "action": "suspend",
    "deed": "issue",
    "part": "system",
    "key": "unknown",
    "asked": "unknown",
    "kind": "csv",
    "about": "tie",
    "found": "unknown",
    "tie": "unknown",
    "contest": "unknown",
    "entry": "unknown",
    "link": "unknown",
    "pair": "unknown",
    "paper": "unknown",
    "said": "unknown",
    "filename": "unknown",
    "leftover": "unknown",
    "verdict": "take",
}


@dataclass(frozen=True)
class Address:
    """One address; `stage` names the case that it is about, "" when it is about none."""

    endpoint: str
    method: str
    path: str
    stage: str = ""
    mixed: bool = field(default=False)


def addresses(site: Site) -> list[Address]:
    """All of them: those about a case for every case, each with things of the case itself and,
    where it names two, also with the thing of a foreign case.
    """
    with site.app.app_context():
        shared = _shared(site)
        things = {stage: _things(case.id) for stage, case in site.town.cases.items()}
    found: list[Address] = []
    for rule in sorted(site.app.url_map.iter_rules(), key=lambda one: one.rule):
        if rule.endpoint != "static":
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found += _of_rule(site, rule, method, shared, things)
    return found


def _of_rule(
    site: Site, rule: Rule, method: str, shared: Parts, things: dict[str, Parts]
) -> Iterator[Address]:
    bound = set(rule.arguments)
    if not bound & {"case", "document", "assignment"}:
        yield Address(rule.endpoint, method, _path(site.app, rule, shared))
        return
    for stage, own in things.items():
        case = site.town.cases[stage].public_id
        if "case" in bound or bound & set(own):
            path = _path(site.app, rule, {**shared, **own, "case": case})
            yield Address(rule.endpoint, method, path, stage)
        if "case" in bound and bound & {"finding", "assignment", "document"}:
            other = things["correction" if stage != "correction" else "voting"]
            path = _path(site.app, rule, {**shared, **other, "case": case})
            yield Address(rule.endpoint, method, path, stage, mixed=True)


def _path(app: Flask, rule: Rule, parts: Parts) -> str:
    values = {name: parts.get(name, "unknown") for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def _shared(site: Site) -> Parts:
    world = site.town.world
    found: Parts = {**PLAIN, "person": world.assessor_5.public_id}
    found["organisation"] = found["body"] = world.body.public_id
    for name, model in (
        ("appeal", Appeal),
        ("certificate", Certificate),
        ("filing", FiledCase),
        ("notice", PublicNotice),
        ("qualification", Qualification),
    ):
        found[name] = session.scalars(select(model.public_id).order_by(model.id)).first() or "none"
    return found


def _things(case_id: int) -> Parts:
    found: Parts = {}
    for name, model in (("assignment", Assignment), ("finding", Finding), ("document", Document)):
        row = session.scalars(
            select(model.public_id).where(model.case_id == case_id).order_by(model.id)
        ).first()
        if row:
            found[name] = row
    return found
