"""Lines break where a reader expects it."""

import pytest

from certplatform.documents.fonts import Style
from certplatform.documents.text import NOT_FIRST, NOT_LAST, balanced, break_lines, width

SENTENCE = (
    "依据《信息化和工业化融合管理体系 要求》（GB/T 23001-2017），与“采购、生产、销售”相关的活动。"
)


@pytest.mark.parametrize("room", range(60, 300, 7))
def test_no_line_begins_or_ends_with_the_wrong_mark(room: int) -> None:
    lines = break_lines(SENTENCE, room, 11)
    assert "".join(lines).replace(" ", "") == SENTENCE.replace(" ", "")
    for line in lines[1:]:
        assert line[0] not in NOT_FIRST
    for line in lines[:-1]:
        assert line[-1] not in NOT_LAST


@pytest.mark.parametrize("room", range(80, 300, 7))
def test_no_line_is_wider_than_its_column(room: int) -> None:
    for line in break_lines(SENTENCE + "x" * 200, room, 11):
        assert width(line, 11) <= room + 0.01


def test_english_words_stay_whole() -> None:
    lines = break_lines("management of information", width("management of", 10) + 1, 10)
    assert lines == ("management of", "information")


def test_line_feeds_stay() -> None:
    assert break_lines("一\n\n二", 100, 10) == ("一", "", "二")


def test_a_name_is_spread_evenly_over_its_lines() -> None:
    name = "北京精密制造股份有限公司" * 3
    room = width(name, 20, Style.BOLD) / 2 - 5
    lines = balanced(name, room, 20, Style.BOLD)
    assert len(lines) == len(break_lines(name, room, 20, Style.BOLD)) == 3
    assert max(map(len, lines)) - min(map(len, lines)) <= 1
