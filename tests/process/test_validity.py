"""Stage 10a: suspension, restoring, withdrawal, cancellation and expiry."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.errors import Invalid, NotFresh, NotNow, NotReady
from certplatform.models.assignment import Assignment
from certplatform.models.certificate import Certificate, StatusChange
from certplatform.process.validity import (
    cancel,
    expire_certificates,
    suspend,
    withdraw,
)
from certplatform.queries.certificates import case_of
from certplatform.queries.due import should_withdraw_list
from certplatform.registry.entry import PublicRecord, find
from certplatform.settings import Settings
from tests.builders.certificate import (
    coded,
    on_day,
    restore_it,
    suspend_it,
    withdraw_it,
)
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.people import World

WHY = "企业申请，经核实。"


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


def _public(certificate: Certificate) -> PublicRecord:
    found = find(certificate.number)
    assert isinstance(found, PublicRecord)
    return found


def test_R52_a_suspension_is_public_at_once_with_its_reason_class(
    world: World, certificate: Certificate
) -> None:
    with on_day(date(2026, 9, 1)):
        change = suspend_it(world, certificate)
        seen = _public(certificate)
    assert (seen.status, seen.since) == ("suspended", date(2026, 9, 1))
    assert seen.reason.zh
    assert seen.reason.zh != change.reason


def test_R49_a_suspended_certificate_is_not_suspended_again(
    world: World, certificate: Certificate
) -> None:
    suspend_it(world, certificate)
    with pytest.raises(NotNow):
        suspend_it(world, certificate)


@pytest.mark.parametrize("deed", [withdraw, cancel])
def test_R49_withdrawn_and_cancelled_are_final(
    world: World, certificate: Certificate, deed: object
) -> None:
    by = world.actor(world.secretary)
    lists = {withdraw: "withdraw_certificate", cancel: "cancel"}
    deed(certificate.id, reason_code=coded(lists[deed]), by=by, reason=WHY)  # type: ignore[operator]
    for further in (suspend_it, restore_it, withdraw_it):
        with pytest.raises(NotNow):
            further(world, certificate)


def test_R49_a_withdrawal_needs_words_and_a_reason_of_the_list(
    world: World, certificate: Certificate
) -> None:
    by = world.actor(world.secretary)
    with pytest.raises(Invalid):
        withdraw(certificate.id, reason_code=coded("withdraw_certificate"), by=by, reason=" ")
    with pytest.raises(Invalid):
        withdraw(certificate.id, reason_code="NOBODY_KNOWS", by=by, reason=WHY)
    assert session.get_one(Certificate, certificate.id).state == "valid"


def test_a_status_changes_only_with_a_fresh_sign_in(world: World, certificate: Certificate) -> None:
    stale = world.actor(world.secretary, fresh=False)
    with pytest.raises(NotFresh):
        suspend(certificate.id, reason_code=coded("suspend"), by=stale, reason=WHY)


def test_R48_restoring_needs_evidence(world: World, certificate: Certificate) -> None:
    suspend_it(world, certificate)
    with pytest.raises(NotReady) as refused:
        restore_it(world, certificate, evidence="  ")
    assert [one.rule for one in refused.value.obstacles] == ["R48"]
    restore_it(world, certificate)
    assert _public(certificate).status == "valid"


def test_R48_nobody_of_the_audit_team_restores(world: World, certificate: Certificate) -> None:
    suspend_it(world, certificate)
    case = case_of(certificate)
    assert case is not None
    # a person who once audited this enterprise works in the secretariat now
    lead = session.query(Assignment).filter_by(case_id=case.id, role=Role.LEAD).one()
    lead.person_id = world.secretary.id
    session.commit()
    with pytest.raises(NotReady) as refused:
        restore_it(world, certificate)
    assert [one.rule for one in refused.value.obstacles] == ["R48"]


def test_R48_a_suspension_is_listed_for_withdrawal_only_after_six_months(
    world: World, certificate: Certificate
) -> None:
    began = date(2026, 8, 31)
    with on_day(began):
        suspend_it(world, certificate)
    last = began + relativedelta(months=6)
    assert should_withdraw_list(SYSTEM, last - timedelta(1)) == []
    assert should_withdraw_list(SYSTEM, last) == []
    late = should_withdraw_list(SYSTEM, last + timedelta(1))
    assert [one.certificate.id for one in late] == [certificate.id]


def test_R49_a_certificate_expires_on_the_day_after_its_last(certificate: Certificate) -> None:
    end = certificate.expires_on
    for day, number in ((end - timedelta(1), 0), (end, 0), (end + timedelta(1), 1)):
        with on_day(day):
            assert expire_certificates(day) == number
    with on_day(end + timedelta(1)):
        assert expire_certificates(end + timedelta(1)) == 0
        assert (_public(certificate).status, _public(certificate).since) == (
            "expired",
            end + timedelta(1),
        )


def test_what_has_run_out_reads_expired_before_the_nightly_work(certificate: Certificate) -> None:
    with on_day(certificate.expires_on):
        assert _public(certificate).status == "valid"
    with on_day(certificate.expires_on + timedelta(1)):
        assert _public(certificate).status == "expired"
        assert session.get_one(Certificate, certificate.id).state == "valid"


def test_R06_a_withdrawal_for_the_enterprises_own_cause_is_marked(
    world: World, certificate: Certificate
) -> None:
    withdraw_it(world, certificate)
    change = session.query(StatusChange).filter_by(status="withdrawn").one()
    assert change.own_cause
    assert change.decided_by == world.secretary.id
    assert change.at == clock.now()
