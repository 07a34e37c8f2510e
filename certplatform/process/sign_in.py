"""Signing in and out: sessions, lock-out, the fresh confirmation, pass words."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.errors import Invalid, NotVisible, TooOften
from certplatform.domain.people import must_be_password
from certplatform.domain.wording import N_
from certplatform.models.person import Person, SignInAttempt, SignInSession
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.passwords import hash_password, outdated, password_matches
from certplatform.queries.people import actor_of, person_by_email
from certplatform.queries.sessions import account_of, failures_of, hash_of, sessions_of

FAILURES = 10
WRONG = N_("The mail address or the password is not right.")
LOCKED = N_("Too many failed attempts. Please wait five minutes, then try again.")
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: its token goes into the cookie, only its hash is kept."""

    token: str
    person: Person


def sign_in(email: str, password: str, *, address: str = "", agent: str = "") -> Opened:
    """Open a session for whoever knows the pass word.

    Takes as long and says the same for accounts that do not exist. Raises Invalid or TooOften.
    """
    locked = failures_of(email, "password") >= FAILURES
    person = person_by_email(email) if email == email.strip() else None
    usable = person is not None and person.active and person.email_confirmed_at is not None
    kept = person.password_hash if person is not None and usable else ""
    right = password_matches(kept, password)
    if locked:
        raise TooOften(LOCKED)
    if person is None or not right:
        note_failure(email, "password")
        raise Invalid(WRONG)
    fresh_hash = hash_password(password) if outdated(kept) else kept
    token = open_session(person.id, address=address, agent=agent)
    if fresh_hash != kept:
        with deed(by=SYSTEM):
            session.get_one(Person, person.id).password_hash = fresh_hash
    return Opened(token, session.get_one(Person, person.id))


def note_failure(typed: str, kind: str) -> None:
    """Count a failed attempt."""
    with deed(by=SYSTEM) as act:
        session.add(SignInAttempt(account=account_of(typed), at=act.at, kind=kind))


def open_session(
    person_id: int, *, address: str = "", agent: str = "", second_factor: bool = False
) -> str:
    """Open a session for a person who has proved who they are; returns its token."""
    token = secrets.token_urlsafe(32)
    person = session.get_one(Person, person_id)
    with deed(by=actor_of(person)) as act:
        session.add(
            SignInSession(
                person_id=person_id,
                token_hash=hash_of(token),
                created_at=act.at,
                seen_at=act.at,
                fresh_at=act.at,
                second_factor=second_factor,
                address=address[:60],
                agent=agent[:200],
            )
        )
        act.log(f"person:{person_id}", "sign_in", address=address[:60])
    return token


def renew_token(session_id: int, *, by: Actor) -> str:
    """Give a session a new token, so that one planted before is worth nothing."""
    token = secrets.token_urlsafe(32)
    with deed(by=by):
        _own(session_id, by).token_hash = hash_of(token)
    return token


def sign_out(session_id: int, *, by: Actor) -> None:
    """End one session of one's own."""
    with deed(by=by) as act:
        found = _own(session_id, by)
        found.ended_at = found.ended_at or act.at
        act.log(f"person:{found.person_id}", "sign_out")


def sign_out_everywhere(*, by: Actor, but: int | None = None) -> int:
    """End all sessions of one's own, but perhaps this one; returns how many."""
    if by.person_id is None:
        raise NotVisible(ABSENT)
    with deed(by=by) as act:
        count = end_sessions(by.person_id, act.at, but=but)
        act.log(f"person:{by.person_id}", "sign_out_everywhere", ended=count)
    return count


def end_sessions(person_id: int, at: datetime, *, but: int | None = None) -> int:
    """End the sessions of a person inside an open deed."""
    ended = 0
    for live in sessions_of(person_id):
        if live.id != but:
            live.ended_at = at
            ended += 1
    return ended


def _own(session_id: int, by: Actor) -> SignInSession:
    found = session.get(SignInSession, session_id)
    if found is None or found.person_id != by.person_id:
        raise NotVisible(ABSENT)
    return found


def keep_alive(session_id: int, seen_at: datetime, *, by: Actor) -> None:
    """Remember that a session is in use, every few minutes."""
    if clock.now() - seen_at < SEEN_EVERY:
        return
    with deed(by=by) as act:
        _own(session_id, by).seen_at = act.at


def check_password(person: Person, password: str) -> None:
    """Raises Invalid or TooOften unless this is the person's pass word."""
    if failures_of(person.email, "password") >= FAILURES:
        raise TooOften(LOCKED)
    if not password_matches(person.password_hash, password):
        note_failure(person.email, "password")
        raise Invalid(
            N_("The password is not right."), fields={"password": N_("The password is not right.")}
        )


def confirm_presence(session_id: int, *, by: Actor) -> None:
    """Make a session fresh again, after pass word and second factor were checked."""
    with deed(by=by) as act:
        found = _own(session_id, by)
        found.fresh_at = act.at
        act.log(f"person:{found.person_id}", "confirm_presence")


def change_password(session_id: int, old: str, new: str, *, by: Actor) -> None:
    """Choose a new pass word; every other session of the person ends."""
    person = session.get_one(Person, by.person_id)
    try:
        check_password(person, old)
    except Invalid as wrong:
        raise Invalid(wrong.message, fields={"old": wrong.message}) from wrong
    must_be_password(new, person.name, person.email)
    kept = hash_password(new)
    with deed(by=by) as act:
        person = session.get_one(Person, by.person_id)
        person.password_hash = kept
        end_sessions(person.id, act.at, but=session_id)
        act.log(f"person:{person.id}", "change_password")


def change_locale(locale: str, *, by: Actor) -> None:
    """Choose the language of mails and pages."""
    if locale not in {"zh_CN", "en"}:
        raise Invalid(N_("This language is not offered."))
    with deed(by=by) as act:
        session.get_one(Person, by.person_id).locale = locale
        act.log(f"person:{by.person_id}", "change_locale", locale=locale)
