"""Every conclusion keeps its capsule, written once, and names nobody in it."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from certplatform.cli.grade import grade
from certplatform.db import session
from certplatform.domain import grading_context
from certplatform.domain.errors import NotNow
from certplatform.domain.technical_check import ALL_PASSED, SectionCheck
from certplatform.expressions.replay import replay
from certplatform.models.document import Document
from certplatform.models.person import Person
from certplatform.process.conclusion import check_conclusion
from certplatform.queries import grading
from certplatform.queries.audits import ratings_of
from certplatform.queries.conclusions import current_conclusion
from certplatform.queries.grading import capsule_of_conclusion, capsules_numbered, computation
from tests.builders.conclusion import appointed_checker, conclude_case, concluded_case
from tests.builders.people import World, a_world
from tests.builders.planning import CHECKER


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def test_R34_a_conclusion_keeps_a_capsule_that_computes_to_its_grade(world: World) -> None:
    case = concluded_case(world)
    last = current_conclusion(case)
    assert last is not None
    kept = capsule_of_conclusion(last)
    assert kept is not None
    found = replay(kept.content)
    assert found.misfits == []
    assert found.answers["grade"] == last.computed_grade
    assert found.said["case"] == case.number
    assert found.said["digest"] == kept.digest
    assert found.said["concluded"]["by_role"] == "lead"


def test_the_capsule_names_every_piece_of_evidence_and_no_person(world: World) -> None:
    case = concluded_case(world)
    ((_, kept),) = capsules_numbered(case.number)
    said = json.loads(kept.content)
    rated = [row for key, row in ratings_of(case).items() if key.startswith("claim:")]
    files = {session.get_one(Document, one).file.sha256 for row in rated for one in row.evidence}
    assert {one["sha256"] for one in said["evidence"]} == files
    content = kept.content.decode()
    assert all(one.name not in content for one in session.query(Person))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE grade_capsule SET digest = 'x'", "DELETE FROM grade_capsule"],
)
def test_a_capsule_is_written_once(world: World, statement: str) -> None:
    concluded_case(world)
    with pytest.raises(DatabaseError, match="written_once"):
        session.execute(text(statement))
    session.rollback()


def test_each_revision_has_a_capsule_of_its_own(world: World) -> None:
    case = concluded_case(world)
    appointed_checker(world, case)
    checker = world.actor(world[CHECKER])
    returned = [*ALL_PASSED[:-1], SectionCheck("conclusion", "returned", "理由不足。")]
    check_conclusion(case.id, sections=returned, comment="理由不足。", by=checker)
    conclude_case(world, case, grade="A")
    kept = capsules_numbered(case.number)
    assert [revision for revision, _ in kept] == [2, 1]
    grades = [json.loads(one.content)["concluded"]["grade"] for _, one in kept]
    assert grades[0] == "A"
    assert grades[1] != "A"
    assert all(replay(one.content).fits for _, one in kept)


def test_R34_rules_that_contradict_the_law_are_refused_loudly(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = concluded_case(world)
    answers = {**computation(case).results, "grade": "AAAAA"}
    monkeypatch.setattr(grading, "evaluate", lambda *_: answers)
    with pytest.raises(NotNow, match="does not lead to a"):
        computation(case)
    assert "grade" in grading_context.ANSWERS


def test_the_command_line_exports_and_replays(world: World, tmp_path: Path) -> None:
    case = concluded_case(world)
    ((_, kept),) = capsules_numbered(case.number)
    file = tmp_path / "capsule.json"
    file.write_bytes(kept.content)
    fine = CliRunner().invoke(grade, ["replay", str(file), "--json"])
    assert fine.exit_code == 0, fine.output
    assert json.loads(fine.output)["digest"] == kept.digest
    file.write_bytes(kept.content.replace(b'"claimed":"CL2"', b'"claimed":"CL1"', 1))
    spoiled = CliRunner().invoke(grade, ["replay", str(file), "--json"])
    assert spoiled.exit_code == 1
    lines = [json.loads(line) for line in spoiled.output.splitlines()]
    assert lines[-1] == {"ok": False}
    assert any("(in context)" in one.get("where", "") for one in lines)
    assert hashlib.sha256(kept.content).hexdigest() not in spoiled.output
