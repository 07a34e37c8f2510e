"""The certificate page: one glance, one statement, no session, no cookie."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.models.certificate import Certificate
from certplatform.registry.entry import STATUSES
from certplatform.settings import Settings
from tests.builders.certificate import (
    on_day,
    restore_it,
    suspend_it,
    withdraw_it,
)
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.people import World, sign_in_as
from tests.builders.statements import counted

WORDS = {"valid": "有效", "suspended": "暂停", "withdrawn": "撤销", "expired": "过期"}


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


@pytest.mark.parametrize("path", ["/c/{}", "/api/v1/certificates/{}", "/c/{}.pdf"])
def test_a_look_up_asks_the_database_once_also_for_somebody_signed_in(
    client: FlaskClient, world: World, certificate: Certificate, path: str
) -> None:
    sign_in_as(client, world.secretary)
    address = path.format(certificate.number)
    with counted() as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(asked) == 1
    assert "sign_in_session" not in asked[0]
    assert "Set-Cookie" not in answer.headers


def test_the_page_answers_in_words_whether_it_is_valid_today(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    page = client.get(f"/c/{certificate.number}").text
    assert certificate.number in page
    assert world.enterprise.name in page
    assert "该证书真实，今日有效" in page
    assert page.count("c-answer-question") == 4


def test_P38_each_change_of_status_shows_at_once_on_page_and_record(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    for deed, status in (
        (suspend_it, "suspended"),
        (restore_it, "valid"),
        (withdraw_it, "withdrawn"),
    ):
        deed(world, certificate)
        answer = client.get(f"/c/{certificate.number}")
        assert answer.status_code == 200
        assert WORDS[status] in answer.text
        assert "no-store" in answer.headers["Cache-Control"]
        record = client.get(f"/api/v1/certificates/{certificate.number}").get_json()
        assert record["status"] == status
        assert record["history"][0]["status"] == status


def test_a_withdrawn_certificate_reads_withdrawn_never_an_error(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    withdraw_it(world, certificate)
    answer = client.get(f"/c/{certificate.number}")
    assert answer.status_code == 200
    assert "该证书已被永久撤销" in answer.text
    assert client.get(f"/c/{certificate.number}.pdf").status_code == 200


def test_an_unknown_number_says_since_when_the_registry_is_complete(
    client: FlaskClient, certificate: Certificate
) -> None:
    with on_day(date(2027, 1, 4)):
        page = client.get("/c/IIIAC-99999IIIMS99999")
        record = client.get("/c/IIIAC-99999IIIMS99999", headers={"Accept": "application/json"})
    assert page.status_code == record.status_code == 404
    entered = clock.local_date(certificate.state_since_at).isoformat()
    assert entered in page.text
    body = record.get_json()
    assert record.content_type == "application/problem+json"
    assert body["complete_since"].startswith(entered[:8])


@pytest.mark.parametrize("revision", ["2", "99", "0"])
def test_P37_a_revision_that_was_never_entered_is_unknown(
    client: FlaskClient, certificate: Certificate, revision: str
) -> None:
    assert client.get(f"/c/{certificate.number}?r={revision}").status_code == 404


@pytest.mark.parametrize("revision", ["", "x", "-1", "1e3", "١", "99999999999999999999"])
def test_a_revision_that_is_no_number_means_the_newest(
    client: FlaskClient, certificate: Certificate, revision: str
) -> None:
    assert client.get(f"/c/{certificate.number}", query_string={"r": revision}).status_code == 200


def test_numbers_are_found_as_people_type_them(
    client: FlaskClient, certificate: Certificate
) -> None:
    typed = f" {certificate.number[:7].lower()} {certificate.number[7:]} "
    assert client.get(f"/c/{typed}").status_code == 200


@pytest.mark.parametrize("number", ["%00", "%FF%FE", "..%2f..%2fetc", "'%20OR%201=1--", "a" * 5000])
def test_strange_numbers_are_unknown_never_a_fault(client: FlaskClient, number: str) -> None:
    for path in (f"/c/{number}", f"/api/v1/certificates/{number}", f"/c/{number}.pdf"):
        assert client.get(path).status_code in {400, 404}


def test_the_file_comes_as_it_was_entered_as_an_attachment(
    client: FlaskClient, certificate: Certificate
) -> None:
    answer = client.get(f"/c/{certificate.number}.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    tag = answer.headers["ETag"]
    assert (
        client.get(f"/c/{certificate.number}.pdf", headers={"If-None-Match": tag}).status_code
        == 304
    )


def test_every_status_of_the_record_has_a_word(client: FlaskClient) -> None:
    del client
    assert set(WORDS) <= set(STATUSES)
