"""The pages of the filing archive: purpose first, every look logged, nothing leaks."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from certplatform import clock
from certplatform.archive.bagcheck import bag_problems
from certplatform.db import session
from certplatform.models.document import StoredFile
from certplatform.models.filing import FiledCase, FilingLook
from certplatform.process.file_care import keep_scan
from tests.builders.application import submitted_case
from tests.builders.filing import filed, filed_case, filed_elsewhere, regulator_of, withdrawn
from tests.builders.people import World, a_world, sign_in_as


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def looks() -> list[tuple[str, str]]:
    session.expire_all()
    found = session.execute(select(FilingLook.what, FilingLook.purpose).order_by(FilingLook.id))
    return [(what, purpose) for what, purpose in found]


def state_purpose(client: FlaskClient, filed: FiledCase, purpose: str = "年度检查") -> None:
    answer = client.post(f"/archive/{filed.public_id}", data={"purpose": purpose})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/archive/{filed.public_id}/story"


@pytest.fixture(autouse=True)
def no_tokens(app: object) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # type: ignore[attr-defined]


def test_R56_the_story_opens_only_after_the_purpose(world: World, client: FlaskClient) -> None:
    filed = filed_case(world)
    sign_in_as(client, world.regulator)
    for page in ("story", "integrity", "package", "documents/1"):
        answer = client.get(f"/archive/{filed.public_id}/{page}")
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/archive/{filed.public_id}"
    assert looks() == []
    assert client.post(f"/archive/{filed.public_id}", data={"purpose": " "}).status_code == 422
    assert looks() == []
    state_purpose(client, filed)
    story = client.get(f"/archive/{filed.public_id}/story")
    assert story.status_code == 200
    assert "搬迁厂房，明年再申请" in story.text
    assert looks() == [("purpose", "年度检查"), ("story", "年度检查")]


def test_R56_each_look_is_logged_each_time(world: World, client: FlaskClient) -> None:
    filed = filed_case(world)
    sign_in_as(client, world.regulator)
    state_purpose(client, filed)
    for page in ("story", "story", "integrity", "package"):
        assert client.get(f"/archive/{filed.public_id}/{page}").status_code == 200
    assert [what for what, _ in looks()] == ["purpose", "story", "story", "integrity", "package"]


def test_a_filed_document_with_a_virus_is_held_back(world: World, client: FlaskClient) -> None:
    found = filed(withdrawn(submitted_case(world), world.actor(world.applicant)))
    sign_in_as(client, world.regulator)
    state_purpose(client, found)
    address = f"/archive/{found.public_id}/documents/1"
    assert client.get(address).status_code == 200
    sha256 = json.loads(found.dossier)["documents"][0]["sha256"]
    keep_scan(session.query(StoredFile).filter_by(sha256=sha256).one().id, "Eicar-Test-Signature")
    answer = client.get(address)
    assert answer.status_code == 409
    assert "病毒" in answer.text


def test_R56_the_purpose_is_asked_again_after_an_hour(world: World, client: FlaskClient) -> None:
    filed = filed_case(world)
    sign_in_as(client, world.regulator)
    state_purpose(client, filed)
    with clock.simulated(clock.now() + timedelta(minutes=61)):
        assert client.get(f"/archive/{filed.public_id}/story").status_code == 303


@pytest.mark.parametrize("part", ["supervisor", "secretary"])
def test_R56_the_offices_state_their_purpose_too(
    world: World, client: FlaskClient, part: str
) -> None:
    filed = filed_case(world)
    sign_in_as(client, world[part])
    assert client.get(f"/archive/{filed.public_id}/story").status_code == 303
    state_purpose(client, filed)
    assert client.get(f"/archive/{filed.public_id}/story").status_code == 200


def test_the_package_is_a_sound_bag(world: World, client: FlaskClient, tmp_path: Path) -> None:
    filed = filed_case(world)
    sign_in_as(client, world.regulator)
    state_purpose(client, filed)
    answer = client.get(f"/archive/{filed.public_id}/package")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path / "bag")
    assert bag_problems(tmp_path / "bag" / filed.number) == []


def test_the_integrity_check_says_that_the_file_is_sound(world: World, client: FlaskClient) -> None:
    filed = filed_case(world)
    sign_in_as(client, world.regulator)
    state_purpose(client, filed)
    assert "卷宗完好" in client.get(f"/archive/{filed.public_id}/integrity").text


def test_another_region_is_absent(world: World, client: FlaskClient) -> None:
    here, elsewhere = filed_case(world), filed_elsewhere(world)
    sign_in_as(client, regulator_of("370000"))
    listed = client.get("/archive").text
    assert here.number in listed
    assert elsewhere.number not in listed
    assert "金陵云锦" not in client.get("/archive/figures").text
    for page in ("", "/story", "/integrity", "/package", "/documents/1"):
        assert client.get(f"/archive/{elsewhere.public_id}{page}").status_code == 404
    address = f"/archive/{elsewhere.public_id}"
    assert client.post(address, data={"purpose": "好奇"}).status_code == 404
    assert looks() == []


@pytest.mark.parametrize(
    "part", ["applicant", "assessor_1", "case_officer", "manager", "expert_1", "administrator"]
)
def test_for_everybody_else_there_is_no_archive(
    world: World, client: FlaskClient, part: str
) -> None:
    filed = filed_case(world)
    sign_in_as(client, world[part])
    for page in ("", "/figures", f"/{filed.public_id}", f"/{filed.public_id}/story"):
        assert client.get(f"/archive{page}").status_code == 404


def test_nobody_signed_in_is_asked_to_sign_in(world: World, client: FlaskClient) -> None:
    filed = filed_case(world)
    assert "/account/login" in client.get(f"/archive/{filed.public_id}").headers["Location"]


def test_the_search_keeps_what_was_asked(world: World, client: FlaskClient) -> None:
    filed_case(world)
    filed_elsewhere(world)
    sign_in_as(client, world.regulator)
    page = client.get("/archive?q=云锦&region=320000").text
    assert "BA2026-000002" in page
    assert "BA2026-000001" not in page
    assert 'value="云锦"' in page
    assert client.get("/archive?cursor=nonsense").status_code == 422


def test_the_figures_lead_to_their_lists(world: World, client: FlaskClient) -> None:
    filed_case(world)
    filed_elsewhere(world)
    sign_in_as(client, world.regulator)
    page = client.get("/archive/figures").text
    assert "山东省" in page
    assert "/archive?region=320000" in page
    assert "2026-03" in page
