"""The filing archive as its viewers may see it: search, one filing, and the looks at it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import rfc8785
from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import aliased, defer

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor, OrganisationKind, Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.retention import deletion_obstacles
from certplatform.models.filing import FiledCase, FilingLook
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.queries.barred import known_to
from certplatform.queries.cases import ABSENT
from certplatform.queries.page import Page, page_of

GENESIS = "0" * 64
PURPOSE_HOLDS = timedelta(hours=1)
STATED = "purpose"
EVERYWHERE = (Role.SUPERVISOR, Role.SECRETARIAT)


def chained(filed: FiledCase, case_number: str) -> str:
    """The digest of a filing over what it holds and the digest of the one before."""
    content = rfc8785.dumps(
        {
            "number": filed.number,
            "case": case_number,
            "entry_number": filed.entry_number,
            "dossier_sha256": filed.dossier_sha256,
            "filed_at": filed.filed_at.isoformat(),
            "keep_until_on": filed.keep_until_on.isoformat(),
            "previous": filed.previous,
        }
    )
    return hashlib.sha256(content).hexdigest()


def region_prefix(region: str) -> str:
    """The digits of a region that all regions within it share: 370000 -> 37, 370100 -> 3701."""
    while region.endswith("00"):
        region = region[:-2]
    return region


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who may look into the archive: a regulator within its region, committee office everywhere.

    A case with which somebody has a conflict of interest is withheld from them here too.
    """
    return and_(_within(actor), known_to(actor.person_id, FiledCase.case_id))


def _within(actor: Actor) -> ColumnElement[bool]:
    if any(actor.holds(role) for role in EVERYWHERE):
        return true()
    offices = {one.organisation_id for one in actor.holdings if one.role == Role.REGULATOR}
    if not offices:
        return false()
    regions = session.scalars(
        select(Organisation.region).where(
            Organisation.id.in_(offices), Organisation.kind == OrganisationKind.REGULATOR
        )
    )
    prefixes = {region_prefix(one) for one in regions}
    ways = [FiledCase.region.startswith(one, autoescape=True) for one in prefixes if one]
    return true() if "" in prefixes else or_(false(), *ways)


def visible_filings(actor: Actor) -> Select[FiledCase]:
    """All filings in an actor's sight; the dossier is read only where it is needed."""
    return select(FiledCase).options(defer(FiledCase.dossier)).where(visible_to(actor))


def filing_for(actor: Actor, public_id: str) -> FiledCase:
    """The filing of an address. Raises NotVisible when absent or out of sight."""
    found = session.scalar(visible_filings(actor).where(FiledCase.public_id == public_id))
    if found is None:
        raise NotVisible(ABSENT)
    return found


def latest_filing(case_id: int) -> FiledCase | None:
    """The latest entry of a case in the archive."""
    return session.scalar(
        select(FiledCase)
        .where(FiledCase.case_id == case_id)
        .order_by(FiledCase.entry_number.desc())
        .limit(1)
    )


def entries_of(filed: FiledCase) -> Sequence[FiledCase]:
    """All entries of the same case, the latest first."""
    return session.scalars(
        select(FiledCase)
        .options(defer(FiledCase.dossier))
        .where(FiledCase.case_id == filed.case_id)
        .order_by(FiledCase.entry_number.desc())
    ).all()


def latest_entries() -> ColumnElement[bool]:
    """Only the latest entry of each case: what lists and figures count."""
    later = aliased(FiledCase)
    return ~(
        select(later.id)
        .where(later.case_id == FiledCase.case_id, later.entry_number > FiledCase.entry_number)
        .exists()
    )


def obstacles_to_deleting(filed: FiledCase, today: date) -> list[Obstacle]:
    """R55: why the file cannot be deleted yet."""
    return deletion_obstacles(filed.keep_until_on, today)


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at a filing with who looked."""

    look: FilingLook
    person: str
    number: str
    enterprise: str


# Outside of these years nothing was ever filed, and an instant a day on may not exist.
FIRST_YEAR, LAST_YEAR = 1900, 9000
EXACT = ("grade", "state", "case_type")


def conditions(asked: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """What a search asks for: text, region, industry, grade, body, state, type, time of filing."""
    found: list[ColumnElement[bool]] = [latest_entries()]
    if words := asked.get("q", "").strip():
        found.append(
            or_(
                FiledCase.enterprise_name.contains(words, autoescape=True),
                FiledCase.enterprise_code == words.upper(),
                FiledCase.number == words.upper(),
                FiledCase.certificate_number == words.upper(),
            )
        )
    found += [getattr(FiledCase, name) == asked[name] for name in EXACT if asked.get(name)]
    if industry := asked.get("industry", "").strip().upper():
        found.append(FiledCase.industry.startswith(industry, autoescape=True))
    if region := asked.get("region", "").strip():
        found.append(FiledCase.region.startswith(region_prefix(region), autoescape=True))
    if body := asked.get("body", "").strip():
        found.append(FiledCase.body_name.contains(body, autoescape=True))
    return found + _times(asked)


def _times(asked: Mapping[str, str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if since := _day(asked.get("since", "")):
        found.append(FiledCase.filed_at >= clock.at_local(since, 0))
    if until := _day(asked.get("until", "")):
        found.append(FiledCase.filed_at < clock.at_local(until + timedelta(days=1), 0))
    return found


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def search_filings(actor: Actor, asked: Mapping[str, str], cursor: str = "") -> Page[FiledCase]:
    """A page of the filings in sight that answer a search, newest first."""
    return page_of(visible_filings(actor).where(and_(*conditions(asked))), FiledCase.id, cursor)


def stated_purpose(actor: Actor, filed: FiledCase, at: datetime) -> str:
    """The purpose the viewer has stated for this file within the last hour; '' when none."""
    return (
        session.scalar(
            select(FilingLook.purpose)
            .where(
                FilingLook.filed_case_id == filed.id,
                FilingLook.person_id == actor.person_id,
                FilingLook.what == STATED,
                FilingLook.at > at - PURPOSE_HOLDS,
            )
            .order_by(FilingLook.id.desc())
            .limit(1)
        )
        or ""
    )


def latest_looks(filing: FiledCase, limit: int = 50) -> Sequence[Looked]:
    """The latest looks at one filing, whoever looked."""
    query = (
        select(FilingLook, Person.name)
        .join(Person, Person.id == FilingLook.person_id)
        .where(FilingLook.filed_case_id == filing.id)
        .order_by(FilingLook.id.desc())
        .limit(limit)
    )
    return [
        Looked(look, name, filing.number, filing.enterprise_name)
        for look, name in session.execute(query)
    ]


def looks_page(actor: Actor, cursor: str = "") -> Page[Looked]:
    """Looks at the filings in sight, newest first."""
    query = (
        select(FilingLook)
        .join(FiledCase, FiledCase.id == FilingLook.filed_case_id)
        .where(visible_to(actor))
    )
    found = page_of(query, FilingLook.id, cursor)
    people = select(Person.id, Person.name).where(
        Person.id.in_({one.person_id for one in found.rows})
    )
    names = {one.id: one.name for one in session.execute(people)}
    files = {
        one: (number, name)
        for one, number, name in session.execute(
            select(FiledCase.id, FiledCase.number, FiledCase.enterprise_name).where(
                FiledCase.id.in_({one.filed_case_id for one in found.rows})
            )
        )
    }
    rows = [
        Looked(one, names.get(one.person_id, ""), *files[one.filed_case_id]) for one in found.rows
    ]
    return Page(rows, found.next_cursor, found.count)
