"""Two hands at one row: nothing that either side wrote is lost, and nothing is overwritten."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certplatform.domain.row_merge import FIELDS, NOTHING, RowContent, merged

RESULTS = st.sampled_from(["met", "partly", "not_met"])
CONTENTS = st.builds(
    RowContent,
    RESULTS,
    st.sampled_from(["", "甲", "乙", "丙"]),
    st.lists(st.integers(1, 4), unique=True, max_size=3).map(tuple),
)
SEEN = "看了台账"
BASE = RowContent("met", SEEN, (1, 2))


def test_what_only_one_side_changed_is_merged() -> None:
    found = merged(
        BASE, RowContent("met", "缺三台", (1, 2, 3)), RowContent("partly", "看了台账", (1, 2, 4))
    )
    assert found.content == RowContent("partly", "缺三台", (1, 2, 3, 4))
    assert found.conflicts == ()


def test_what_both_changed_stands_until_somebody_chooses() -> None:
    found = merged(
        BASE, RowContent("partly", "缺三台", (1, 2)), RowContent("not_met", "看了台账", (1, 2))
    )
    assert found.content == RowContent("partly", "缺三台", (1, 2))
    assert found.conflicts == ("result",)


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    both = RowContent("partly", "缺三台", (1, 2, 3))
    assert merged(BASE, both, both) == merged(BASE, both, BASE)


def test_evidence_taken_out_by_either_side_is_out() -> None:
    found = merged(
        BASE, RowContent("met", "看了台账", (2,)), RowContent("met", "看了台账", (1, 2, 3))
    )
    assert found.content.evidence == (2, 3)


def test_a_base_that_is_not_on_record_gives_way_to_nothing() -> None:
    found = merged(None, BASE, RowContent("met", "别的", (9,)))
    assert found.conflicts == ("note",)
    assert found.content == RowContent("met", "看了台账", (1, 2, 9))


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (RowContent("not_met", ""), RowContent("not_applicable", "无此业务")),
        (RowContent("not_applicable", "无此业务"), RowContent("not_met", "")),
    ],
)
def test_a_result_does_not_lose_the_reason_it_rests_on(
    theirs: RowContent, mine: RowContent
) -> None:
    base = RowContent("not_met", "无此业务")
    found = merged(base, theirs, mine)
    assert set(found.conflicts) == {"result", "note"}
    assert found.content == theirs


@settings(max_examples=150, deadline=None)
@given(CONTENTS, CONTENTS, CONTENTS)
def test_every_text_is_either_kept_or_asked_about(
    base: RowContent, theirs: RowContent, mine: RowContent
) -> None:
    found = merged(base, theirs, mine)
    for one in FIELDS:
        began, there, here = (getattr(side, one) for side in (base, theirs, mine))
        kept = getattr(found.content, one)
        if one in found.conflicts:
            assert kept == there != here
        else:
            assert kept in {there, here}
            assert kept != began or there == here == began
    gained = (set(theirs.evidence) | set(mine.evidence)) - set(base.evidence)
    assert gained <= set(found.content.evidence)
    assert len(found.content.evidence) == len(set(found.content.evidence))


@settings(max_examples=100, deadline=None)
@given(CONTENTS, CONTENTS, CONTENTS)
def test_without_a_conflict_the_order_does_not_matter_and_twice_is_once(
    base: RowContent, one: RowContent, other: RowContent
) -> None:
    first, second = merged(base, one, other), merged(base, other, one)
    assert set(first.conflicts) == set(second.conflicts)
    if not first.conflicts:
        assert set(first.content.evidence) == set(second.content.evidence)
        assert (first.content.result, first.content.note) == (
            second.content.result,
            second.content.note,
        )
        assert merged(one, first.content, one) == first
    assert merged(NOTHING, NOTHING, one).content == one
