"""What the facts on record say about a person and a case (R13-R16), and what was found before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import TEAM_ROLES, OrganisationKind
from certplatform.domain.conflict_engine import BLOCKS, Judged, judge
from certplatform.domain.identity import mended_code
from certplatform.domain.impartiality import sentences_of
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.suspicion import Suspicion, suspicions
from certplatform.domain.workflow.assignment import EFFECTIVE, STANDING
from certplatform.domain.workflow.case import OPEN
from certplatform.domain.workflow.case_states import DRAFT, UNDECIDED
from certplatform.models.application import CaseConsultant, CaseOwner
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.conflict import ConflictCheck
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person
from certplatform.queries.barred import known_to
from certplatform.queries.cases import assignments_of, rules_of
from certplatform.queries.once import once
from certplatform.queries.plans import audit_days
from certplatform.queries.ties import contact_of, contacts_of, enterprise_of, facts_of, group_of


@once
def judged(case: Case, person: Person, on: date) -> Judged:
    """R13-R15: the facts on record and the answers of the rules by that day."""
    return judge(facts_of(person), enterprise_of(case, on), on, rules_of(case))


def said_of(case: Case, person: Person, on: date) -> list[Obstacle]:
    """R13-R15: every answer in a sentence, what blocks and what has to be cleared."""
    found = judged(case, person, on)
    return sentences_of(found, facts_of(person), enterprise_of(case, on), rules_of(case))


def is_tied(person: Person) -> bool:
    """Whether anything at all is on record of a person; most have nothing to be judged."""
    facts = facts_of(person)
    return bool(facts.ties or facts.kin)


def blocks_of(case: Case, person: Person, on: date) -> list[Obstacle]:
    """R13-R15: what stops a person by that day."""
    if not is_tied(person) or not judged(case, person, on).answers:
        return []
    return [one for one in said_of(case, person, on) if one.weight == BLOCKS]


def days_to_judge(case: Case, role: str) -> list[date]:
    """By which days a part is judged: the first audit day, once that has passed also today."""
    today = clock.today()
    first = min(audit_days(case), default=today) if role in TEAM_ROLES else today
    return sorted({first, max(first, today)})


def conflicts_now(case: Case, person: Person, role: str) -> list[Obstacle]:
    """R13-R15: what stops a person in this part as things stand."""
    found = [one for on in days_to_judge(case, role) for one in blocks_of(case, person, on)]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def conflicts_in_part(case: Case, role: str) -> list[Obstacle]:
    """R13-R15: what stops those who hold this part of the case."""
    holders = [one.person for one in assignments_of(case.id, *STANDING) if one.role == role]
    return [found for one in holders for found in conflicts_now(case, one, role)]


def to_clear(case: Case, person: Person) -> list[Suspicion]:
    """R13-R15: what somebody else has to clear in writing, by the first audit day and by today."""
    if not is_tied(person):
        return []
    today = clock.today()
    first = min(audit_days(case), default=today)
    found: dict[str, Suspicion] = {}
    for on in sorted({first, max(first, today)}):
        for one in said_of(case, person, on) if judged(case, person, on).answers else ():
            if one.weight == "clear":
                kind, _, shared = one.field.partition(":")
                found.setdefault(one.field, Suspicion(person.id, kind, shared, one))
    return list(found.values())


def enterprise_named(words: str) -> Organisation | None:
    """The registered enterprise of a code, or of a whole name."""
    plain = words.strip()
    return session.scalar(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.ENTERPRISE,
            or_(Organisation.code == mended_code(plain), Organisation.name == plain),
        )
        .order_by(Organisation.id)
        .limit(1)
    )


def latest_case_of(enterprise_id: int, body_id: int, viewer: int | None) -> Case | None:
    """The latest case of an enterprise that is open at a body, and of which the viewer may know."""
    return session.scalar(
        select(Case)
        .where(
            Case.enterprise_id == enterprise_id,
            Case.body_id == body_id,
            Case.state.in_(OPEN - {DRAFT}),
            known_to(viewer, Case.id),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )


def common_with(case: Case, person: Person) -> list[Obstacle]:
    """R16: what a person has in common with the enterprise's contacts, in sentences."""
    found = suspicions(person.id, contact_of(person), contacts_of(case), rules_of(case))
    return [one.obstacle for one in found]


def places_around(organisation_id: int) -> list[Assignment]:
    """Standing places at this enterprise and at all that are joined to it by ownership."""
    ids = {organisation_id, *(one.id for one in group_of(organisation_id, date.min, date.max))}
    own = session.get_one(Organisation, organisation_id)
    named_so = select(CaseOwner.case_id).where(
        or_(CaseOwner.code == (own.code or "-"), CaseOwner.name == own.name)
    )
    advised = select(CaseConsultant.case_id).where(
        or_(
            CaseConsultant.organisation_code == (own.code or "-"),
            CaseConsultant.organisation_name == own.name,
        )
    )
    return list(
        session.scalars(
            select(Assignment)
            .join(Case, Case.id == Assignment.case_id)
            .where(
                Assignment.state.in_(EFFECTIVE),
                Case.state.in_(UNDECIDED),
                or_(Case.enterprise_id.in_(ids), Case.id.in_(named_so.union(advised))),
            )
            .order_by(Assignment.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did on a case: the deed, how often, when last."""

    subject: str
    action: str
    count: int
    last_at: datetime


def in_conflict_since(place: Assignment) -> date:
    """Since when the facts against a place stand, but not before it was proposed."""
    proposed_on = clock.local_date(place.proposed_at)
    begun = [
        answer.tie.from_on or proposed_on
        for on in days_to_judge(place.case, place.role)
        for answer in judged(place.case, place.person, on).answers
    ]
    return max(min(begun, default=proposed_on), proposed_on)


def done_since(place: Assignment) -> list[Done]:
    """What the person did on the case since the facts against them stand.

    A vote is left out: nobody learns of it before the ballot is closed.
    """
    since = clock.at_local(in_conflict_since(place), 0)
    first, last = func.min(JournalEntry.at), func.max(JournalEntry.at)
    rows = session.execute(
        select(
            JournalEntry.subject,
            JournalEntry.action,
            func.count().label("times"),
            last.label("last_at"),
        )
        .where(
            JournalEntry.chain == f"case:{place.case_id}",
            JournalEntry.person_id == place.person_id,
            JournalEntry.at >= since,
            JournalEntry.action != "vote",
        )
        .group_by(JournalEntry.subject, JournalEntry.action)
        .order_by(first)
    )
    return [Done(one.subject, one.action, one.times, one.last_at) for one in rows]


def checks_of(case: Case) -> Sequence[ConflictCheck]:
    """Every check that was frozen with a case, in order."""
    return session.scalars(
        select(ConflictCheck).where(ConflictCheck.case_id == case.id).order_by(ConflictCheck.id)
    ).all()
