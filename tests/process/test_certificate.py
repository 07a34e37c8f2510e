"""Stage 9: numbers, dates, one certificate per decision, and its entry in the registry."""

import json
import threading
from datetime import date, timedelta

import pytest
from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.documents.keyring import published_keys
from certplatform.documents.qr import check_token, record_digest
from certplatform.domain.errors import NotAllowed, NotFresh, NotNow, NotReady
from certplatform.domain.facts import CertificateIssued
from certplatform.extensions import house
from certplatform.jobs.issuing import make_file, reconcile, sealed_file
from certplatform.models.case import Case
from certplatform.models.certificate import (
    Certificate,
    CertificateRevision,
    NumberSerial,
    StatusChange,
)
from certplatform.models.document import StoredFile
from certplatform.models.outbox import StoredFact
from certplatform.models.register import RegisterEntry
from certplatform.process.certificate import certify, issue
from certplatform.queries.issuing import obstacles_to_issue
from tests.builders.certificate import (
    certificate_of,
    certified_case,
    day_of_issue,
    issued_revision,
)
from tests.builders.people import World, a_world
from tests.builders.publicity import issuing_case, notice_of, noticed_case


@pytest.fixture
def world(app: Flask) -> World:
    assert app.testing
    return a_world()


def _issue(world: World, case: Case) -> CertificateRevision:
    with clock.simulated(day_of_issue(case)):
        return issue(case.id, by=world.actor(world.secretary))


def test_issuing_fixes_number_content_and_token_and_leaves_the_case_in_issuing(
    world: World,
) -> None:
    revision = issued_revision(world)
    case = session.get_one(Case, revision.case_id)
    certificate = session.get_one(Certificate, revision.certificate_id)
    assert (case.state, certificate.state, revision.state) == ("issuing", "pending", "pending")
    said = json.loads(revision.content)
    assert said["number"] == certificate.number
    claims = check_token(revision.token, published_keys(house().settings))
    assert claims.number == certificate.number
    assert claims.sha256 == revision.content_sha256 == record_digest(said)
    assert session.query(StoredFact).filter_by(name=CertificateIssued.__name__).count() == 1
    assert session.query(RegisterEntry).count() == 0


def test_certifying_enters_the_certificate_and_ends_the_case(world: World) -> None:
    case = certified_case(world)
    certificate = certificate_of(case)
    revision = session.query(CertificateRevision).one()
    assert (case.state, certificate.state, revision.state) == ("certified", "valid", "current")
    assert session.query(RegisterEntry).one().number == certificate.number
    assert session.query(StatusChange).one().status == "valid"
    stored = session.query(StoredFile).filter_by(sha256=revision.pdf_sha256).one()
    assert house().store.get(stored.sha256).startswith(b"%PDF-")


def test_R41_a_certificate_is_issued_after_the_last_day_of_its_notice_not_on_it(
    world: World,
) -> None:
    case = issuing_case(world)
    end = notice_of(case).ends_on
    assert [one.rule for one in obstacles_to_issue(case, end)] == ["R41"]
    assert obstacles_to_issue(case, end + timedelta(days=1)) == []
    assert obstacles_to_issue(case, end + timedelta(days=2)) == []
    with clock.simulated(clock.at_local(end)), pytest.raises(NotReady):
        issue(case.id, by=world.actor(world.secretary))


def test_R41_a_certificate_ends_three_years_later_less_a_day(world: World) -> None:
    certificate = certificate_of(certified_case(world))
    issued = certificate.issued_on
    assert certificate.first_issued_on == issued
    assert certificate.expires_on == date(issued.year + 3, issued.month, issued.day) - timedelta(1)


def test_R42_numbers_of_one_body_and_year_run_without_gap(world: World) -> None:
    first = certificate_of(certified_case(world)).number
    serial = session.query(NumberSerial).one()
    assert serial.last == 1
    assert first.endswith("00001")
    assert first == first.upper()
    assert " " not in first


def test_R42_a_refused_issue_uses_no_number_up(world: World) -> None:
    case = issuing_case(world)
    with clock.simulated(clock.at_local(notice_of(case).ends_on)), pytest.raises(NotReady):
        issue(case.id, by=world.actor(world.secretary))
    assert session.query(NumberSerial).count() == 0
    assert _issue(world, case).revision == 1
    assert session.query(NumberSerial).one().last == 1


def test_R43_a_character_that_no_typeface_has_stops_the_issue_and_names_it(world: World) -> None:
    case = issuing_case(world)
    world.enterprise.name_en = "Unprintable \U0001f9ff"
    session.commit()
    with pytest.raises(NotReady) as refused:
        _issue(world, case)
    assert refused.value.obstacles[0].params["point"] == "U+1F9FF"
    assert session.query(Certificate).count() == 0


def test_R44_a_second_click_is_told_that_it_is_done_and_makes_nothing(world: World) -> None:
    revision = issued_revision(world)
    case = session.get_one(Case, revision.case_id)
    with pytest.raises(NotNow):
        _issue(world, case)
    assert session.query(Certificate).count() == 1
    assert session.query(NumberSerial).one().last == 1


def test_R44_twenty_simultaneous_clicks_make_one_certificate_and_one_number(
    app: Flask, world: World
) -> None:
    case = issuing_case(world)
    at, by, case_id = day_of_issue(case), world.actor(world.secretary), case.id
    session.commit()
    session.remove()
    barrier, told = threading.Barrier(20), []

    def click() -> None:
        with app.app_context(), clock.simulated(at):
            barrier.wait()
            try:
                issue(case_id, by=by)
                told.append("issued")
            except NotNow:
                told.append("not now")
            finally:
                session.remove()

    clicks = [threading.Thread(target=click) for _ in range(20)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(told) == ["issued", *["not now"] * 19]
    assert session.query(CertificateRevision).count() == 1
    assert session.query(Certificate).count() == 1
    assert session.query(NumberSerial).one().last == 1


def test_R44_a_job_that_is_repeated_at_any_point_makes_the_same_file_and_one_entry(
    world: World,
) -> None:
    revision = issued_revision(world)
    before = sealed_file(revision)
    make_file(revision.id)
    make_file(revision.id)
    certify(revision.case_id, pdf_sha256="0" * 64, size=1)
    session.refresh(revision)
    assert house().store.get(revision.pdf_sha256 or "") == before
    assert session.query(StoredFile).filter_by(sha256=revision.pdf_sha256).count() == 1
    assert session.query(RegisterEntry).count() == 1
    assert session.query(StatusChange).count() == 1


def test_R44_a_file_stored_before_the_worker_died_is_found_and_entered_later(
    world: World,
) -> None:
    revision = issued_revision(world)
    sha256 = house().store.put(sealed_file(revision))
    with clock.simulated(revision.signed_at + timedelta(minutes=5)):
        assert sha256 in reconcile().files_without_row
    with clock.simulated(revision.signed_at + timedelta(hours=2)):
        found = reconcile()
    assert found.remade == (revision.id,)
    assert sha256 not in found.files_without_row
    assert session.get_one(Case, revision.case_id).state == "certified"


def test_only_the_secretariat_issues_and_only_with_a_fresh_sign_in(world: World) -> None:
    case = issuing_case(world)
    with clock.simulated(day_of_issue(case)):
        with pytest.raises(NotFresh):
            issue(case.id, by=world.actor(world.secretary, fresh=False))
        with pytest.raises(NotAllowed):
            issue(case.id, by=world.actor(world.case_officer))


def test_nothing_is_issued_while_the_notice_runs(world: World) -> None:
    case = noticed_case(world)
    with pytest.raises(NotNow):
        issue(case.id, by=world.actor(world.secretary))
