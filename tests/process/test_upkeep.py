"""A surveillance case goes its whole road, and what the panel decides takes effect (R45, R49)."""

import json
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from flask import Flask

from certplatform.db import session
from certplatform.jobs.issuing import make_file
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.models.conclusion import Conclusion
from certplatform.process.surveillance import open_due_surveillance
from certplatform.process.validity import apply_upkeep
from certplatform.queries.certificates import current_revision
from certplatform.registry.entry import PublicRecord, find
from certplatform.schemes import schemes
from certplatform.settings import Settings
from tests.builders.certificate import on_day
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.conclusion import review_case
from tests.builders.decision import all_vote, voting_case
from tests.builders.people import World
from tests.builders.review import PANEL


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


def decided(world: World, certificate: Certificate, choice: str, lowered: str = "") -> Case:
    """The first surveillance case, decided by the panel."""
    due = certificate.next_surveillance_on
    assert due is not None
    with on_day(due - timedelta(days=90)):
        open_due_surveillance(due - timedelta(days=90))
        case = session.query(Case).filter_by(case_type="surveillance").one()
        case = review_case(world, case)
        if lowered:
            conclusion = session.query(Conclusion).filter_by(case_id=case.id).one()
            conclusion.proposed_grade = lowered
            session.commit()
        case = voting_case(world, case)
    all_vote(world, case, [(choice, "")] * len(PANEL))
    return case


def _public(certificate: Certificate) -> PublicRecord:
    found = find(certificate.number)
    assert isinstance(found, PublicRecord)
    return found


def _apply(case: Case, choice: str) -> None:
    for _ in range(2):  # a reaction may be repeated
        apply_upkeep(case.id, case.certificate_id or 0, choice)


def test_R45_a_maintained_certificate_is_due_again_twelve_months_after_this_audit(
    world: World, certificate: Certificate
) -> None:
    case = decided(world, certificate, "maintain")
    assert case.state == "closed"
    _apply(case, "maintain")
    session.refresh(certificate)
    assert certificate.last_audit_on is not None
    again = certificate.last_audit_on + relativedelta(months=12)
    assert certificate.next_surveillance_on == again
    assert (_public(certificate).status, session.query(StatusChange).count()) == ("valid", 1)


@pytest.mark.parametrize(
    ("choice", "status"), [("suspend", "suspended"), ("withdraw", "withdrawn")]
)
def test_R49_the_panel_suspends_or_withdraws_once_with_a_public_reason(
    world: World, certificate: Certificate, choice: str, status: str
) -> None:
    case = decided(world, certificate, choice)
    _apply(case, choice)
    assert session.query(StatusChange).filter_by(status=status).count() == 1
    assert _public(certificate).status == status
    assert _public(certificate).reason.zh


def test_R51_a_reduced_certificate_gets_a_revision_with_the_lower_grade(
    world: World, certificate: Certificate
) -> None:
    lowest = schemes()[certificate.scheme].grades[0]
    case = decided(world, certificate, "reduce", lowest.code)
    _apply(case, "reduce")
    revision = session.query(CertificateRevision).filter_by(case_id=case.id).one()
    assert revision.state == "pending"
    make_file(revision.id)
    make_file(revision.id)
    session.refresh(certificate)
    current = current_revision(certificate.id)
    assert current is not None
    said = json.loads(current.content)
    assert (certificate.grade, certificate.revision, said["revision"]) == (lowest.code, 2, 2)
    assert {one["level"] for one in said["capabilities"]} == {lowest.level}
    assert _public(certificate).said["grade"] == lowest.code
    older = find(certificate.number, 1)
    assert isinstance(older, PublicRecord)
    assert (older.status, older.newest) == ("superseded", 2)
