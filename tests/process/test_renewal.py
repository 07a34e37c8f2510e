"""A renewal keeps number and first issue date; the older revision reads superseded (R42, R50)."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from flask import Flask

from certplatform.db import session
from certplatform.documents.keyring import trusted
from certplatform.documents.sealcheck import check_seal
from certplatform.domain.errors import NotReady
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, NumberSerial
from certplatform.models.register import RegisterEntry
from certplatform.registry.entry import PublicRecord, find
from certplatform.registry.verify import check_digest
from certplatform.settings import Settings
from tests.builders.acceptance import planning_case
from tests.builders.certificate import certified_case, issued_revision, on_day, suspend_it
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.conclusion import review_case
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


def _renewal(world: World, certificate: Certificate, day: date) -> Case:
    with on_day(day):
        case = planning_case(world, case_type="renewal", certificate_id=certificate.id)
        return review_case(world, case)


def test_R50_a_renewal_in_time_is_the_next_revision_of_the_same_number(
    world: World, certificate: Certificate
) -> None:
    end, first = certificate.expires_on, certificate.first_issued_on
    begun = end - timedelta(days=170)
    with on_day(begun):
        case = certified_case(world, case=_renewal(world, certificate, begun))
    session.refresh(certificate)
    assert (certificate.revision, certificate.first_issued_on) == (2, first)
    assert certificate.expires_on == end + relativedelta(years=3)
    assert certificate.issued_on > first
    due = certificate.issued_on + relativedelta(months=12)
    assert certificate.next_surveillance_on == due
    assert session.query(Certificate).count() == 1
    assert session.query(NumberSerial).one().last == 1
    assert session.query(RegisterEntry).count() == 1
    assert case.state == "certified"
    _the_older_revision_reads_superseded(certificate)


def _the_older_revision_reads_superseded(certificate: Certificate) -> None:
    older = find(certificate.number, 1)
    assert isinstance(older, PublicRecord)
    assert (older.status, older.revision, older.newest) == ("superseded", 1, 2)
    newest = find(certificate.number)
    assert isinstance(newest, PublicRecord)
    assert (newest.status, newest.revision) == ("valid", 2)
    file = session.query(CertificateRevision).filter_by(revision=1).one().pdf_sha256 or ""
    assert check_seal(house().store.get(file), trusted(house().settings)).valid
    answer = check_digest(file)
    assert answer.record is not None
    assert answer.record.status == "superseded"


def test_R49_a_suspended_certificate_is_restored_before_it_is_renewed(
    world: World, certificate: Certificate
) -> None:
    begun = certificate.expires_on - timedelta(days=170)
    case = _renewal(world, certificate, begun)
    with on_day(begun):
        suspend_it(world, certificate)
        with pytest.raises(NotReady) as refused:
            issued_revision(world, case=case)
    assert [one.rule for one in refused.value.obstacles] == ["R49"]
