"""What the platform knows of an enterprise before its application is accepted.

Earlier cases and certificates, its group, entries that look like it, and what ties the body itself
to it. Of other bodies' cases an officer learns type, state and days, nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import or_, select

from certplatform.db import session
from certplatform.domain.acceptance import independence_obstacles
from certplatform.domain.actors import OrganisationKind, Role
from certplatform.domain.likeness import Entry, likenesses, pieces_of
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.workflow.case_states import DRAFT
from certplatform.models.application import CaseOwner
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.queries.barred import known_to
from certplatform.queries.cases import rules_of
from certplatform.queries.conflicts import blocks_of
from certplatform.queries.once import once
from certplatform.queries.people import holders
from certplatform.queries.ties import bonds_of, everybody_around, group_of, named

MOST_CASES, MOST_CERTIFICATES, MOST_ALIKE, MOST_CANDIDATES = 20, 20, 10, 200
_OWN_NUMBER = slice(8, 17)


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A case that came before; `case` only where it is the officer's own body's."""

    case_type: str
    state: str
    scheme: str
    scheme_version: str
    opened_on: date
    case: Case | None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another registered enterprise, and what it has in common with the applicant.

    Who it is may be told only where the body knows it already, or everybody does.
    """

    enterprise: Organisation
    common: tuple[str, ...]
    may_be_named: bool


@dataclass(frozen=True, slots=True)
class GroupMember:
    """An organisation of the same group with its certificates; empty where it may not be named."""

    name: str
    code: str
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All of it, for the page of acceptance."""

    cases: tuple[EarlierCase, ...]
    certificates: tuple[Certificate, ...]
    group: tuple[GroupMember, ...]
    look_alikes: tuple[LookAlike, ...]
    our_people: tuple[tuple[Person, tuple[Obstacle, ...]], ...]


def history_of(case: Case, on: date, viewer: int | None = None) -> History:
    """The history of the applicant as somebody of its body sees it, in a few statements."""
    return History(
        _earlier_cases(case),
        tuple(_certificates([case.enterprise_id])),
        _group(case, on, viewer),
        tuple(_look_alikes(case, viewer)),
        tuple(our_people_in_conflict(case, on)),
    )


def _earlier_cases(case: Case) -> tuple[EarlierCase, ...]:
    rows = session.scalars(
        select(Case)
        .where(Case.enterprise_id == case.enterprise_id, Case.id != case.id)
        .where(Case.body_id.is_not(None))
        .order_by(Case.id.desc())
        .limit(MOST_CASES)
    )
    return tuple(
        EarlierCase(
            one.case_type,
            one.state,
            one.scheme,
            one.scheme_version,
            one.opened_on,
            one if one.body_id == case.body_id else None,
        )
        for one in rows
    )


def _certificates(holders_: Sequence[int]) -> list[Certificate]:
    return list(
        session.scalars(
            select(Certificate)
            .where(Certificate.holder_id.in_(holders_), Certificate.state != "pending")
            .order_by(Certificate.id.desc())
            .limit(MOST_CERTIFICATES)
        )
    )


def _group(case: Case, on: date, viewer: int | None) -> tuple[GroupMember, ...]:
    """The group by ownership on record, by the parents named here, and by those named elsewhere."""
    window_from = on - relativedelta(months=rules_of(case).number("R13.cooloff_months"))
    owners = session.scalars(select(CaseOwner).where(CaseOwner.case_id == case.id)).all()
    named = [one.name for one in owners]
    codes = [one.code for one in owners if one.code]
    sisters = (
        select(Case.enterprise_id)
        .join(CaseOwner, CaseOwner.case_id == Case.id)
        .where(or_(CaseOwner.name.in_(named), CaseOwner.code.in_(codes)))
    )
    known = group_of(case.enterprise_id, window_from, on)
    ids = {one.id for one in known}
    related = session.scalars(
        select(Organisation)
        .where(
            or_(
                Organisation.id.in_(ids),
                Organisation.id.in_(sisters),
                Organisation.code.in_(codes),
            ),
            Organisation.id != case.enterprise_id,
        )
        .order_by(Organisation.id)
        .limit(MOST_CASES)
    ).all()
    held = _certificates([one.id for one in related]) if related else []
    told = _known_to(case.body_id, [one.id for one in related], viewer)
    members = [
        GroupMember(one.name, one.code or "", tuple(c for c in held if c.holder_id == one.id))
        if one.id in told or one.name in named or one.code in codes
        else GroupMember("", "", ())
        for one in related
    ]
    listed = {one.code for one in members} | {one.name for one in members}
    members += [
        GroupMember(one.name, one.code, ())
        for one in owners
        if one.name not in listed and (not one.code or one.code not in listed)
    ]
    return tuple(members)


def _known_to(body_id: int | None, ids: Sequence[int], viewer: int | None) -> set[int]:
    """Those enterprises that came to this body, or hold a certificate that all can look up.

    What is withheld from the viewer counts as not having come.
    """
    if not ids:
        return set()
    came = select(Case.enterprise_id).where(
        Case.enterprise_id.in_(ids),
        Case.body_id == body_id,
        Case.state != DRAFT,
        known_to(viewer, Case.id),
    )
    hold = select(Certificate.holder_id).where(
        Certificate.holder_id.in_(ids), Certificate.state != "pending"
    )
    return set(session.scalars(came.union(hold)))


def _look_alikes(case: Case, viewer: int | None) -> list[LookAlike]:
    """Registered enterprises that have something in common, the most alike first."""
    own = case.enterprise
    conditions = [Organisation.name.contains(one, autoescape=True) for one in pieces_of(own.name)]
    for column, value in (
        (Organisation.address, own.address),
        (Organisation.contact_phone, own.contact_phone),
        (Organisation.contact_email, own.contact_email),
    ):
        if value:
            conditions.append(column == value)
    if own.code:
        conditions.append(Organisation.code.contains(own.code[_OWN_NUMBER], autoescape=True))
    candidates = session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.ENTERPRISE,
            Organisation.id != own.id,
            or_(*conditions),
        )
        .order_by(Organisation.id.desc())
        .limit(MOST_CANDIDATES)
    )
    mine = _entry(own)
    compared = [(one, likenesses(mine, _entry(one))) for one in candidates]
    alike = [(one, common) for one, common in compared if common]
    known = _known_to(case.body_id, [one.id for one, _ in alike], viewer)
    found = [LookAlike(one, common, one.id in known) for one, common in alike]
    return sorted(found, key=lambda one: (-len(one.common), one.enterprise.id))[:MOST_ALIKE]


def _entry(one: Organisation) -> Entry:
    return Entry(one.name, one.code or "", one.address, one.contact_phone, one.contact_email)


@once
def our_people_in_conflict(case: Case, on: date) -> list[tuple[Person, tuple[Obstacle, ...]]]:
    """R13-R15 over the body's own assessors, so that the competence answer leaves them out."""
    people = holders(case.body_id or 0, Role.ASSESSOR_POOL)
    bonds_of([one.id for one in people])
    found = [(one, tuple(blocks_of(case, one, on))) for one in people]
    return [(one, against) for one, against in found if against]


def own_ties_obstacles(case: Case, on: date) -> list[Obstacle]:
    """R14, R15 for the body itself, with its own group and the enterprise's on that day."""
    if case.body is None:
        return []
    window_from = on - relativedelta(months=rules_of(case).number("R13.cooloff_months"))
    ours = [named(one) for one in (case.body, *group_of(case.body.id, window_from, on))]
    return independence_obstacles(ours, [everybody_around(case, on)])
