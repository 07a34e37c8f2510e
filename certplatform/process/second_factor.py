"""The second factor: an app that shows codes, and codes on paper for when the phone is lost."""

import hashlib
import hmac
import secrets
from datetime import timedelta

import pyotp
from sqlalchemy import delete, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.errors import Invalid, NotNow, NotVisible, TooOften
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.models.person import Person, RecoveryCode, SignInAttempt, SignInSession
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.sessions import account_of, failures_of, hash_of

STEP = 30
DRIFT = 1
ISSUER = "certplatform"
CODES = 10
FAILURES = 5
WITHIN = timedelta(minutes=5)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
WRONG = N_("This code is not right, or it was used before. Wait for the next one.")


def new_secret(*, by: Actor) -> str:
    """Begin to set up an app: a new secret, of no effect until a code confirms it."""
    with deed(by=by) as act:
        person = _myself(by)
        if person.totp_confirmed_at is not None:
            raise NotNow(N_("An app is already set up. Remove it first."))
        person.totp_secret = pyotp.random_base32()
        act.log(f"person:{person.id}", "begin_second_factor")
        return person.totp_secret


def address_of_secret(person: Person) -> str:
    """What the QR code of the set-up page says."""
    return pyotp.TOTP(person.totp_secret).provisioning_uri(name=person.email, issuer_name=ISSUER)


def confirm_secret(session_id: int, code: str, *, by: Actor) -> list[str]:
    """Finish setting up with a first code; returns the recovery codes, shown this once."""
    _must_not_be_locked(by)
    with deed(by=by) as act:
        person = _myself(by)
        if person.totp_confirmed_at is not None or not person.totp_secret:
            raise NotNow(N_("Set up the app anew."))
        step = _step_of(person, code)
        if step:
            person.totp_confirmed_at = act.at
            person.totp_last_step = step
            _session_of(session_id, by).second_factor = True
            codes = _new_codes(person.id)
            act.log(f"person:{person.id}", "confirm_second_factor")
    if not step:
        _refuse(by)
    return codes


def show_second_factor(session_id: int, code: str, *, by: Actor) -> str:
    """Show a code of the app or of the paper; the session gets a new token, which is returned."""
    _must_not_be_locked(by)
    token = secrets.token_urlsafe(32)
    with deed(by=by) as act:
        person = _myself(by)
        right = _use(person, code)
        if right:
            found = _session_of(session_id, by)
            found.second_factor = True
            found.fresh_at = act.at
            found.token_hash = hash_of(token)
            act.log(f"person:{person.id}", "show_second_factor", way=right)
    if not right:
        _refuse(by)
    return token


def check_second_factor(code: str, *, by: Actor) -> None:
    """Use up a code without changing the session. Raises Invalid or TooOften."""
    _must_not_be_locked(by)
    with deed(by=by) as act:
        person = _myself(by)
        right = _use(person, code)
        if right:
            act.log(f"person:{person.id}", "check_second_factor", way=right)
    if not right:
        _refuse(by)


def renew_recovery_codes(*, by: Actor) -> list[str]:
    """Make ten new recovery codes; the old ones are worth nothing from now on."""
    with deed(by=by) as act:
        person = _myself(by)
        if person.totp_confirmed_at is None:
            raise NotNow(N_("Set up the app first."))
        codes = _new_codes(person.id)
        act.log(f"person:{person.id}", "renew_recovery_codes")
    return codes


def remove_second_factor(*, by: Actor) -> None:
    """Remove the app; roles that need one ask for a new one at once."""
    with deed(by=by) as act:
        person = _myself(by)
        _clear(person)
        for live in session.scalars(
            select(SignInSession).where(
                SignInSession.person_id == person.id, SignInSession.ended_at.is_(None)
            )
        ):
            live.second_factor = False
        act.log(f"person:{person.id}", "remove_second_factor")


def give_second_factor(person_id: int, secret: str, *, by: Actor = SYSTEM) -> None:
    """Set up an app with a known secret, for the printed accounts of a demonstration."""
    with deed(by=by) as act:
        if by is not SYSTEM or not house().settings.demo:
            raise NotVisible(ABSENT)
        person = session.get_one(Person, person_id)
        person.totp_secret = secret
        person.totp_confirmed_at = act.at
        act.log(f"person:{person.id}", "give_second_factor")


def _clear(person: Person) -> None:
    person.totp_secret = ""
    person.totp_confirmed_at = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _myself(by: Actor) -> Person:
    found = session.scalar(select(Person).where(Person.id == by.person_id).with_for_update())
    if found is None:
        raise NotVisible(ABSENT)
    return found


def _session_of(session_id: int, by: Actor) -> SignInSession:
    found = session.get(SignInSession, session_id)
    if found is None or found.person_id != by.person_id:
        raise NotVisible(ABSENT)
    return found


def _step_of(person: Person, code: str) -> int:
    """The time step of a right and unused code, else 0; one step of drift either way."""
    plain = "".join(code.split())
    if not plain.isascii() or not plain.isdigit() or not person.totp_secret:
        return 0
    now = int(clock.now().timestamp()) // STEP
    totp = pyotp.TOTP(person.totp_secret)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > person.totp_last_step and hmac.compare_digest(totp.at(step * STEP), plain):
            return step
    return 0


def _use(person: Person, code: str) -> str:
    """Use up a code: how it was shown, or '' when it is not right."""
    if person.totp_confirmed_at is None:
        return ""
    if step := _step_of(person, code):
        person.totp_last_step = step
        return "app"
    paper = session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.code_hash == _hash_of_code(person.id, code),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if paper is None:
        return ""
    paper.used_at = clock.now()
    return "paper"


def _new_codes(person_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = []
    for _ in range(CODES):
        plain = "".join(secrets.choice(ALPHABET) for _ in range(12))
        session.add(RecoveryCode(person_id=person_id, code_hash=_hash_of_code(person_id, plain)))
        codes.append("-".join((plain[:4], plain[4:8], plain[8:])))
    return codes


def _hash_of_code(person_id: int, code: str) -> str:
    plain = "".join(char for char in code.upper() if char.isalnum())
    key = house().settings.secret_key.encode()
    return hmac.new(key, f"recovery|{person_id}|{plain}".encode(), hashlib.sha256).hexdigest()


def _key(by: Actor) -> str:
    return f"second factor of {by.person_id}"


def _must_not_be_locked(by: Actor) -> None:
    if failures_of(_key(by), "second_factor", WITHIN) >= FAILURES:
        raise TooOften(N_("Too many wrong codes. Please wait five minutes, then try again."))


def _refuse(by: Actor) -> None:
    with deed(by=by) as act:
        session.add(SignInAttempt(account=account_of(_key(by)), at=act.at, kind="second_factor"))
    raise Invalid(WRONG, fields={"code": WRONG})
