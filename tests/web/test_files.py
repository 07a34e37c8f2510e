"""P19, P24: how uploaded files are served, and that the checker is what keeps hostile ones out."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import update
from werkzeug.test import TestResponse

from certplatform import clock
from certplatform.db import session
from certplatform.domain.files import ending_of
from certplatform.inspection.kinds import IMAGES
from certplatform.jobs.file_care import make_copies
from certplatform.models.case import Case
from certplatform.models.document import Document, StoredFile
from certplatform.process import intake
from certplatform.process.file_care import keep_scan
from certplatform.process.intake import Inspected, inspected
from certplatform.process.rating import record_rating
from certplatform.queries.applications import application_documents
from certplatform.queries.audits import checklist_keys
from tests.builders.application import a_pdf, drafted_case
from tests.builders.audit import lead, stage2_case
from tests.builders.hostile import DEFUSED, FAMILIES
from tests.builders.pages import form_values
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.photo import a_photo

TYPES = {ending: kind for kind, ending in IMAGES.items()} | {"pdf": "application/pdf"}
# One of each family whose name is that of a kind that is taken.
SAMPLES = {
    "packages": "twice.docx",
    "markup in packages": "passwd.xlsx",
    "web pages": "page.jpg",
    "pictures": "gigapixels.png",
    "papers": "script.pdf",
    "viruses": "eicar.pdf",
}


def by_name(name: str) -> tuple[str, str]:
    """What a checker that trusts names would say."""
    ending = ending_of(name)
    return TYPES.get(ending, "application/octet-stream"), ending


def harmless(answer: TestResponse) -> None:
    """It may be kept, never run."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.mimetype not in {"text/html", "image/svg+xml", "application/xhtml+xml"}


def test_every_family_has_a_sample() -> None:
    assert set(SAMPLES) == set(FAMILIES)


def upload(client: FlaskClient, case: Case, name: str, content: bytes) -> TestResponse:
    url = f"/enterprise/cases/{case.public_id}/application/documents"
    values = form_values(client, url, "form[enctype]")
    return client.post(url, data={**values, "kind": "MANUAL", "file": (io.BytesIO(content), name)})


@pytest.mark.parametrize("family", SAMPLES)
def test_P19_the_checker_keeps_it_out_and_without_it_nothing_is_served_active(
    client: FlaskClient, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world()
    case = drafted_case(world, documents=False)
    sign_in_as(client, world.applicant)
    name = SAMPLES[family]
    content = FAMILIES[family][name]()
    assert upload(client, case, name, content).status_code == 422
    assert not application_documents(case.id)
    monkeypatch.setattr(intake, "kind_of", lambda _: by_name(name))
    assert upload(client, case, name, content).status_code == 303
    (kept,) = application_documents(case.id)
    answer = client.get(f"/files/{kept.public_id}")
    if kept.file.media_type.startswith("image/"):
        assert answer.status_code == 422  # it cannot even be drawn
    else:
        harmless(answer)
        assert answer.headers["Content-Disposition"].startswith("attachment;")


def evidence(world: World, file: Inspected) -> Document:
    case = stage2_case(world)
    key = next(iter(checklist_keys(case)))
    row = record_rating(case.id, key=key, result="met", files=[file], by=lead(world))
    found = session.get_one(Document, row.evidence[0])
    session.execute(
        update(StoredFile).where(StoredFile.id != found.file_id).values(copies_at=clock.now())
    )
    session.commit()
    return found


def test_others_get_a_photo_without_what_the_phone_wrote(client: FlaskClient) -> None:
    world = a_world()
    photo = a_photo()
    found = evidence(world, inspected("炉.jpg", photo))
    sign_in_as(client, world.case_officer)
    before = client.get(f"/files/{found.public_id}")
    assert client.get(f"/files/{found.public_id}/thumbnail").status_code == 404
    assert make_copies() == 1
    after = client.get(f"/files/{found.public_id}")
    assert before.data == after.data != photo
    small = client.get(f"/files/{found.public_id}/thumbnail")
    assert client.get(f"/files/{found.public_id}/preview").status_code == 404
    for answer in (before, after, small):
        harmless(answer)
        assert answer.mimetype == "image/jpeg"
        with Image.open(io.BytesIO(answer.data)) as image:
            assert not image.getexif()


@pytest.mark.parametrize("name", sorted(DEFUSED))
def test_a_page_hidden_in_a_picture_is_never_served(client: FlaskClient, name: str) -> None:
    world = a_world()
    content = FAMILIES["web pages"][name]()
    assert b"<script" in content
    found = evidence(world, inspected(name, content))
    sign_in_as(client, world.case_officer)
    answer = client.get(f"/files/{found.public_id}")
    harmless(answer)
    assert answer.status_code == 200
    assert b"<script" not in answer.data


def test_the_pictures_are_for_those_who_may_have_the_file(client: FlaskClient) -> None:
    world = a_world()
    found = evidence(world, inspected("a.pdf", a_pdf()))
    assert make_copies() == 1
    for who, status in ((world.case_officer, 200), (world.applicant, 404)):
        sign_in_as(client, who)
        for part in ("", "/thumbnail", "/preview"):
            assert client.get(f"/files/{found.public_id}{part}").status_code == status


def test_nobody_gets_a_file_with_a_virus(client: FlaskClient) -> None:
    world = a_world()
    found = evidence(world, inspected("a.pdf", a_pdf()))
    assert make_copies() == 1
    keep_scan(found.file_id, "Eicar-Test-Signature")
    sign_in_as(client, world.case_officer)
    for part in ("", "/thumbnail", "/preview"):
        assert client.get(f"/files/{found.public_id}{part}").status_code == 409


def test_P26_a_form_of_ten_thousand_parts_is_refused(client: FlaskClient) -> None:
    sent = {f"field-{number}": "x" for number in range(10_000)}
    answer = client.post("/account/login", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 413
