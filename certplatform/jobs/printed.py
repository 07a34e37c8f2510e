"""What all printed documents share: number, head, addressee, words in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.documents.layout import Head, Signature
from certplatform.documents.notice import Addressee
from certplatform.documents.wording import worded
from certplatform.domain.facts import Fact
from certplatform.domain.scheme import Text
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import Organisation
from certplatform.models.outbox import StoredFact
from certplatform.models.person import Person
from certplatform.queries.applications import submitted_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.issuing import held_by
from certplatform.queries.reviews import latest_conclusion

NONE = Text("—", "—")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be made: the case it belongs to, its kind and number, and how."""

    case_id: int
    kind: str
    number: str
    render: Callable[[], bytes]


def place_of(fact_id: int, fact: Fact) -> int:
    """Which fact of its kind this is in its case, from 1: the same at every repetition."""
    return (
        session.scalar(
            select(func.count()).where(
                StoredFact.name == fact.name,
                StoredFact.case_id == fact.case_id,
                StoredFact.id <= fact_id,
            )
        )
        or 0
    )


def entry_of(case_id: int, action: str, place: int) -> JournalEntry | None:
    """The journal entry of the deed that told a fact: the one at that place among its kind."""
    return session.scalar(
        select(JournalEntry)
        .where(JournalEntry.chain == f"case:{case_id}", JournalEntry.action == action)
        .order_by(JournalEntry.seq)
        .offset(place - 1)
        .limit(1)
    )


def paper_number(case: Case, kind: str, serial: int = 1) -> str:
    """The number of a document: the case's, the kind, a serial."""
    return f"{case.number}-{kind.upper()}-{serial:02d}"


def name_of(organisation: Organisation | None) -> Text:
    """An organisation's name in both languages."""
    if organisation is None:
        return Text("", "")
    return Text(organisation.name, organisation.name_en or organisation.name)


def head_of(number: str, on: date, issuer: Text) -> Head:
    """The head of a document."""
    return Head(number, on, issuer, demo=house().settings.demo)


def addressee_of(case: Case) -> Addressee:
    """The enterprise as documents address it."""
    return Addressee(case.enterprise.name, case.enterprise.code or "", case.number)


def signed_by(role: Text, person_id: int | None, on: date | None) -> Signature:
    """A line signed in the system by a person on a day; empty where nobody has."""
    person = session.get(Person, person_id) if person_id else None
    return Signature(role, person.name if person else "", on if person else None)


def grade_of(case: Case, code: str) -> Text:
    """The name of a grade, or that there is none."""
    return scheme_of(case).grade(code).title if code else worded(N_("no grade"))


def grade_wanted(case: Case) -> Text:
    """The grade applied for, or of the certificate that the case is about."""
    held = held_by(case)
    code = case.grade_applied or (held.grade if held else "")
    return grade_of(case, code) if code else NONE


def scope_in(case: Case) -> str:
    """The scope of the application; of a case without one, that of its conclusion."""
    last = latest_conclusion(case)
    return submitted_of(case).scope or (last.scope if last else "") or NONE.zh
