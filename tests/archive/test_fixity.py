"""R55: whatever is changed, cut off or lost in the archive is found and named."""

import pytest
from sqlalchemy import text

from certplatform.archive.fixity import filings_of, verify_archive, verify_filing
from certplatform.db import dialect_name, session
from tests.builders.filing import filed, filed_case, filed_elsewhere, withdrawn_case
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def past_the_triggers(statement: str) -> None:
    """What somebody with the database's own tools could do."""
    if dialect_name() == "postgresql":
        session.execute(text("SET session_replication_role = replica"))
    else:
        for deed in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER filed_case_no_{deed}"))
    session.execute(text(statement))
    if dialect_name() == "postgresql":
        session.execute(text("SET session_replication_role = DEFAULT"))
    session.commit()


def test_a_sound_archive_has_nothing_to_say(world: World) -> None:
    filed_case(world)
    filed_elsewhere(world)
    checked = verify_archive()
    assert (checked.filings, checked.problems) == (2, [])


def test_an_empty_archive_is_sound(world: World) -> None:
    del world
    assert verify_archive().problems == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE filed_case SET keep_until_on = '2020-01-01' WHERE id = 1", "entry was changed"),
        ("UPDATE filed_case SET digest = 'x' WHERE id = 1", "not chained"),
        ("DELETE FROM filed_case WHERE id = 1", "not chained"),
        ("DELETE FROM filed_case WHERE id = 2", "end of the chain"),
        ("DELETE FROM filed_case", "end of the chain"),
    ],
)
def test_R55_what_was_changed_past_the_platform_is_found(
    world: World, statement: str, named: str
) -> None:
    filed_case(world)
    filed_elsewhere(world)
    past_the_triggers(statement)
    assert named in "; ".join(verify_archive().problems)


def test_R55_a_changed_dossier_is_found(world: World) -> None:
    found = filed_case(world)
    found.dossier = found.dossier.replace("泉城".encode(), "锦城".encode())
    with session.no_autoflush:
        assert verify_filing(found).problems == [f"{found.number}: its dossier was changed"]
    session.rollback()


def test_a_case_is_found_by_its_number_and_by_that_of_its_filing(world: World) -> None:
    case = withdrawn_case(world)
    found = filed(case)
    assert [one.id for one in filings_of(case.number)] == [found.id]
    assert [one.id for one in filings_of(found.number)] == [found.id]
    assert filings_of("nothing") == []
