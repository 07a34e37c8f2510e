"""One row of the checklist and its versions; nothing here looks at the other rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import TEAM_ROLES
from certplatform.domain.row_merge import FIELDS, NOTHING, RowContent
from certplatform.domain.workflow.assignment import EFFECTIVE
from certplatform.models.audit import Rating, RatingVersion
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.queries.audits import ChecklistRow, criterion_row
from certplatform.queries.cases import assignments_of, scheme_of
from certplatform.queries.plans import claims_of


@dataclass(frozen=True, slots=True)
class Said:
    """Who has said something last, and when."""

    name: str
    at: datetime


def row_of(case: Case, key: str) -> ChecklistRow | None:
    """The row of a key, found without laying out the checklist; None where there is none."""
    scheme = scheme_of(case)
    kind, _, rest = key.partition(":")
    if kind == "clause":
        found = next((one for one in scheme.clauses if one.code == rest and one.judged), None)
        return ChecklistRow(key, found.code, found.title, found.prompt) if found else None
    position, _, code = rest.partition(":")
    claim = next((one for one in claims_of(case) if str(one.position) == position), None)
    one = next((one for one in scheme.criteria if one.code == code), None)
    if kind != "claim" or claim is None or one is None:
        return None
    claimed = scheme.level(claim.level).rank
    return criterion_row(claim, one) if scheme.level(one.level).rank <= claimed else None


def content_of(row: Rating | RatingVersion | None) -> RowContent:
    """What a row says; nothing before it is judged."""
    return RowContent(row.result, row.note, tuple(row.evidence)) if row else NOTHING


def version_of(case: Case, key: str, version: int) -> RowContent | None:
    """What a version of a row said; None for one that is not on record."""
    if not version:
        return NOTHING
    found = session.scalar(
        select(RatingVersion).where(
            RatingVersion.case_id == case.id,
            RatingVersion.key == key,
            RatingVersion.version == version,
        )
    )
    return content_of(found) if found else None


def hands_on(case: Case, keys: Collection[str]) -> dict[str, set[int]]:
    """For each of some rows, ids of everybody who has judged it."""
    found: dict[str, set[int]] = {}
    rows = session.execute(
        select(RatingVersion.key, RatingVersion.by)
        .where(RatingVersion.case_id == case.id, RatingVersion.key.in_(keys))
        .distinct()
    )
    for key, person in rows:
        found.setdefault(key, set()).add(person)
    return found


def team_on(case: Case) -> set[int]:
    """Ids of everybody who is on the audit team now."""
    places = assignments_of(case.id, *EFFECTIVE)
    return {one.person_id for one in places if one.role in TEAM_ROLES}


def versions_of(case: Case, key: str, after: int = 0) -> list[RatingVersion]:
    """The versions of a row in their order."""
    return list(
        session.scalars(
            select(RatingVersion)
            .where(
                RatingVersion.case_id == case.id,
                RatingVersion.key == key,
                RatingVersion.version > after,
            )
            .order_by(RatingVersion.version)
        )
    )


def rating_of(case: Case, key: str) -> Rating | None:
    """The result of one row."""
    return session.scalar(select(Rating).where(Rating.case_id == case.id, Rating.key == key))


def ratings_on(case: Case, keys: Collection[str]) -> dict[str, Rating]:
    """The results of some rows."""
    query = select(Rating).where(Rating.case_id == case.id, Rating.key.in_(keys))
    return {one.key: one for one in session.scalars(query)}


def last_said(case: Case, key: str, base: int) -> Mapping[str, Said]:
    """For each field that changed since a version: who changed it last, and when."""
    before = version_of(case, key, base) or NOTHING
    told: dict[str, tuple[int, datetime]] = {}
    for one in versions_of(case, key, base):
        now = content_of(one)
        for field in FIELDS:
            if getattr(now, field) != getattr(before, field):
                told[field] = (one.by, one.at)
        before = now
    names = names_of([person for person, _ in told.values()])
    return {field: Said(names.get(person, ""), at) for field, (person, at) in told.items()}


def names_of(people: Sequence[int] | set[int]) -> dict[int, str]:
    """Names by person id; one statement."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(people))))
    return {one.id: one.name for one in rows}
