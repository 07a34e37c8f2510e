"""Registration, invitation and a new password, by mail."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.organisation import Organisation
from certplatform.models.outbox import StoredFact
from certplatform.models.person import OneTimeLink
from certplatform.process.people import end_role
from certplatform.queries.one_time_links import link_for, token_of
from certplatform.queries.people import belongs_to, person_by_email
from tests.builders.people import PASSWORD, World, a_world, sign_in_as
from tests.conftest import TUESDAY

NEW = "seven quiet herons at dusk"
CODE = "91440300MA5G7N1Y2R"
TYPED = {
    "name": "粤海精密仪器有限公司",
    "code": CODE,
    "legal_representative": "海粤",
    "region": "440305",
    "address": "深圳市南山区科苑路 1 号",
    "industry": "C40",
    "headcount": "210",
    "contact_name": "黎明",
    "contact_phone": "0755-26000000",
    "email": "li.ming@yuehai.example.cn",
}


@pytest.fixture
def world(app: Flask) -> World:
    app.config["WTF_CSRF_ENABLED"] = False
    return a_world()


def _path(purpose: str) -> str:
    link = session.scalars(
        select(OneTimeLink).where(OneTimeLink.purpose == purpose).order_by(OneTimeLink.id.desc())
    ).first()
    assert link is not None
    return link_for(link).removeprefix("http://127.0.0.1:8000")


def _links() -> int:
    return session.scalar(select(func.count()).select_from(OneTimeLink)) or 0


def test_an_enterprise_registers_itself_and_signs_in(client: FlaskClient, world: World) -> None:
    del world
    assert client.post("/account/register", data=TYPED).status_code == 303
    assert session.scalar(select(Organisation.id).where(Organisation.code == CODE)) is None
    path = _path("confirm")
    assert client.get(path).status_code == 200
    done = client.post(path, data={"password": NEW, "again": NEW})
    assert done.location == "/account/login"
    answer = client.post("/account/login", data={"email": TYPED["email"], "password": NEW})
    assert answer.location == "/work"
    person = person_by_email(TYPED["email"])
    enterprise = session.scalars(select(Organisation).where(Organisation.code == CODE)).one()
    assert person is not None
    assert belongs_to(person.id, enterprise.id, Role.APPLICANT)


def test_R11_a_wrong_code_is_told_beside_the_form(client: FlaskClient, world: World) -> None:
    del world
    answer = client.post("/account/register", data={**TYPED, "code": CODE[:-1] + "A"})
    assert answer.status_code == 422
    assert "R11" in answer.text
    assert TYPED["name"] in answer.text
    assert _links() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"region": "440399"}, "“广东省深圳市”没有代码为 440399 的县（市、区）"),
        ({"region": "370181"}, "请改填 370114，即现在的“山东省济南市章丘区”"),
        ({"industry": "C4099"}, "中类 C409“其他仪器仪表制造业”中没有小类 C4099"),
        ({"industry": "仪器"}, "“仪器”"),
    ],
)
def test_R11_a_code_that_is_not_listed_stops_the_registration_and_says_the_way_out(
    client: FlaskClient, world: World, typed: dict[str, str], said: str
) -> None:
    del world
    answer = client.post("/account/register", data={**TYPED, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert next(iter(typed.values())) in answer.text
    assert _links() == 0


def test_codes_are_mended_where_one_registers(client: FlaskClient, world: World) -> None:
    del world
    typed = {**TYPED, "region": " ４４０３０５ ", "industry": "c 4011"}
    assert client.post("/account/register", data=typed).status_code == 303


def test_registering_with_a_known_address_looks_the_same(client: FlaskClient, world: World) -> None:
    new = client.post("/account/register", data=TYPED)
    known = client.post("/account/register", data={**TYPED, "email": world.applicant.email})
    assert (new.status_code, new.location, new.text) == (
        known.status_code,
        known.location,
        known.text,
    )


def test_a_taken_code_is_told_only_to_who_has_confirmed_their_address(
    client: FlaskClient, world: World
) -> None:
    typed = {**TYPED, "code": world.enterprise.code}
    assert client.post("/account/register", data=typed).status_code == 303
    answer = client.post(_path("confirm"), data={"password": NEW, "again": NEW})
    assert answer.status_code == 409
    assert person_by_email(TYPED["email"]) is None


def test_a_known_person_gets_a_second_enterprise_and_keeps_the_password(
    client: FlaskClient, world: World
) -> None:
    client.post("/account/register", data={**TYPED, "email": world.applicant.email})
    assert client.post(_path("confirm"), data={}).status_code == 303
    enterprise = session.scalars(select(Organisation).where(Organisation.code == CODE)).one()
    assert belongs_to(world.applicant.id, enterprise.id, Role.APPLICANT)
    data = {"email": world.applicant.email, "password": PASSWORD}
    assert client.post("/account/login", data=data).status_code == 303


def test_no_more_than_three_confirmations_in_six_hours(client: FlaskClient, world: World) -> None:
    del world
    for _ in range(5):
        assert client.post("/account/register", data=TYPED).status_code == 303
    assert _links() == 3


def test_a_reset_by_mail_ends_all_sessions_and_works_once(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.applicant)
    other = app.test_client()
    other.post("/account/forgot", data={"email": world.applicant.email})
    path = _path("reset")
    assert other.post(path, data={"password": NEW, "again": NEW}).status_code == 303
    assert client.get("/work").status_code == 302
    assert other.post(path, data={"password": NEW, "again": NEW}).status_code == 409
    data = {"email": world.applicant.email, "password": NEW}
    assert other.post("/account/login", data=data).status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 409)])
def test_a_reset_link_lives_for_an_hour(
    client: FlaskClient, world: World, minutes: int, status: int
) -> None:
    client.post("/account/forgot", data={"email": world.applicant.email})
    with clock.simulated(TUESDAY + timedelta(minutes=minutes)):
        assert client.get(_path("reset")).status_code == status


def test_asking_for_a_reset_never_tells_whether_there_is_an_account(
    client: FlaskClient, world: World
) -> None:
    known = client.post("/account/forgot", data={"email": world.applicant.email})
    unknown = client.post("/account/forgot", data={"email": "nobody@people.example.cn"})
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert _links() == 1


def test_no_more_than_five_resets_a_day(client: FlaskClient, world: World) -> None:
    for _ in range(7):
        client.post("/account/forgot", data={"email": world.applicant.email})
    assert _links() == 5


def test_neither_the_link_nor_the_outbox_keeps_the_secret(
    client: FlaskClient, world: World
) -> None:
    client.post("/account/forgot", data={"email": world.applicant.email})
    link = session.scalars(select(OneTimeLink)).one()
    facts = session.scalars(select(StoredFact).where(StoredFact.name == "MailWanted")).all()
    assert token_of(link) != link.token_hash
    assert all(token_of(link) not in str(fact.payload) for fact in facts)
    assert facts[-1].payload == {
        "case_id": 0, "person_id": world.applicant.id, "purpose": "reset", "token_id": link.id,
    }  # fmt: skip


def test_a_link_serves_no_other_purpose(client: FlaskClient, world: World) -> None:
    client.post("/account/forgot", data={"email": world.applicant.email})
    path = _path("reset").replace("/reset/", "/invitation/")
    assert client.get(path).status_code == 409


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "password1234",
        "aaaaaaaaaaaaaa",
        "123456789012",
        "abcdefghijklmn",
        "PasswordPassword",
    ],
)
def test_a_password_that_anybody_would_try_is_refused(
    client: FlaskClient, world: World, weak: str
) -> None:
    client.post("/account/forgot", data={"email": world.applicant.email})
    assert client.post(_path("reset"), data={"password": weak, "again": weak}).status_code == 422


# Invitations


def _invite(client: FlaskClient, email: str) -> None:
    answer = client.post("/account/people", data={"email": email, "role": "applicant"})
    assert answer.status_code == 303


def test_somebody_invited_joins_with_a_new_account(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.applicant)
    _invite(client, "colleague@quancheng.example.cn")
    newcomer = app.test_client()
    path = _path("invite")
    assert world.enterprise.name in newcomer.get(path).text
    data = {"name": "同事", "password": NEW, "again": NEW}
    assert newcomer.post(path, data=data).status_code == 303
    person = person_by_email("colleague@quancheng.example.cn")
    assert person is not None
    assert belongs_to(person.id, world.enterprise.id, Role.APPLICANT)
    assert newcomer.post(path, data=data).status_code == 409


def test_an_invitation_falls_with_the_role_of_who_made_it(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.manager)
    data = {"email": "newcomer@huaxin.example.cn", "role": "case_officer"}
    assert client.post("/body/people/invite", data=data).status_code == 303
    path = _path("invite")
    by = world.actor(world.administrator)
    from_now = app.test_client()
    grant = {"role": "body_manager"}
    sign_in_as(from_now, world.administrator)
    other = f"/admin/people/{world.scheduler.public_id}/{world.body.public_id}/grant"
    assert from_now.post(other, data=grant).status_code == 303
    end_role(world.manager.id, world.body.id, Role.BODY_MANAGER, by=by)
    data = {"name": "新来", "password": NEW, "again": NEW}
    assert app.test_client().post(path, data=data).status_code == 409


def test_an_invitation_can_be_taken_back(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.applicant)
    _invite(client, "colleague@quancheng.example.cn")
    number = session.scalars(select(OneTimeLink.id)).one()
    other = app.test_client()
    sign_in_as(other, world.other_applicant)
    assert other.post(f"/account/invitations/{number}/cancel").status_code == 404
    assert client.post(f"/account/invitations/{number}/cancel").status_code == 303
    assert app.test_client().get(_path("invite")).status_code == 409


def test_the_last_applicant_cannot_be_taken_out_and_others_are_absent(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.applicant)
    own, foreign = world.enterprise.public_id, world.other_enterprise.public_id
    stranger = world.other_applicant.public_id
    assert client.post(f"/account/people/{foreign}/{stranger}/end").status_code == 404
    assert client.post(f"/account/people/{own}/{stranger}/end").status_code == 409
    mine = world.applicant.public_id
    assert client.post(f"/account/people/{own}/{mine}/end").status_code == 403


def test_inviting_asks_for_a_fresh_sign_in(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.applicant)
    with clock.simulated(TUESDAY + timedelta(minutes=16)):
        data = {"email": "colleague@quancheng.example.cn", "role": "applicant"}
        answer = client.post("/account/people", data=data)
        assert answer.location.startswith("/account/confirm?next=")
    assert _links() == 0
