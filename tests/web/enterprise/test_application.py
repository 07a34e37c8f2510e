"""The application form as the applicant uses it."""

import io

from flask import Flask
from flask.testing import FlaskClient

from certplatform.db import session
from certplatform.domain.application_form import DOCUMENTS, PARTS
from certplatform.models.case import Case
from certplatform.queries.applications import application_documents, saved_part, versions_of
from tests.builders.application import a_pdf, drafted_case
from tests.builders.pages import form_values
from tests.builders.people import a_world, sign_in_as

PARTS_OF_THE_FORM = [one.code for one in PARTS]


def test_an_applicant_opens_an_application_and_sees_what_is_missing(client: FlaskClient) -> None:
    world = a_world()
    sign_in_as(client, world.applicant)
    values = form_values(client, "/enterprise")
    answer = client.post(
        "/enterprise",
        data={**values, "enterprise": str(world.enterprise.id), "kind": "IIIMS/initial"},
    )
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    for part in [*PARTS_OF_THE_FORM, DOCUMENTS]:
        opened = client.get(f"{answer.location}/{part}?check=1")
        assert opened.status_code == 200, part


def test_every_page_of_a_complete_draft_can_be_saved_and_submitted(
    app: Flask, client: FlaskClient
) -> None:
    del app
    world = a_world()
    case = drafted_case(world)
    base = f"/enterprise/cases/{case.public_id}/application"
    sign_in_as(client, world.applicant)
    for part in PARTS_OF_THE_FORM:
        values = form_values(client, f"{base}/{part}")
        answer = client.post(f"{base}/{part}", data={**values, "then": "next"})
        assert answer.status_code == 303, part
    values = form_values(client, base, "form:has([name=seen])")
    answer = client.post(base, data=values)
    assert answer.status_code == 303, answer.text
    assert session.get_one(Case, case.id).state == "submitted"
    assert client.get(f"/cases/{case.public_id}/application").status_code == 200


def _part(case: Case, part: str) -> str:
    return f"/enterprise/cases/{case.public_id}/application/{part}"


JSON = {"Accept": "application/json"}


def test_a_part_saves_by_itself_and_says_what_is_wrong(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    url = _part(case, "enterprise")
    values = form_values(client, url, "form#part")
    answer = client.post(url, data={**values, "sites-1-headcount": "0"}, headers=JSON)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["version"] == int(values["version"]) + 1
    assert list(answer.json["errors"]) == ["sites-1-headcount"]
    assert "data-beside" in answer.json["beside"]


def test_an_empty_row_above_does_not_shift_what_is_wrong(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    url = _part(case, "enterprise")
    values = form_values(client, url, "form#part")
    values = {key: value for key, value in values.items() if not key.startswith("sites-0-")}
    values |= {"sites-0-name": " ", "sites-1-headcount": "0", "sites-1-headquarters": "y"}
    answer = client.post(url, data=values, headers=JSON)
    assert answer.json is not None
    assert list(answer.json["errors"]) == ["sites-1-headcount"]


def test_a_stale_page_keeps_what_was_typed(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    url = _part(case, "system")
    values = form_values(client, url, "form#part")
    assert client.post(url, data={**values, "scope": "第一"}).status_code == 303
    late = client.post(url, data={**values, "scope": "第二"})
    assert late.status_code == 409
    assert "第二" in late.text
    assert client.post(url, data={**values, "scope": "第三"}, headers=JSON).status_code == 409
    assert saved_part(case.id, "system").content["scope"] == "第一"


def test_strange_input_gives_no_fault(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    url = _part(case, "capabilities")
    values = form_values(client, url, "form#part")
    strange = {
        "capabilities-0-level": "CL99",
        "capabilities-0-goals-0-on": "31.02.2026",
        "capabilities-0-goals-0-start": "NaN",
        "capabilities-99999-name": "<script>",
        "capabilities-x-name": "?",
        "version": values["version"],
    }
    assert client.post(url, data={**values, **strange}).status_code == 303
    page = client.get(f"{url}?check=1")
    assert page.status_code == 200
    assert "<script>&" not in page.text
    assert client.post(url, data={**values, "version": "no"}).status_code == 409
    assert client.get(_part(case, "nothing")).status_code == 404


def test_others_find_no_such_page(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.other_applicant)
    for path in ("", "/system", "/documents"):
        url = f"/enterprise/cases/{case.public_id}/application{path}"
        assert client.get(url).status_code == 404
    sign_in_as(client, world.case_officer)
    assert client.get(_part(case, "system")).status_code == 404


def test_a_document_is_uploaded_replaced_and_downloaded(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world, documents=False)
    sign_in_as(client, world.applicant)
    url = _part(case, "documents")
    values = form_values(client, url, "form[enctype]")
    sent = {**values, "kind": "MANUAL", "file": (io.BytesIO(a_pdf()), "管理手册.pdf")}
    assert client.post(url, data=sent).status_code == 303
    (kept,) = application_documents(case.id)
    answer = client.get(f"/files/{kept.public_id}")
    assert answer.data == a_pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E7%AE%A1%E7%90%86%E6%89%8B%E5%86%8C.pdf" in disposition
    sign_in_as(client, world.other_applicant)
    assert client.get(f"/files/{kept.public_id}").status_code == 404


def test_a_wrong_file_is_refused_with_a_sentence(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world, documents=False)
    sign_in_as(client, world.applicant)
    url = _part(case, "documents")
    values = form_values(client, url, "form[enctype]")
    for content in (b"<svg/>", b""):
        sent = {**values, "kind": "MANUAL", "file": (io.BytesIO(content), "a.pdf")}
        assert client.post(url, data=sent).status_code == 422
    assert client.post(url, data={**values, "kind": "MANUAL"}).status_code == 422
    sent = {**values, "kind": "NONE", "file": (io.BytesIO(a_pdf()), "a.pdf")}
    assert client.post(url, data=sent).status_code == 422
    assert application_documents(case.id) == []


def test_a_second_click_on_submit_says_so(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    url = f"/enterprise/cases/{case.public_id}/application"
    values = form_values(client, url, "form:has([name=seen])")
    assert client.post(url, data=values).status_code == 303
    assert client.post(url, data=values).status_code == 409
    assert len(versions_of(case.id)) == 1


def test_an_incomplete_application_is_not_submitted(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world, documents=False)
    sign_in_as(client, world.applicant)
    url = f"/enterprise/cases/{case.public_id}/application"
    values = form_values(client, url, "form:has([name=seen])")
    assert client.post(url, data=values).status_code == 422


def test_the_withdrawal_page_asks_for_a_reason(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    url = f"/enterprise/cases/{case.public_id}/withdraw"
    values = form_values(client, url, "main form")
    assert client.post(url, data=values).status_code == 422
    given = {**values, "code": "POSTPONED", "reason": "推迟"}
    assert client.post(url, data=given).status_code == 303


def test_every_page_reads_in_english(client: FlaskClient) -> None:
    world = a_world()
    case = drafted_case(world)
    sign_in_as(client, world.applicant)
    page = client.get(_part(case, "system") + "?lang=en").text
    assert "Scope of the assessment" in page
