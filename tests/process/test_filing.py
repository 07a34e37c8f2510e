"""R55 and R56: filing closed cases, and looking at them."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from certplatform import clock
from certplatform.archive.dossier import dossier_of
from certplatform.db import session
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.models.filing import FiledCase, FilingLook
from certplatform.models.journal import JournalEntry
from certplatform.process.application import open_application
from certplatform.process.filing import file_case, log_look
from certplatform.queries.filings import (
    GENESIS,
    chained,
    filing_for,
    obstacles_to_deleting,
    region_prefix,
    search_filings,
    stated_purpose,
)
from tests.builders.filing import filed, filed_case, filed_elsewhere, regulator_of, withdrawn_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def test_R55_a_closed_case_is_filed_with_number_digest_and_term(world: World) -> None:
    case = withdrawn_case(world)
    found = filed(case)
    assert found.number == "BA2026-000001"
    assert (found.entry_number, found.previous) == (1, GENESIS)
    assert found.digest == chained(found, case.number)
    assert (found.enterprise_code, found.region) == (world.enterprise.code, "370102")
    # no certificate: the cycle counts from the closing, the next full cycle is three years more
    assert found.keep_until_on == date(2032, 3, 2)
    entry = session.scalars(
        select(JournalEntry).where(JournalEntry.chain == f"filing:{found.id}")
    ).one()
    assert json.loads(entry.content)["details"]["digest"] == found.digest


def test_R55_each_filing_is_chained_to_the_one_before_whichever_case_it_is_of(
    world: World,
) -> None:
    first, second = filed_case(world), filed_elsewhere(world)
    assert second.previous == first.digest
    assert second.number == "BA2026-000002"


def test_R55_filing_the_same_content_again_changes_nothing(world: World) -> None:
    case = withdrawn_case(world)
    dossier = dossier_of(case.id)
    assert dossier == dossier_of(case.id)
    first = file_case(case.id, dossier)
    assert file_case(case.id, dossier).id == first.id
    assert session.scalar(select(func.count()).select_from(FiledCase)) == 1


def test_R55_a_correction_is_a_new_entry_and_the_old_one_stays(world: World) -> None:
    case = withdrawn_case(world)
    first = filed(case)
    before = first.dossier
    # the next day the platform knows more about the enterprise
    session.execute(
        text("UPDATE organisation SET address = '新址' WHERE id = :id"), {"id": world.enterprise.id}
    )
    session.commit()
    second = filed(case)
    assert (second.entry_number, second.previous) == (2, first.digest)
    session.refresh(first)
    assert first.dossier == before
    newest = search_filings(world.actor(world.regulator), {})
    assert [one.id for one in newest.rows] == [second.id]


def test_R55_an_open_case_is_not_filed(world: World) -> None:
    case = open_application(
        world.enterprise.id, "IIIMS", "initial", by=world.actor(world.applicant)
    )
    with pytest.raises(NotNow):
        file_case(case.id, dossier_of(case.id))


def test_R55_the_dossier_of_another_case_is_refused(world: World) -> None:
    case, other = withdrawn_case(world), filed_elsewhere(world)
    with pytest.raises(Invalid):
        file_case(case.id, other.dossier)


def test_only_the_system_files(world: World) -> None:
    case = withdrawn_case(world)
    with pytest.raises(NotAllowed):
        file_case(case.id, dossier_of(case.id), by=world.actor(world.secretary))


@pytest.mark.parametrize(("days", "stops"), [(-1, True), (0, True), (1, False)])
def test_R55_deletion_is_refused_up_to_and_on_the_last_day(
    world: World, days: int, stops: bool
) -> None:
    found = filed_case(world)
    today = found.keep_until_on + timedelta(days=days)
    assert bool(obstacles_to_deleting(found, today)) is stops


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM filed_case", "UPDATE filed_case SET grade = 'A'", "DELETE FROM filing_look"],
)
def test_R55_the_database_refuses_to_change_what_is_filed(world: World, statement: str) -> None:
    found = filed_case(world)
    log_look(found.id, "story", "年度检查", by=world.actor(world.regulator))
    with pytest.raises(DatabaseError, match="written_once"):
        session.execute(text(statement))
    session.rollback()


def test_R56_a_look_is_logged_with_who_when_what_and_why(world: World) -> None:
    found = filed_case(world)
    log_look(found.id, "story", "年度检查", by=world.actor(world.regulator))
    look = session.scalars(select(FilingLook)).one()
    assert (look.person_id, look.what, look.purpose) == (world.regulator.id, "story", "年度检查")
    assert look.at == clock.now()


@pytest.mark.parametrize("purpose", ["", "   ", "长" * 501])
def test_R56_without_a_purpose_nothing_is_looked_at(world: World, purpose: str) -> None:
    found = filed_case(world)
    with pytest.raises(Invalid):
        log_look(found.id, "story", purpose, by=world.actor(world.regulator))
    assert session.scalar(select(func.count()).select_from(FilingLook)) == 0


def test_R56_a_stated_purpose_holds_for_an_hour_for_that_person_and_that_file(
    world: World,
) -> None:
    found, other = filed_case(world), filed_elsewhere(world)
    regulator = world.actor(world.regulator)
    log_look(found.id, "purpose", "信访核查", by=regulator)
    now = clock.now()
    assert stated_purpose(regulator, found, now + timedelta(minutes=59)) == "信访核查"
    assert stated_purpose(regulator, found, now + timedelta(minutes=60)) == ""
    assert stated_purpose(regulator, other, now) == ""
    assert stated_purpose(world.actor(world.supervisor), found, now) == ""


def test_a_regulator_of_a_region_sees_that_region_only(world: World) -> None:
    here, elsewhere = filed_case(world), filed_elsewhere(world)
    shandong = world.actor(regulator_of("370000"))
    assert [one.id for one in search_filings(shandong, {}).rows] == [here.id]
    assert filing_for(shandong, here.public_id).id == here.id
    with pytest.raises(NotVisible):
        filing_for(shandong, elsewhere.public_id)
    with pytest.raises(NotVisible):
        log_look(elsewhere.id, "story", "好奇", by=shandong)


@pytest.mark.parametrize(
    "part", ["applicant", "assessor_1", "case_officer", "manager", "expert_1", "administrator"]
)
def test_nobody_else_sees_the_archive(world: World, part: str) -> None:
    found = filed_case(world)
    actor = world.actor(world[part])
    assert search_filings(actor, {}).rows == []
    with pytest.raises(NotVisible):
        filing_for(actor, found.public_id)


@pytest.mark.parametrize("part", ["regulator", "supervisor", "secretary"])
def test_the_offices_see_all_of_it(world: World, part: str) -> None:
    filed_case(world)
    filed_elsewhere(world)
    assert len(search_filings(world.actor(world[part]), {}).rows) == 2


@pytest.mark.parametrize(
    ("region", "prefix"),
    [("370000", "37"), ("370100", "3701"), ("370102", "370102"), ("", ""), ("100000", "10")],
)
def test_a_region_covers_what_begins_like_it(region: str, prefix: str) -> None:
    assert region_prefix(region) == prefix


@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ({"q": "轴承"}, 1),
        ({"q": "BA2026-000001"}, 1),
        ({"q": "ba2026-000002"}, 1),
        ({"q": "%"}, 0),
        ({"region": "320000"}, 1),
        ({"industry": "c3"}, 1),
        ({"state": "withdrawn"}, 2),
        ({"state": "certified"}, 0),
        ({"grade": "AA"}, 0),
        ({"since": "2026-03-03", "until": "2026-03-03"}, 2),
        ({"since": "2026-03-04"}, 0),
        ({"until": "2026-03-02"}, 0),
        ({"since": "nonsense"}, 2),
    ],
)
def test_filings_are_found_by_what_is_asked(world: World, asked: dict[str, str], hits: int) -> None:
    filed_case(world)
    filed_elsewhere(world)
    assert len(search_filings(world.actor(world.regulator), asked).rows) == hits
