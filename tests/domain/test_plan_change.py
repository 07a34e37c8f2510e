"""What changed between two revisions of a plan; since when a half-day is known (R21)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.half_day import half_days_met
from certplatform.domain.plan_change import (
    ADDED,
    CHANGED,
    HANDED_OVER,
    MOVED,
    REMOVED,
    changed,
    changes,
    place_of,
    told_on,
)
from certplatform.domain.plan_draft import RowDraft

MONDAY = date(2026, 3, 9)
ROW = RowDraft(2, MONDAY, 1, 10, 1, ("clause:4.1",), department="质量部")

rows = st.builds(
    RowDraft,
    stage=st.sampled_from([1, 2]),
    on=st.integers(0, 3).map(lambda days: MONDAY + timedelta(days=days)),
    half=st.sampled_from([1, 2]),
    site_id=st.sampled_from([10, 11]),
    person_id=st.sampled_from([1, 2, 3]),
    covers=st.sampled_from([(), ("clause:4.1",), ("clause:4.1", "claim:1:GO")]),
    remote=st.booleans(),
    auditing=st.booleans(),
    with_whom=st.sampled_from(["", "厂长"]),
    department=st.sampled_from(["", "质量部"]),
)
plans = st.lists(rows, max_size=12, unique_by=lambda row: (row.person_id, row.on, row.half))


@given(plans, plans)
def test_the_differences_applied_to_the_old_plan_give_the_new_one(
    old: list[RowDraft], new: list[RowDraft]
) -> None:
    assert sorted(changed(old, changes(old, new)), key=repr) == sorted(new, key=repr)


@given(plans, plans)
def test_every_difference_is_what_its_kind_says(old: list[RowDraft], new: list[RowDraft]) -> None:
    for one in changes(old, new):
        assert (one.before is None) == (one.kind == ADDED)
        assert (one.after is None) == (one.kind == REMOVED)
        if one.before is None or one.after is None:
            continue
        a, b = one.before, one.after
        if one.kind == MOVED:
            assert replace(a, on=b.on, half=b.half) == b
        elif one.kind == HANDED_OVER:
            assert replace(a, person_id=b.person_id) == b
        else:
            assert (a.person_id, a.on, a.half) == (b.person_id, b.on, b.half)
            assert {name for name in one.parts if getattr(a, name) != getattr(b, name)}


@given(plans)
def test_a_plan_does_not_differ_from_itself(plan: list[RowDraft]) -> None:
    assert changes(plan, list(reversed(plan))) == []


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (replace(ROW, half=2), MOVED),
        (replace(ROW, on=MONDAY + timedelta(days=1)), MOVED),
        (replace(ROW, person_id=2), HANDED_OVER),
        (replace(ROW, department="生产部"), CHANGED),
        (replace(ROW, site_id=11), CHANGED),
    ],
)
def test_one_change_is_told_as_one(after: RowDraft, kind: str) -> None:
    (found,) = changes([ROW], [after])
    assert (found.kind, found.before, found.after) == (kind, ROW, after)


def test_two_members_who_exchange_their_work_are_handed_over_to_each_other() -> None:
    other = replace(ROW, person_id=2, covers=("clause:5.1",))
    swapped = [replace(ROW, person_id=2), replace(other, person_id=1)]
    assert [one.kind for one in changes([ROW, other], swapped)] == [HANDED_OVER, HANDED_OVER]


def test_R21_a_half_day_taken_out_and_put_back_is_known_only_since_then() -> None:
    first, second = place_of(ROW), place_of(replace(ROW, half=2))
    sent = [date(2026, 3, day) for day in (1, 2, 3)]
    known = told_on([(sent[0], [first, second]), (sent[1], [first]), (sent[2], [first, second])])
    assert known == {first: sent[0], second: sent[2]}


@pytest.mark.parametrize(
    ("start", "end", "met"),
    [
        ((9, 0), (9, 1), [1]),
        ((8, 0), (9, 0), []),
        ((12, 0), (13, 30), []),
        ((11, 59), (13, 31), [1, 2]),
        ((17, 30), (23, 0), []),
    ],
)
def test_a_stretch_of_time_meets_the_half_days_that_it_cuts(
    start: tuple[int, int], end: tuple[int, int], met: list[int]
) -> None:
    begins, ends = (datetime.combine(MONDAY, time(*one)) for one in (start, end))
    found = half_days_met(begins, ends)
    assert list(found) == [(MONDAY, one) for one in met]
