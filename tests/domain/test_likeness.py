"""Entries that may be the same enterprise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.likeness import (
    NEAR_NAME,
    SAME_ADDRESS,
    SAME_MAIL,
    SAME_NAME,
    SAME_ORGANISATION,
    SAME_PHONE,
    Entry,
    likenesses,
    pieces_of,
)
from certplatform.domain.naming import core_name

OWN = Entry(
    "齐鲁精密轴承股份有限公司",
    "91370100MA3C5K7T4D",
    "济南市历下区泉城路 1 号",
    "0531-8888 6666",
    "office@qilu.example",
)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("齐鲁精密轴承股份有限公司", "齐鲁精密轴承"),
        ("山东省济南市齐鲁精密轴承有限公司", "齐鲁精密轴承"),
        ("齐鲁精密轴承（济南）有限公司", "齐鲁精密轴承"),
        ("齐鲁精密轴承集团有限公司", "齐鲁精密轴承"),
        ("公司", "公司"),
    ],
)
def test_the_core_of_a_name_is_without_place_and_legal_form(name: str, core: str) -> None:
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("other", "common"),
    [
        (Entry("齐鲁精密轴承有限公司"), (SAME_NAME,)),
        (Entry("齐鲁精密轴承制造有限公司"), (NEAR_NAME,)),
        (Entry("长江电子有限公司"), ()),
        (Entry("甲公司", code="92370100MA3C5K7T4X"), (SAME_ORGANISATION,)),
        (Entry("甲公司", code="91370100MA3C5K7T5X"), ()),
        (Entry("甲公司", address="济南市历下区泉城路1号"), (SAME_ADDRESS,)),
        (Entry("甲公司", phone="053188886666"), (SAME_PHONE,)),
        (Entry("甲公司", mail="OFFICE@qilu.example"), (SAME_MAIL,)),
    ],
)
def test_what_two_entries_have_in_common_is_named(other: Entry, common: tuple[str, ...]) -> None:
    assert likenesses(OWN, other) == common


def test_what_is_not_given_is_not_in_common() -> None:
    assert likenesses(Entry("甲厂"), Entry("乙厂")) == ()


NAMES = st.text(alphabet="齐鲁精密轴承电子有限公司集团 ()", min_size=0, max_size=12)
ENTRIES = st.builds(Entry, name=NAMES, address=st.sampled_from(["", "泉城路1号", "泉城路 1 号"]))


@given(one=ENTRIES, other=ENTRIES)
def test_likeness_is_mutual(one: Entry, other: Entry) -> None:
    assert likenesses(one, other) == likenesses(other, one)


@given(name=st.text(alphabet="齐鲁精密轴承电子", min_size=3, max_size=10))
def test_a_piece_of_a_name_stands_in_the_name(name: str) -> None:
    assert all(piece in name for piece in pieces_of(name))
