"""The documents of an application, as the applicant sends them and the officer reads them."""

import io
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from certplatform.models.case import Case
from certplatform.process.application import submit
from certplatform.queries.applications import application_documents
from tests.builders.application import a_pdf, drafted_case
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as


@pytest.fixture
def world(client: FlaskClient) -> World:
    made = a_world()
    sign_in_as(client, made.applicant)
    client.get("/work?lang=en")
    return made


def _url(case: Case) -> str:
    return f"/enterprise/cases/{case.public_id}/application/documents"


def sent(
    client: FlaskClient, case: Case, content: bytes, name: str = "手册.pdf", **more: str
) -> Any:
    values = form_values(client, _url(case), "form[enctype]")
    values |= {"kind": "MANUAL", **more}
    return client.post(_url(case), data={**values, "file": (io.BytesIO(content), name)})


def encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "手册.pdf", "empty"),
        (encrypted(), "手册.pdf", "encrypted"),
        (a_pdf(), "手册.docx", "The name says docx, but the content is pdf"),
        (a_pdf(), "手册.png", "The name says png, but the content is pdf"),
        (b"<html><script>", "手册.pdf", "This kind of file is not taken"),
        (b"MZ\x90\x00" + b"\x00" * 99, "手册.pdf", "This kind of file is not taken"),
        (a_pdf()[:100], "手册.pdf", "damaged"),
    ],
)
def test_a_bad_file_is_refused_and_what_was_entered_beside_it_stays(
    client: FlaskClient, world: World, content: bytes, name: str, says: str
) -> None:
    case = drafted_case(world, documents=False)
    answer = sent(
        client,
        case,
        content,
        name,
        title="第三版手册",
        edition="A/3",
        covers_from_on="2025-09-01",
        covers_until_on="2026-01-12",
    )
    assert answer.status_code == 422
    assert says in answer.text
    assert "%(" not in answer.text
    page = BeautifulSoup(answer.text, "html.parser")
    for field, entered in (
        ("title", "第三版手册"),
        ("edition", "A/3"),
        ("covers_from_on", "2025-09-01"),
        ("covers_until_on", "2026-01-12"),
    ):
        found = page.select_one(f"[name={field}]")
        assert found is not None
        assert found["value"] == entered
    chosen = page.select_one("[name=kind] option[selected]")
    assert chosen is not None
    assert chosen["value"] == "MANUAL"
    assert application_documents(case.id) == []


def test_what_the_browser_calls_a_file_does_not_count(client: FlaskClient, world: World) -> None:
    case = drafted_case(world, documents=False)
    values = form_values(client, _url(case), "form[enctype]")
    file = (io.BytesIO(a_pdf()), "手册.pdf", "image/png")
    assert (
        client.post(_url(case), data={**values, "kind": "MANUAL", "file": file}).status_code == 303
    )
    (kept,) = application_documents(case.id)
    assert kept.file.media_type == "application/pdf"


def test_days_that_are_none_or_reversed_are_said_at_their_field(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world, documents=False)
    for begins, ends in (
        ("2026-02-30", "2026-03-01"),
        ("2026-01-12", "2025-09-01"),
        ("2027-01-01", "2027-02-01"),
        ("9999-01-01", ""),
    ):
        answer = sent(
            client,
            case,
            a_pdf(),
            kind="INTERNAL_AUDIT_REPORT",
            covers_from_on=begins,
            covers_until_on=ends,
        )
        assert answer.status_code == 422, (begins, ends)
        assert begins in answer.text
    assert application_documents(case.id) == []


def test_replaced_files_stay_numbered_and_can_be_downloaded(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world, documents=False)
    for number in (1, 2, 3):
        present = application_documents(case.id)
        replaces = present[0].public_id if present else ""
        answer = sent(client, case, a_pdf(f"{number}"), edition=f"A/{number}", replaces=replaces)
        assert answer.status_code == 303
    page = BeautifulSoup(client.get(_url(case)).text, "html.parser")
    row = next(one for one in page.select("table tr") if "Management manual" in one.text)
    numbers = [one.text for one in row.select(".c-paper-number")]
    assert numbers == ["No. 3", "No. 2", "No. 1"]
    assert len(row.select("details .c-paper")) == 2
    assert world.applicant.name in row.text
    for link in row.select(".c-paper > a"):
        assert client.get(str(link["href"])).status_code == 200


def test_the_officer_sees_what_was_handed_in_and_nothing_that_never_was(
    client: FlaskClient, world: World
) -> None:
    case = drafted_case(world)
    sent(client, case, a_pdf("slip"), title="误传的文件")
    slip = next(one for one in application_documents(case.id) if one.title == "误传的文件")
    client.post(
        f"{_url(case)}/{slip.public_id}/remove",
        data={"csrf_token": form_values(client, _url(case))["csrf_token"]},
    )
    submit(case.id, by=world.actor(world.applicant))
    sign_in_as(client, world.case_officer)
    page = client.get(f"/cases/{case.public_id}/application")
    assert page.status_code == 200
    assert "误传的文件" not in page.text
    shown = BeautifulSoup(page.text, "html.parser").select(".c-paper code")
    digests = {str(one["title"]) for one in shown}
    assert digests == {one.file.sha256 for one in application_documents(case.id)}
    assert "2025-09-01" in page.text
