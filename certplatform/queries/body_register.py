"""The register of a body: its people, searched, paged and as a whole; a constant cost per page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, and_, cast, exists, or_, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.people_register import WorkTerms
from certplatform.models.person import Membership, Person, Qualification
from certplatform.queries.page import Page, page_of
from certplatform.queries.record import terms_of

MOST_EXPORTED = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody of a body: roles held there, entries that count on the day, those that wait."""

    person: Person
    roles: tuple[str, ...]
    counting: tuple[Qualification, ...]
    waiting: int
    terms: WorkTerms | None


def register_page(organisation_id: int, asked: Mapping[str, Any], cursor: str = "") -> Page[Entry]:
    """A page of a body's people who answer a search; see `_asked` for what can be asked."""
    found = page_of(_asked(organisation_id, asked), Person.id, cursor)
    return Page(_entries(organisation_id, found.rows), found.next_cursor, found.count)


def whole_register(organisation_id: int, asked: Mapping[str, Any]) -> list[Entry]:
    """All of them for an export; at most MOST_EXPORTED."""
    query = _asked(organisation_id, asked).order_by(Person.id.desc()).limit(MOST_EXPORTED)
    return _entries(organisation_id, session.scalars(query).all())


def _asked(organisation_id: int, asked: Mapping[str, Any]) -> Any:
    """People by `q` (name or mail address), `role`, `levels` (one of them) and `industry`."""
    belongs = [
        Membership.person_id == Person.id,
        Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None),
    ]
    if role := asked.get("role"):
        belongs.append(Membership.role == role)
    query = select(Person).where(exists().where(*belongs))
    if words := asked.get("q"):
        query = query.where(
            or_(Person.name.contains(words, autoescape=True), Person.email == words.lower())
        )
    able = []
    if levels := asked.get("levels"):
        able.append(Qualification.level.in_(levels))
    if industry := asked.get("industry"):
        able.append(_covers(industry))
    if able:
        counts = _counting(organisation_id, clock.today())
        query = query.where(exists().where(Qualification.person_id == Person.id, *counts, *able))
    return query


def _counting(organisation_id: int, on: date) -> list[Any]:
    return [
        Qualification.organisation_id == organisation_id,
        Qualification.approved_at.is_not(None),
        Qualification.valid_from_on <= on,
        Qualification.valid_until_on >= on,
    ]


def _covers(industry: str) -> Any:
    """Entries that name this industry, a wider one, or none, which means all."""
    said = cast(Qualification.industries, String)
    wider = [industry[:length] for length in range(1, len(industry) + 1)]
    return or_(said == "[]", *(said.contains(f'"{one}"', autoescape=True) for one in wider))


def _entries(organisation_id: int, people: Sequence[Person]) -> list[Entry]:
    ids = [one.id for one in people]
    roles = _roles(organisation_id, ids)
    counting: dict[int, list[Qualification]] = defaultdict(list)
    waiting: dict[int, int] = defaultdict(int)
    today = clock.today()
    rows = session.scalars(
        select(Qualification)
        .where(
            Qualification.organisation_id == organisation_id,
            Qualification.person_id.in_(ids),
            or_(
                and_(*_counting(organisation_id, today)),
                and_(Qualification.approved_at.is_(None), Qualification.returned_at.is_(None)),
            ),
        )
        .order_by(Qualification.id)
    )
    for row in rows:
        if row.approved_at is None:
            waiting[row.person_id] += 1
        else:
            counting[row.person_id].append(row)
    terms = terms_of(ids, organisation_id)
    return [
        Entry(
            one,
            tuple(roles[one.id]),
            tuple(counting[one.id]),
            waiting[one.id],
            terms.get((one.id, organisation_id)),
        )
        for one in people
    ]


def _roles(organisation_id: int, people: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Membership.person_id, Membership.role)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.person_id.in_(people),
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.id)
    )
    for person_id, role in rows:
        found[person_id].append(Role(role))
    return found
