"""What a device brings back: taken once, merged where it can be, else kept apart for the lead."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotAllowed, NotVisible
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.offline import OfflineChange
from certplatform.models.outbox import StoredFact
from certplatform.process.assignment import replace_member
from certplatform.process.intake import inspected
from certplatform.process.offline import (
    SentChange,
    set_aside_work,
    take_change,
    take_over_work,
)
from certplatform.process.rating import record_rating
from certplatform.queries.audits import ratings_of
from certplatform.queries.findings import findings_of
from certplatform.queries.offline import leftovers_of, places_to_audit
from certplatform.queries.plans import sites_of
from certplatform.queries.ratings import versions_of
from tests.builders.application import a_pdf
from tests.builders.audit import assessor, correction_case, lead, stage2_case
from tests.builders.people import World, a_world
from tests.builders.planning import LEAD, MEMBER, on

KEY, FACT = "clause:4.1", "缺少点检记录"
THREE_DAYS_OFF = "2026-01-01T09:00:00+08:00"


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def a_change(kind: str = "rating", **more: object) -> SentChange:
    said: dict[str, object] = {"key": KEY, "claimed": THREE_DAYS_OFF}
    if kind == "rating":
        said |= {"touched": {"result", "note"}, "result": "partly", "note": "离线记录"}
    return SentChange(str(uuid4()), kind, **{**said, **more})  # type: ignore[arg-type]


def leaves(world: World) -> None:
    place = session.query(Assignment).filter_by(person_id=world[MEMBER].id).one()
    replace_member(place.id, by=world.actor(world.scheduler), reason="离职")


def take(case: Case, sent: SentChange, by: Actor) -> dict[str, object]:
    return take_change(case.public_id, sent, by=by)


def test_the_same_audit_merged_twice_has_one_effect(world: World) -> None:
    case = stage2_case(world)
    photo = inspected("照片.pdf", a_pdf())
    day = [
        a_change(),
        a_change("photo", files=[photo]),
        a_change(
            "finding",
            site_id=sites_of(case)[0].id,
            grade="minor",
            fact="缺少点检记录",
            files=[photo],
        ),
    ]
    with on(case, clock.today()):
        first = [take(case, one, lead(world)) for one in day]
        assert [take(case, one, lead(world)) for one in day] == first
    assert len(versions_of(case, KEY)) == 2
    assert len(ratings_of(case)[KEY].evidence) == 1
    assert len(findings_of(case)) == 1


def test_the_servers_time_rules_and_the_devices_is_kept_as_said(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        take(case, a_change(), lead(world))
        now = clock.now()
    version = versions_of(case, KEY)[0]
    assert (version.at, version.claimed) == (now, THREE_DAYS_OFF)
    assert ratings_of(case)[KEY].rated_at == now


def test_two_phones_that_changed_one_row_are_merged_and_asked(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", note="看了台账", by=lead(world))
        take(case, a_change(base=1, touched={"result"}), lead(world))
        other = take(case, a_change(base=1, touched={"note"}), lead(world))
        third = take(case, a_change(base=1, touched={"note"}, note="另一手机"), lead(world))
    assert (other["outcome"], third["outcome"], third["conflicts"]) == (
        "saved",
        "conflict",
        ["note"],
    )
    assert (ratings_of(case)[KEY].result, ratings_of(case)[KEY].note) == ("partly", "离线记录")


def test_work_on_a_row_that_another_member_judged_is_kept_apart(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", by=lead(world))
        told = take(case, a_change(), assessor(world))
        assert told == {"outcome": "apart", "why": "others_row"}
        take_over_work(
            case.id, leftovers_of(case)[0].public_id, version=1, reason="属实", by=lead(world)
        )
    assert (ratings_of(case)[KEY].result, ratings_of(case)[KEY].note) == ("partly", "离线记录")
    assert leftovers_of(case)[0].state == "taken"


def test_a_reassigned_assessor_returns_with_offline_work(world: World) -> None:
    case = stage2_case(world)
    by, site = assessor(world), sites_of(case)[0].id
    found = a_change("finding", site_id=site, grade="minor", fact=FACT)
    with on(case, clock.today()):
        leaves(world)
        sent = a_change(files=())
        for one in (
            sent,
            found,
            sent,
            found,
            a_change("photo", files=[inspected("a.pdf", a_pdf())]),
        ):
            assert take(case, one, by) == {"outcome": "apart", "why": "left_team"}
        assert KEY not in ratings_of(case)
        assert not findings_of(case)
        kept = {one.kind: one for one in leftovers_of(case)}
        assert len(kept) == len(leftovers_of(case)) == 3
        told = session.scalars(select(StoredFact).where(StoredFact.name == "WorkKeptApart"))
        assert [one.payload["who"] for one in told] == [world[MEMBER].name]  # once, not three times
        for kind in ("rating", "photo"):
            take_over_work(
                case.id,
                kept[kind].public_id,
                version=0 if kind == "rating" else 1,
                reason="属实",
                by=lead(world),
            )
        set_aside_work(case.id, kept["finding"].public_id, reason="已另行记录", by=lead(world))
    row = ratings_of(case)[KEY]
    assert (row.result, len(row.evidence), row.rated_by) == ("partly", 1, world[LEAD].id)
    assert {one.kind: one.state for one in leftovers_of(case)} == {
        "rating": "taken",
        "photo": "taken",
        "finding": "set_aside",
    }
    assert places_to_audit(world[MEMBER].id) == []


def test_only_the_lead_decides_with_a_reason_and_once(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        record_rating(case.id, key=KEY, result="met", by=lead(world))
        take(case, a_change(), assessor(world))
        address = leftovers_of(case)[0].public_id
        with pytest.raises(NotAllowed):
            set_aside_work(case.id, address, reason="不计", by=assessor(world))
        with pytest.raises(Invalid):
            set_aside_work(case.id, address, reason=" ", by=lead(world))
        set_aside_work(case.id, address, reason="不计", by=lead(world))
        with pytest.raises(Exception, match="decided already"):
            take_over_work(case.id, address, version=1, reason="属实", by=lead(world))


def test_work_that_comes_after_the_stage_has_closed_is_kept_apart(world: World) -> None:
    case = correction_case(world)
    with on(case, clock.today()):
        assert take(case, a_change(), assessor(world)) == {"outcome": "apart", "why": "closed"}
        set_aside_work(case.id, leftovers_of(case)[0].public_id, reason="已关闭", by=lead(world))


def test_nobody_else_leaves_work_nor_learns_of_the_case(world: World) -> None:
    case = stage2_case(world)
    with on(case, clock.today()):
        for part in ("applicant", "assessor_5", "case_officer", "supervisor"):
            with pytest.raises(NotVisible):
                take(case, a_change(), world.actor(world[part]))
        sent = a_change()
        take(case, sent, lead(world))
        with pytest.raises(NotVisible):
            take(case, sent, assessor(world))
    assert not leftovers_of(case)
    assert session.query(OfflineChange).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "vote"},
        {"kind": "rating", "result": "splendid"},
        {"kind": "photo"},
        {"kind": "finding", "fact": "x", "grade": "awful"},
        {"kind": "finding", "fact": " ", "grade": "minor"},
    ],
)
def test_what_is_not_whole_is_refused_and_not_remembered(
    world: World, wrong: dict[str, object]
) -> None:
    case = stage2_case(world)
    with on(case, clock.today()), pytest.raises(Invalid):
        take(case, a_change(**wrong), lead(world))  # type: ignore[arg-type]
    assert session.query(OfflineChange).count() == 0
