"""The interface for machines keeps its contract and its own description."""

import hashlib
from typing import Any

import pytest
import rfc8785
from flask import Flask
from flask.testing import FlaskClient

from certplatform.db import session
from certplatform.documents.qr import check_token
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.web.guards import EVERYBODY, audience_of
from tests.api.shapes import problems
from tests.builders.certificate import suspend_it, withdraw_it
from tests.builders.people import World

RECORD = (
    "number revision status status_since status_reason holder sites issuer body standard scope "
    "scope_en grade capabilities first_issued issued expires next_surveillance_due history "
    "verify_url pdf_url pdf_sha256"
)
HOLDER = ["name", "name_en", "uscc", "address", "region", "industry"]
BEYOND_CONTENT = {
    "status",
    "status_since",
    "status_reason",
    "next_surveillance_due",
    "history",
    "verify_url",
    "pdf_url",
    "pdf_sha256",
}


def _record(client: FlaskClient, certificate: Certificate) -> dict[str, Any]:
    answer = client.get(f"/api/v1/certificates/{certificate.number}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def _described(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").get_json()
    return found


def _shape(described: dict[str, Any], path: str, deed: str = "get") -> dict[str, Any]:
    answer = described["paths"][path][deed]["responses"]["200"]
    found: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return found


def test_the_record_has_exactly_the_members_of_the_contract_in_their_order(
    client: FlaskClient, certificate: Certificate
) -> None:
    record = _record(client, certificate)
    assert " ".join(record) == RECORD
    assert list(record["holder"]) == HOLDER
    assert record["verify_url"] == f"http://127.0.0.1:8000/c/{certificate.number}?r=1"


def test_page_and_interface_give_the_same_record(
    client: FlaskClient, certificate: Certificate
) -> None:
    page = client.get(f"/c/{certificate.number}", headers={"Accept": "application/json"})
    assert page.get_json() == _record(client, certificate)


def test_the_token_of_the_qr_code_is_checked_with_the_published_keys_alone(
    client: FlaskClient, certificate: Certificate
) -> None:
    token = session.query(CertificateRevision).one().token
    claims = check_token(token, client.get("/.well-known/jwks.json").get_json())
    record = _record(client, certificate)
    content = {name: value for name, value in record.items() if name not in BEYOND_CONTENT}
    assert claims.sha256 == hashlib.sha256(rfc8785.dumps(content)).hexdigest()
    assert (claims.number, claims.holder) == (record["number"], record["holder"]["uscc"])


def test_answers_have_the_shape_that_the_description_promises(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    whole = _described(client)
    for deed in (lambda: None, lambda: suspend_it(world, certificate)):
        deed()
        record = _record(client, certificate)
        assert problems(record, _shape(whole, "/api/v1/certificates/{number}"), whole) == []
    for path in ("/api/v1/certificates", "/api/v1/notices"):
        listed = client.get(path).get_json()
        assert listed["count"] == 1
        assert problems(listed, _shape(whole, path), whole) == []
    sent = client.post("/api/v1/verify", json={"number": certificate.number}).get_json()
    assert problems(sent, _shape(whole, "/api/v1/verify", "post"), whole) == []


def test_a_wrong_shape_is_seen(client: FlaskClient, certificate: Certificate) -> None:
    whole = _described(client)
    shape = _shape(whole, "/api/v1/certificates/{number}")
    record = _record(client, certificate)
    for wrong in (
        {**record, "more": 1},
        {**record, "status": "pending"},
        {**record, "revision": "1"},
        {**record, "issued": "yesterday"},
        {name: value for name, value in record.items() if name != "scope"},
    ):
        assert problems(wrong, shape, whole)


def test_all_of_the_interface_is_described(app: Flask, client: FlaskClient) -> None:
    routes = {
        (rule.rule.replace("<number>", "{number}"), deed.lower())
        for rule in app.url_map.iter_rules()
        for deed in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    told = {(path, deed) for path, deeds in _described(client)["paths"].items() for deed in deeds}
    assert routes == told
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            assert audience_of(app, rule.endpoint) == {EVERYBODY}


def test_a_client_that_has_the_record_already_is_told_so(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    path = f"/api/v1/certificates/{certificate.number}"
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    withdraw_it(world, certificate)
    changed = client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.get_json()["status"] == "withdrawn"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ([], 422),
        ({"number": 7}, 422),
        ({"number": "X", "revision": -1}, 422),
        ({"number": "X", "revision": 10**30}, 422),
        ({"number": "X", "revision": True}, 422),
        ({"sha256": "zz"}, 422),
        ({"number": "\x00"}, 200),
        ({"sha256": "0" * 64}, 200),
    ],
)
def test_questions_that_make_no_sense_are_problems_never_faults(
    client: FlaskClient, body: object, status: int
) -> None:
    answer = client.post("/api/v1/verify", json=body)
    assert answer.status_code == status
    if status == 422:
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["status"] == status
    else:
        assert answer.get_json()["certificate"] is None


def test_what_is_no_question_at_all_is_a_problem_too(client: FlaskClient) -> None:
    for body, kind, status in (
        (b"{", "application/json", 422),
        (b"x", "text/plain", 415),
        (b"--x", "multipart/form-data", 415),
        (b"", "application/x-www-form-urlencoded", 415),
    ):
        answer = client.post("/api/v1/verify", data=body, content_type=kind)
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJ4IiwxXQ", "WzEsMl0", "WyIyMDI2LTAxLTAxIiwxXQ", "%00", "é"]
)
def test_a_broken_cursor_is_a_problem(client: FlaskClient, cursor: str) -> None:
    for path in ("/api/v1/certificates", "/api/v1/notices"):
        answer = client.get(path, query_string={"cursor": cursor})
        assert answer.status_code == 422
        assert answer.content_type == "application/problem+json"
