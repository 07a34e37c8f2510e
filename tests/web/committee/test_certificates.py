"""The secretariat's pages: issue, what should happen, suspend, restore, withdraw, cancel."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.settings import Settings
from tests.builders.certificate import coded, day_of_issue, on_day
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.publicity import issuing_case


@pytest.fixture
def settings(settings: Settings, certified: Snapshot, request: pytest.FixtureRequest) -> Settings:
    return copied(settings, certified) if "certificate" in request.fixturenames else settings


@pytest.fixture
def world(app: Flask, certified: Snapshot, request: pytest.FixtureRequest) -> World:
    assert app.testing
    return found_again(certified) if "certificate" in request.fixturenames else a_world()


@pytest.fixture
def certificate(world: World) -> Certificate:
    assert world.people
    return the_certificate()


def _page(certificate: Certificate, deed: str = "") -> str:
    return f"/committee/certificates/{certificate.public_id}{deed and '/' + deed}"


def _send(client: FlaskClient, certificate: Certificate, deed: str, **values: str) -> int:
    url = _page(certificate, deed)
    return client.post(url, data={**form_values(client, url), **values}).status_code


def test_R44_the_button_issues_once_and_a_second_click_shows_the_same_certificate(
    client: FlaskClient, world: World
) -> None:
    case = issuing_case(world)
    url = f"/committee/cases/{case.public_id}/certificate"
    with clock.simulated(day_of_issue(case)):
        sign_in_as(client, world.secretary)
        shown = client.get(url).text
        assert world.enterprise.name in shown
        values = form_values(client, url, "main form[action$=certificate]")
        assert client.post(url, data=values).status_code == 303
        again = client.post(url, data=values)
        number = session.query(Certificate).one().number
        assert again.status_code == 409
        assert number in again.text
        assert "已经签发" in again.text
    assert session.query(CertificateRevision).count() == 1


def test_R41_before_the_notice_has_ended_the_button_is_disabled_with_the_reason(
    client: FlaskClient, world: World
) -> None:
    case = issuing_case(world)
    url = f"/committee/cases/{case.public_id}/certificate"
    with clock.simulated(day_of_issue(case) - timedelta(days=1, hours=2)):
        sign_in_as(client, world.secretary)
        page = client.get(url).text
        assert "R41" in page
        values = form_values(client, url, "main form[action$=certificate]")
        assert client.post(url, data=values).status_code == 422
    assert session.query(Certificate).count() == 0


def test_a_certificate_is_suspended_and_restored_through_the_pages(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    sign_in_as(client, world.secretary)
    why = {"reason": "企业申请。"}
    assert _send(client, certificate, "suspend", reason_code=coded("suspend"), **why) == 303
    assert "暂停" in client.get(_page(certificate)).text
    restoring = {"reason_code": coded("restore"), **why}
    assert _send(client, certificate, "restore", **restoring) == 422
    assert _send(client, certificate, "restore", evidence="监督审核报告", **restoring) == 303
    session.expire_all()
    assert the_certificate().state == "valid"


def test_a_deed_without_words_keeps_what_was_typed(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    sign_in_as(client, world.secretary)
    url = _page(certificate, "withdraw")
    values = {**form_values(client, url), "reason": "   "}
    answer = client.post(url, data=values)
    assert answer.status_code == 422
    values["reason"], values["reason_code"] = "写好的理由不能丢", "NOBODY_KNOWS"
    answer = client.post(url, data=values)
    assert answer.status_code == 422
    assert "写好的理由不能丢" in answer.text
    assert the_certificate().state == "valid"


def test_the_lists_name_what_should_happen_and_why(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    due = certificate.next_surveillance_on
    assert due is not None
    with on_day(due + timedelta(days=3)):
        sign_in_as(client, world.secretary)
        page = client.get("/committee/certificates").text
    assert "R47" in page
    assert due.isoformat() in page


@pytest.mark.parametrize("who", ["case_officer", "applicant", "lead_1", "expert_1"])
def test_nobody_else_sees_or_does_any_of_it(
    client: FlaskClient, world: World, certificate: Certificate, who: str
) -> None:
    person = world.people.get(who)
    if person is None:
        person = world.assessors[0]
    sign_in_as(client, person)
    for url in ("/committee/certificates", _page(certificate), _page(certificate, "suspend")):
        assert client.get(url).status_code == 404
    assert client.post(_page(certificate, "suspend")).status_code in {400, 404}
    assert the_certificate().state == "valid"


def test_a_supervisor_looks_but_does_nothing(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    sign_in_as(client, world.supervisor)
    page = client.get(_page(certificate))
    assert page.status_code == 200
    assert "可执行的操作" not in page.text
    assert client.get(_page(certificate, "suspend")).status_code == 404
