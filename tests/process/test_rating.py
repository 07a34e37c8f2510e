"""Results row by row: merged field by field, refused outside the scale, every version on record."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Differs, Invalid, NotAllowed, NotNow
from certplatform.models.assignment import Assignment
from certplatform.models.audit import Rating, RatingVersion
from certplatform.models.case import Case
from certplatform.process.assignment import replace_member
from certplatform.process.intake import inspected
from certplatform.process.rating import RowChange, add_evidence, keep_row, record_rating
from certplatform.queries.audits import checklist_of, ratings_of
from certplatform.queries.ratings import last_said, row_of, versions_of
from tests.builders.application import a_pdf
from tests.builders.audit import assessor, lead, stage2_case
from tests.builders.people import World, a_world
from tests.builders.planning import MEMBER, on
from tests.builders.statements import counted

KEY, OTHER, THIRD = "clause:4.1", "clause:4.2.1", "clause:5.1"


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def rate(case: Case, by: Actor, result: str = "met", note: str = "", **more: object) -> int:
    return record_rating(case.id, key=KEY, result=result, note=note, by=by, **more).version  # type: ignore[arg-type]


def test_two_devices_of_one_person_are_merged_field_by_field(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        rate(case, lead(world), "met", "看了台账")
        rate(case, lead(world), "partly", "看了台账", version=1)
        assert rate(case, lead(world), "met", "缺三台", version=1) == 3
    row = ratings_of(case)[KEY]
    assert (row.result, row.note) == ("partly", "缺三台")


def test_a_field_that_both_changed_is_not_overwritten_and_the_rest_is_kept(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        rate(case, assessor(world), "met", "看了台账")
        rate(case, lead(world), "partly", "看了台账", version=1)
        with pytest.raises(Differs) as refused:
            rate(
                case,
                assessor(world),
                "not_met",
                "缺三台",
                version=1,
                files=[inspected("照片.pdf", a_pdf())],
            )
    row = ratings_of(case)[KEY]
    assert refused.value.fields == ("result",)
    assert (row.result, row.note, len(row.evidence), row.version) == ("partly", "缺三台", 1, 3)
    said = last_said(case, KEY, 1)
    assert said["result"].name == lead(world).name
    assert said["note"].name == assessor(world).name


def test_what_was_chosen_is_saved_on_the_version_that_was_shown(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        rate(case, lead(world), "met")
        rate(case, lead(world), "partly", version=1)
        with pytest.raises(Differs):
            rate(case, lead(world), "not_met", version=1)
        rate(case, lead(world), "not_met", version=2)
    assert [one.result for one in versions_of(case, KEY)] == ["met", "partly", "not_met"]


def test_what_was_not_touched_stays_as_the_other_left_it(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        rate(case, lead(world), "met", "看了台账")
        change = RowChange(KEY, note="缺三台", version=1, touched={"note"})
        assert keep_row(case.id, change, by=lead(world)).conflicts == ()
    assert (ratings_of(case)[KEY].result, ratings_of(case)[KEY].note) == ("met", "缺三台")


def test_the_same_again_makes_no_version(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        assert [rate(case, lead(world), "met", version=one) for one in (0, 1, 0)] == [1, 1, 1]
    assert len(versions_of(case, KEY)) == 1


def test_a_row_stays_with_whoever_judged_it_and_the_lead(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        rate(case, lead(world))
        with pytest.raises(NotAllowed):
            rate(case, assessor(world), "not_met", version=1)
        record_rating(case.id, key=OTHER, result="met", by=assessor(world))
        record_rating(case.id, key=OTHER, result="partly", version=1, by=lead(world))
        record_rating(case.id, key=OTHER, result="met", version=2, by=assessor(world))


def test_a_row_of_somebody_who_left_may_be_taken_over(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        rate(case, assessor(world))
        place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
        replace_member(place.id, by=world.actor(world.scheduler), reason="离职")
        assert rate(case, lead(world), "not_met", version=1) == 2


def test_photos_follow_a_result_and_change_nothing_else(world: World) -> None:
    case = stage2_case(world)
    photo = inspected("照片.pdf", a_pdf())
    with on(case, clock.today()):
        with pytest.raises(NotNow):
            add_evidence(case.id, KEY, [photo], by=lead(world))
        rate(case, lead(world), "met", "看了台账")
        add_evidence(case.id, KEY, [photo], by=lead(world))
    row = ratings_of(case)[KEY]
    assert (row.result, row.note, len(row.evidence), row.version) == ("met", "看了台账", 1, 2)


@pytest.mark.parametrize(
    ("result", "note"), [("fine", ""), ("", ""), ("not_applicable", " "), ("met", "长" * 4001)]
)
def test_a_rating_outside_the_scale_is_refused(world: World, result: str, note: str) -> None:
    case = stage2_case(world)
    with on(case, clock.today()), pytest.raises(Invalid):
        rate(case, lead(world), result, note)


@pytest.mark.parametrize("version", [0, 1])
def test_the_database_refuses_a_rating_outside_the_scale(world: World, version: int) -> None:
    """A wrong result with a right version, and a right result with a version that is none."""
    case = stage2_case(world)
    who, now = world[MEMBER].id, clock.now()
    said = {"case_id": case.id, "key": KEY, "note": "", "evidence": [], "version": version}
    said["result"] = "splendid" if version else "met"
    for row in (
        Rating(**said, rated_by=who, rated_at=now),
        RatingVersion(**said, by=who, at=now),
    ):
        session.add(row)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_row_is_found_by_its_key_as_in_the_whole_checklist(world: World) -> None:
    case = stage2_case(world)
    rows = [row for part in checklist_of(case) for row in part.rows]
    assert [row_of(case, one.key) for one in rows] == rows
    for absent in ("clause:99", "clause:4", "claim:9:CL1-PR-PLAN", "claim:1:X", "x", "", "claim:1"):
        assert row_of(case, absent) is None


def test_saving_a_row_costs_the_same_with_all_others_judged(world: World) -> None:
    case = stage2_case(world)
    by = lead(world)

    def cost(key: str) -> int:
        with counted() as sent:
            record_rating(case.id, key=key, result="met", by=by)
        return len(sent)

    with on(case, clock.today()):
        cost(KEY)
        few = cost(OTHER)
        for one in checklist_of(case)[1].rows:
            record_rating(case.id, key=one.key, result="met", by=by)
        assert cost(THIRD) == few
