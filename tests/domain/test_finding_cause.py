"""The cause of a nonconformity: five whys, or along the branches of a fishbone."""

import pytest

from certplatform.domain.errors import Invalid
from certplatform.domain.finding_cause import BRANCHES, entries_of, fishbone, five_why


def test_whys_are_kept_in_their_order_and_told_in_words() -> None:
    cause = five_why([" 无点检 ", "无制度", "", "", ""])
    assert cause.kept() == [{"place": "1", "text": "无点检"}, {"place": "2", "text": "无制度"}]
    assert cause.rendered == "1. 无点检\n2. 无制度"
    assert entries_of(cause.kept()) == {"1": "无点检", "2": "无制度"}


@pytest.mark.parametrize(
    ("answers", "field"),
    [(["", ""], "why_1"), (["a", "", "c"], "why_2"), (["a"] * 6, "why_1")],
)
def test_a_why_is_answered_before_the_next_one(answers: list[str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        five_why(answers)
    assert set(refused.value.fields) == {field}


def test_five_whys_are_enough() -> None:
    assert len(five_why(["a"] * 5).entries) == 5


def test_a_fishbone_keeps_its_branches_in_their_order() -> None:
    cause = fishbone({"method": "无规程", "people": "未培训", "machine": "  "})
    assert [place for place, _ in cause.entries] == ["people", "method"]
    assert cause.rendered == "人 People: 未培训\n法 Method: 无规程"
    assert len(fishbone(dict.fromkeys(BRANCHES, "x")).entries) == 6


@pytest.mark.parametrize(("given", "field"), [({}, "people"), ({"weather": "x"}, "weather")])
def test_a_fishbone_has_a_find_and_no_other_branch(given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        fishbone(given)
    assert set(refused.value.fields) == {field}


def test_a_text_too_long_to_be_kept_is_refused() -> None:
    five_why(["x" * 2000])
    with pytest.raises(Invalid):
        five_why(["x" * 2001])
