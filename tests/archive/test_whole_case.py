"""A case that went the whole road, filed: everything of it is in the dossier and the package."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from flask_babel import force_locale

from certplatform import clock
from certplatform.archive.bag import export_folder
from certplatform.archive.bagcheck import bag_problems
from certplatform.archive.dossier import dossier_of
from certplatform.archive.fixity import verify_archive
from certplatform.archive.story import story_of
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.filing import FiledCase
from certplatform.process.filing import file_case
from tests.builders.certificate import certificate_of, certified_case
from tests.builders.people import World, a_world

# What a case has only when something went wrong or was asked for, or when somebody objected or
# complained.
SOMETIMES = {
    "effectiveness_checks",
    "finding_uploads",
    "information_requests",
    "inherited_looks",
    "offline_leftovers",
    "second_ratings",
    "run_step",
    "consultants",
    "owners",
    "limit_notices",
    "findings",
    "minors_answers",
    "objections",
    "appeals",
    "messages",
    "documents",
}


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


def a_filed_certified_case(world: World) -> tuple[Case, FiledCase]:
    case = certified_case(world)
    with clock.simulated(case.state_since_at + timedelta(minutes=5)):
        return case, file_case(case.id, dossier_of(case.id))


def test_R55_a_certified_case_is_filed_whole(world: World, tmp_path: Path) -> None:
    case, filed = a_filed_certified_case(world)
    certificate = certificate_of(case)
    assert filed.grade == certificate.grade
    assert filed.certificate_number == certificate.number
    assert filed.body_name == world.body.name
    assert filed.keep_until_on == certificate.expires_on + relativedelta(years=3)
    content = json.loads(filed.dossier)
    missing = {name for name, part in content.items() if not part} - SOMETIMES
    assert missing == set()
    assert content["ballots"][0]["votes"]
    assert content["plans"][0]["rows"]
    assert {one["kept"] for one in content["limits"]} <= {True, False, None}
    assert verify_archive().problems == []
    folder = export_folder(filed, tmp_path)
    assert bag_problems(folder) == []
    assert (folder / "data/certificate.pdf").read_bytes().startswith(b"%PDF")


def test_the_story_of_a_certified_case_reads_in_both_languages(world: World) -> None:
    _, filed = a_filed_certified_case(world)
    for locale in ("zh_CN", "en"):
        with force_locale(locale):
            parts = {one.key: one for one in story_of(filed.dossier)}
        assert {"assignments", "plans.rows", "ratings", "conclusions", "ballots.votes"} <= set(
            parts
        )
        assert all(len(row) == len(one.head) for one in parts.values() for row in one.rows)
        words = " ".join(cell for one in parts.values() for row in one.rows for cell in row)
        for raw in ("{'", "None", "not_applicable", "compliance_reviewer", "pass_review"):
            assert raw not in words


def test_R55_a_lost_certificate_file_is_found(world: World) -> None:
    _, filed = a_filed_certified_case(world)
    revision = json.loads(filed.dossier)["certificates"][0]["revisions"][0]
    store = house().store
    store._path(revision["pdf_sha256"]).unlink()  # type: ignore[attr-defined]
    (problem,) = verify_archive().problems
    assert filed.number in problem
    assert "not in the store" in problem
