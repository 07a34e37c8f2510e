"""Stage 10b: surveillance that opens by itself, reminders, and what is overdue."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from flask import Flask

from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.facts import ReminderDue, SurveillanceOverdue
from certplatform.models.application import Claim, Site
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, Reminder
from certplatform.models.outbox import StoredFact
from certplatform.process.surveillance import (
    give_reminders,
    note_overdue,
    open_due_surveillance,
)
from certplatform.queries.due import should_suspend_list
from certplatform.settings import Settings
from tests.builders.certificate import on_day, suspend_it
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.people import World


@pytest.fixture
def settings(settings: Settings, certified: Snapshot) -> Settings:
    return copied(settings, certified)


@pytest.fixture
def world(app: Flask, certified: Snapshot) -> World:
    assert app.testing
    return found_again(certified)


@pytest.fixture
def certificate(world: World) -> Certificate:
    assert world.people
    return the_certificate()


def _due(certificate: Certificate) -> date:
    assert certificate.next_surveillance_on is not None
    return certificate.next_surveillance_on


def _open_on(day: date) -> int:
    with on_day(day):
        return open_due_surveillance(day)


def test_R45_the_first_surveillance_is_due_twelve_months_after_the_issue(
    certificate: Certificate,
) -> None:
    assert _due(certificate) == certificate.issued_on + relativedelta(months=12)


def test_R45_the_surveillance_case_opens_by_itself_ninety_days_before(
    certificate: Certificate,
) -> None:
    first = _due(certificate) - timedelta(days=90)
    assert _open_on(first - timedelta(1)) == 0
    assert _open_on(first) == 1
    assert _open_on(first) == 0
    assert _open_on(first + timedelta(1)) == 0
    case = session.query(Case).filter_by(case_type="surveillance").one()
    assert (case.state, case.due_on, case.certificate_id) == (
        "planning",
        _due(certificate),
        certificate.id,
    )
    assert case.body_id == certificate.body_id


def test_R26_a_surveillance_case_has_the_sites_and_capabilities_of_its_certificate(
    certificate: Certificate,
) -> None:
    _open_on(_due(certificate) - timedelta(days=90))
    first, case = session.query(Case).order_by(Case.id).all()
    for table in (Site, Claim):
        told = [
            [row.name for row in session.query(table).filter_by(case_id=one.id)]
            for one in (first, case)
        ]
        assert told[0] == told[1] != []
    assert session.query(Site).filter_by(case_id=case.id, headquarters=True).one().sampled


def test_a_suspended_certificate_gets_no_surveillance_case_by_itself(
    world: World, certificate: Certificate
) -> None:
    suspend_it(world, certificate)
    assert _open_on(_due(certificate) - timedelta(days=90)) == 0


@pytest.mark.parametrize("days", [90, 60, 30, 7])
def test_R46_each_reminder_is_given_once_on_its_day(certificate: Certificate, days: int) -> None:
    day = _due(certificate) - timedelta(days=days)
    with on_day(day):
        assert give_reminders(day) == 1
        assert give_reminders(day) == 0
    row = session.query(Reminder).one()
    assert (row.kind, row.due_on, row.days) == ("surveillance", _due(certificate), days)
    assert session.query(StoredFact).filter_by(name=ReminderDue.__name__).count() == 1


def test_R46_nobody_is_reminded_ninety_one_days_before(certificate: Certificate) -> None:
    day = _due(certificate) - timedelta(days=91)
    with on_day(day):
        assert give_reminders(day) == 0


def test_R46_the_end_of_validity_is_reminded_of_too(certificate: Certificate) -> None:
    certificate.next_surveillance_on = None
    session.commit()
    day = certificate.expires_on - timedelta(days=30)
    with on_day(day):
        assert give_reminders(day) == 1
    assert session.query(Reminder).one().kind == "expiry"


def test_R47_one_day_overdue_goes_onto_the_list_and_the_enterprise_is_told_once(
    certificate: Certificate,
) -> None:
    due = _due(certificate)
    for day, number in ((due - timedelta(1), 0), (due, 0), (due + timedelta(1), 1)):
        with on_day(day):
            assert len(should_suspend_list(SYSTEM, day)) == number
            assert note_overdue(day) == number
    with on_day(due + timedelta(2)):
        assert note_overdue(due + timedelta(2)) == 0
        assert len(should_suspend_list(SYSTEM, due + timedelta(2))) == 1
    assert session.query(StoredFact).filter_by(name=SurveillanceOverdue.__name__).count() == 1
    assert session.get_one(Certificate, certificate.id).state == "valid"
