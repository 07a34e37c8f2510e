"""Signed-in sessions by their token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.models.person import Person, SignInAttempt, SignInSession

IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=24)
FRESH = timedelta(minutes=15)
ATTEMPTS_WITHIN = timedelta(minutes=5)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session with its person."""

    session_id: int
    person: Person
    fresh: bool
    second_factor: bool
    seen_at: datetime


def signed_in(token: str, at: datetime) -> SignedIn | None:
    """The live session of a token; None when ended, idle too long, or the person is inactive."""
    found = session.execute(
        select(SignInSession, Person)
        .join(Person, Person.id == SignInSession.person_id)
        .where(SignInSession.token_hash == hash_of(token), SignInSession.ended_at.is_(None))
    ).first()
    if found is None:
        return None
    row, person = found
    if not person.active or at - row.seen_at > IDLE or at - row.created_at > LONGEST:
        return None
    return SignedIn(row.id, person, at - row.fresh_at <= FRESH, row.second_factor, row.seen_at)


def sessions_of(person_id: int) -> list[SignInSession]:
    """The live sessions of a person, the latest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
            .order_by(SignInSession.seen_at.desc())
        )
    )


def account_of(typed: str) -> str:
    """Under which key failures are counted: a hash, since pass words get typed there too."""
    return hashlib.sha256(typed.strip().lower().encode()).hexdigest()


def failures_of(typed: str, kind: str, within: timedelta = ATTEMPTS_WITHIN) -> int:
    """How often it failed lately for what was typed as account."""
    found = session.scalar(
        select(func.count(SignInAttempt.id)).where(
            SignInAttempt.account == account_of(typed),
            SignInAttempt.kind == kind,
            SignInAttempt.at > clock.now() - within,
        )
    )
    return found or 0
