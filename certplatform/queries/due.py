"""Certificates for which something is due: audits, reminders, suspension, withdrawal, expiry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from certplatform.db import session
from certplatform.domain import validity
from certplatform.domain.actors import Actor
from certplatform.domain.certificate import CURRENT, PENDING
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.surveillance import opens_on, reminders_owed, should_suspend
from certplatform.domain.workflow.case import OPEN
from certplatform.domain.workflow.certificate import SUSPENDED, VALID
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, Reminder
from certplatform.queries.barred import certificate_known_to
from certplatform.schemes import ruleset_on

LONGEST_LEAD = timedelta(days=366)
LONGEST_LIST = 200
SURVEILLANCE, EXPIRY, OVERDUE = "surveillance", "expiry", "overdue"


@dataclass(frozen=True, slots=True)
class Noticed:
    """A certificate on a list, and why it is there."""

    certificate: Certificate
    why: Sequence[Obstacle]


@dataclass(frozen=True, slots=True)
class Owed:
    """A reminder to be given (R46)."""

    certificate_id: int
    kind: str
    due_on: date
    days: int


def _with_rules(*conditions: ColumnElement[bool]) -> list[tuple[Certificate, Ruleset]]:
    """Certificates with the rule set that each keeps: that of its case."""
    rows = session.execute(
        select(Certificate, Case.rules_on)
        .join(
            CertificateRevision,
            (CertificateRevision.certificate_id == Certificate.id)
            & (CertificateRevision.state == CURRENT),
        )
        .join(Case, Case.id == CertificateRevision.case_id)
        .where(*conditions)
        .order_by(Certificate.id)
    )
    return [(one, ruleset_on(one.scheme, rules_on)) for one, rules_on in rows]


def surveillance_to_open(on: date) -> list[int]:
    """R45: valid certificates whose surveillance comes up and has no open case yet."""
    other = aliased(Case)
    is_open = exists().where(
        other.certificate_id == Certificate.id,
        other.case_type == SURVEILLANCE,
        other.state.in_(OPEN),
    )
    rows = _with_rules(
        Certificate.state == VALID,
        Certificate.next_surveillance_on <= on + LONGEST_LEAD,
        Certificate.next_surveillance_on <= Certificate.expires_on,
        Certificate.expires_on >= on,
        ~is_open,
    )
    return [
        one.id
        for one, rules in rows
        if one.next_surveillance_on and opens_on(one.next_surveillance_on, rules) <= on
    ]


def reminders_to_give(on: date) -> list[Owed]:
    """R46: the reminders that are owed on a day and were not given yet."""
    rows = _with_rules(
        Certificate.state.in_((VALID, SUSPENDED)),
        or_(
            Certificate.next_surveillance_on.between(on, on + LONGEST_LEAD),
            Certificate.expires_on.between(on, on + LONGEST_LEAD),
        ),
    )
    given = _given([one.id for one, _ in rows])
    owed = []
    for one, rules in rows:
        for kind, due_on in ((SURVEILLANCE, one.next_surveillance_on), (EXPIRY, one.expires_on)):
            if due_on is None:
                continue
            sent = given.get((one.id, kind, due_on), frozenset())
            owed += [
                Owed(one.id, kind, due_on, days) for days in reminders_owed(due_on, on, sent, rules)
            ]
    return owed


def _given(ids: Sequence[int]) -> dict[tuple[int, str, date], frozenset[int]]:
    found: dict[tuple[int, str, date], frozenset[int]] = {}
    for one in session.scalars(select(Reminder).where(Reminder.certificate_id.in_(ids))):
        key = (one.certificate_id, one.kind, one.due_on)
        found[key] = found.get(key, frozenset()) | {one.days}
    return found


def overdue_to_note(on: date) -> list[Noticed]:
    """R47: overdue certificates of which nobody was told yet."""
    told = exists().where(
        Reminder.certificate_id == Certificate.id,
        Reminder.kind == OVERDUE,
        Reminder.due_on == Certificate.next_surveillance_on,
    )
    return _overdue(on, ~told)


def should_suspend_list(actor: Actor, on: date) -> list[Noticed]:
    """R47: the “should suspend” list."""
    return _overdue(on, _known(actor))[:LONGEST_LIST]


def _overdue(on: date, *more: ColumnElement[bool]) -> list[Noticed]:
    rows = _with_rules(Certificate.state == VALID, Certificate.next_surveillance_on < on, *more)
    found = [
        Noticed(one, should_suspend(one.next_surveillance_on, on, rules))
        for one, rules in rows
        if one.next_surveillance_on
    ]
    return sorted(
        (one for one in found if one.why),
        key=lambda one: one.certificate.next_surveillance_on or on,
    )


def should_withdraw_list(actor: Actor, on: date) -> list[Noticed]:
    """R48: the “should withdraw” list."""
    rows = _with_rules(Certificate.state == SUSPENDED, Certificate.suspended_on < on, _known(actor))
    found = [
        Noticed(one, validity.should_withdraw(one.suspended_on, on, rules))
        for one, rules in rows
        if one.suspended_on
    ]
    return [one for one in found if one.why][:LONGEST_LIST]


def _known(actor: Actor) -> ColumnElement[bool]:
    return certificate_known_to(actor.person_id, Certificate.id)


def expired_before(on: date) -> list[int]:
    """R49: certificates whose last day has passed; one whose renewal is being made waits."""
    making = exists().where(
        CertificateRevision.certificate_id == Certificate.id,
        CertificateRevision.state == PENDING,
    )
    return list(
        session.scalars(
            select(Certificate.id)
            .where(Certificate.state.in_((VALID, SUSPENDED)), Certificate.expires_on < on, ~making)
            .order_by(Certificate.id)
        )
    )
