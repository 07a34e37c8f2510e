"""Searching the registry: any part of a name, numbers, codes, pages."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.domain.grams import grams_of, haystack_of, plain, wanted_grams
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.models.register import RegisterEntry
from certplatform.process.step import deed
from certplatform.queries.register import Asked
from certplatform.registry.search import find_all
from certplatform.settings import Settings
from tests.builders.certificate import on_day, suspend_it
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.people import World

NAMES = ("江苏丝路纺织股份有限公司", "苏州江城电子有限公司", "𠮷林重型机械厂", "Acme Bearings 轴承")


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


def _another(model: Certificate, name: str, place: int) -> None:
    """One more certificate like the first: rows only, for lists."""
    first = session.query(CertificateRevision).filter_by(certificate_id=model.id).one()
    entry = session.query(RegisterEntry).filter_by(certificate_id=model.id).one()
    number = f"IIIAC-01726IIIMS{90000 + place}"
    other = Certificate(
        number=number,
        scheme=model.scheme,
        holder_id=model.holder_id,
        body_id=model.body_id,
        grade=model.grade,
        revision=1,
        first_issued_on=model.first_issued_on,
        issued_on=model.issued_on,
        expires_on=model.expires_on,
        state="pending",
        state_since_at=model.state_since_at,
    )
    session.add(other)
    session.flush()
    revision = CertificateRevision(
        certificate_id=other.id,
        case_id=_case_like(first, place),
        revision=1,
        state="pending",
        content=first.content,
        printed=first.printed,
        content_sha256=first.content_sha256,
        token=first.token,
        signed_at=first.signed_at,
    )
    session.add(revision)
    session.flush()
    session.add(
        RegisterEntry(
            certificate_id=other.id,
            revision_id=revision.id,
            number=number,
            holder_name=name,
            holder_code=f"9137010000000{place:05d}",
            haystack=haystack_of(name, number),
            grams=" ".join(grams_of(name, number)),
            region=entry.region,
            industry=entry.industry,
            body_code=entry.body_code,
            grade=entry.grade,
            level=entry.level,
            viewpoints=entry.viewpoints,
            entered_at=datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=place),
        )
    )


def _enter() -> None:
    session.commit()
    with deed(by=SYSTEM) as act:
        for one in session.query(Certificate).filter_by(state="pending"):
            act.on_certificate(one.id, "enter")


def _case_like(first: CertificateRevision, place: int) -> int:
    model = session.get_one(Case, first.case_id)
    case = Case(
        number=f"X-{place}",
        scheme=model.scheme,
        scheme_version=model.scheme_version,
        case_type="surveillance",
        enterprise_id=model.enterprise_id,
        body_id=model.body_id,
        opened_on=model.opened_on,
        rules_on=model.rules_on,
        created_at=model.created_at,
        state="planning",
        state_since_at=model.state_since_at,
    )
    session.add(case)
    session.flush()
    return case.id


@pytest.fixture
def several(certificate: Certificate) -> Certificate:
    for place, name in enumerate(NAMES, 1):
        _another(certificate, name, place)
    _enter()
    return certificate


def _names(q: str) -> list[str]:
    return [one.holder_name for one in find_all(Asked(q=q)).rows]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("江苏", [NAMES[0]]),
        ("苏", [NAMES[1], NAMES[0]]),
        ("江城", [NAMES[1]]),
        ("城江", []),
        ("丝路 纺织", [NAMES[0]]),
        ("𠮷林", [NAMES[2]]),
        ("𠮷", [NAMES[2]]),
        ("ACME", [NAMES[3]]),
        ("ａｃｍｅ　ｂｅａｒｉｎｇｓ", [NAMES[3]]),
        ("s轴", [NAMES[3]]),
        ("不存在的名字", []),
    ],
)
@pytest.mark.usefixtures("several")
def test_R53_any_part_of_a_name_finds_it(q: str, found: list[str]) -> None:
    assert _names(q) == found


def test_R53_number_and_code_find_it(several: Certificate, world: World) -> None:
    for q in (several.number, several.number.lower(), several.number[-9:], world.enterprise.code):
        assert world.enterprise.name in _names(str(q))


def test_R53_pairs_that_stand_apart_do_not_make_a_name(several: Certificate) -> None:
    _another(several, "江苏路桥与苏丝公司", 9)
    _enter()
    assert _names("江苏丝") == [NAMES[0]]


def test_R53_filters_narrow_the_list(several: Certificate, world: World) -> None:
    entry = session.query(RegisterEntry).filter_by(certificate_id=several.id).one()
    province = entry.region[:2] + "0000"
    for asked in (
        Asked(grade=entry.grade),
        Asked(level=entry.level),
        Asked(region=province),
        Asked(industry=entry.industry[:1].lower()),
        Asked(body=entry.body_code),
        Asked(viewpoint=entry.viewpoints.split(",")[1]),
    ):
        assert find_all(asked).count == len(NAMES) + 1
    for asked in (Asked(grade="?"), Asked(region="990000"), Asked(viewpoint="%"), Asked(body="x")):
        assert find_all(asked).count == 0
    suspend_it(world, several)
    assert [one.number for one in find_all(Asked(status="suspended")).rows] == [several.number]


def test_what_has_run_out_is_listed_as_expired(certificate: Certificate) -> None:
    with on_day(certificate.expires_on):
        assert find_all(Asked(status="valid")).count == 1
    with on_day(certificate.expires_on + timedelta(1)):
        assert find_all(Asked(status="valid")).count == 0
        assert find_all(Asked(status="expired")).rows[0].status == "expired"


@pytest.mark.usefixtures("several")
def test_pages_follow_each_other_without_gap_or_double(client: FlaskClient) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(10):
        answer = client.get("/api/v1/certificates", query_string={"limit": 2, "cursor": cursor})
        body = answer.get_json()
        seen += [one["number"] for one in body["items"]]
        cursor = body["next_cursor"] or ""
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == len(NAMES) + 1


@pytest.mark.parametrize(
    "q",
    ["", " ", "%", '"', "' OR 1=1", "* NEAR", "苏 AND 江", "\x00", "{}", "\\", "a" * 500, "（）"],
)
@pytest.mark.usefixtures("several")
def test_whatever_is_typed_is_answered(client: FlaskClient, q: str) -> None:
    for path in ("/registry", "/api/v1/certificates"):
        answer = client.get(path, query_string={"q": q, "region": q, "status": q, "viewpoint": q})
        assert answer.status_code in {200, 400}


def test_grams_of_a_two_character_name_are_its_characters_and_their_pair() -> None:
    assert grams_of("华为") == sorted({"华", "为", "华为"})
    assert wanted_grams("华为") == ["华为"]
    assert wanted_grams("华") == ["华"]
    assert plain("Ａ－1 (甲)") == "a1甲"
