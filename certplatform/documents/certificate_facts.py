"""What stands on a certificate (R43)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certplatform.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class PrintedSite:
    """A site of the annex."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class PrintedCapability:
    """A capability with viewpoint and level; codes go into the record, titles onto the paper."""

    name: str
    viewpoint: str
    viewpoint_title: Text
    level: str
    level_title: Text


@dataclass(frozen=True, slots=True)
class CertificatePrint:
    """Everything that stands on a certificate, frozen when it is issued."""

    number: str
    revision: int
    title: Text
    issuer_code: str
    issuer: Text
    body_code: str
    body: Text
    holder: str
    holder_en: str
    uscc: str
    address: str
    address_en: str
    sites: tuple[PrintedSite, ...]
    standard: str
    standard_title: Text
    scope: str
    scope_en: str
    capabilities: tuple[PrintedCapability, ...]
    grade: str
    grade_title: Text
    first_issued: date
    issued: date
    expires: date


def texts(facts: CertificatePrint) -> Iterator[str]:
    """Every text that will be printed."""
    yield from (facts.number, facts.holder, facts.holder_en, facts.uscc)
    yield from (facts.address, facts.address_en, facts.standard, facts.scope, facts.scope_en)
    for both in (facts.title, facts.issuer, facts.body, facts.standard_title, facts.grade_title):
        yield from (both.zh, both.en)
    for site in facts.sites:
        yield from (site.name, site.address)
    for held in facts.capabilities:
        yield held.name
        yield from (held.viewpoint_title.zh, held.viewpoint_title.en)
        yield from (held.level, held.level_title.zh, held.level_title.en)
    yield facts.grade
