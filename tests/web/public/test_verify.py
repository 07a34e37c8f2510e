"""Checking a file: seal, digest of the whole file and status, each said by itself."""

import io

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from certplatform.models.certificate import Certificate
from certplatform.settings import Settings
from tests.builders.certificate import suspend_it
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.people import World

HOSTILE = {
    "empty": b"",
    "text": b"hello",
    "head only": b"%PDF-1.7",
    "no end": b"%PDF-1.7\n1 0 obj <<>> endobj\nstartxref\n99999999\n%%EOF",
    "loop": b"%PDF-1.7\n1 0 obj 1 0 R endobj\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF",
    "byte range": b"%PDF-1.7\n/ByteRange [0 -1 99999999999 5] /Contents <00>\n%%EOF",
    "many objects": b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 30_000,
    "deep": b"%PDF-1.7\n1 0 obj " + b"[" * 20_000 + b"]" * 20_000 + b" endobj\n%%EOF",
    "zip": b"PK\x03\x04" + b"\x00" * 100,
    "html": b"<html><script>alert(1)</script>",
    "random": bytes(range(256)) * 40,
}


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


def send(client: FlaskClient, content: bytes, name: str = "certificate.pdf") -> TestResponse:
    """Upload a file through the page's own form."""
    page = BeautifulSoup(client.get("/verify").text, "html.parser")
    field = page.find("input", attrs={"name": "csrf_token"})
    assert field is not None
    return client.post(
        "/verify",
        data={"csrf_token": field["value"], "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def told(answer: TestResponse) -> list[str]:
    """The words of the three answers."""
    page = BeautifulSoup(answer.text, "html.parser")
    return [one.get_text(strip=True) for one in page.select(".c-answer-word")]


def _file(client: FlaskClient, certificate: Certificate) -> bytes:
    return client.get(f"/c/{certificate.number}.pdf").data


def test_the_issued_file_is_established_in_all_three_respects(
    client: FlaskClient, certificate: Certificate
) -> None:
    answer = send(client, _file(client, certificate))
    assert answer.status_code == 200
    assert told(answer) == ["是，盖章后未作任何改动", "是", "有效"]
    assert certificate.number in answer.text


def test_a_trailing_comment_leaves_the_seal_readable_but_it_is_not_the_issued_file(
    client: FlaskClient, certificate: Certificate
) -> None:
    answer = send(client, _file(client, certificate) + b"\n% a remark\n")
    assert told(answer)[1] == "否"
    assert "不是本查询库签发的文件" in answer.text


def test_P38_the_file_of_a_suspended_certificate_reads_suspended(
    client: FlaskClient, world: World, certificate: Certificate
) -> None:
    content = _file(client, certificate)
    suspend_it(world, certificate)
    assert told(send(client, content))[2] == "暂停"
    api = client.post("/api/v1/verify", data=content, content_type="application/pdf").get_json()
    assert api["issued_file"]
    assert api["seal"]["valid"]
    assert api["status"] == api["certificate"]["status"] == "suspended"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_never_a_fault(client: FlaskClient, name: str) -> None:
    answer = send(client, HOSTILE[name])
    assert answer.status_code in {200, 422}
    assert "有效" not in told(answer)
    api = client.post("/api/v1/verify", data=HOSTILE[name], content_type="application/pdf")
    assert api.status_code == 200
    assert api.get_json()["issued_file"] is False
    assert api.get_json()["seal"]["valid"] is False


def test_names_of_files_are_shown_as_text(client: FlaskClient) -> None:
    answer = send(client, b"%PDF-1.4", name='"><img src=x onerror=alert(1)>.pdf')
    assert "<img src=x" not in answer.text


def test_a_form_without_file_says_so(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/verify").text, "html.parser")
    field = page.find("input", attrs={"name": "csrf_token"})
    assert field is not None
    answer = client.post("/verify", data={"csrf_token": field["value"]})
    assert answer.status_code == 422
    assert "请选择要核验的 PDF" in answer.text


def test_a_number_leads_to_its_page(client: FlaskClient) -> None:
    answer = client.get("/verify", query_string={"number": " iiiac-1 "})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/c/IIIAC-1")
