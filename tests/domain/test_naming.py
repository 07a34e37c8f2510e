"""Names of organisations, compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.naming import (
    has_same_core,
    is_same_name,
    plain_code,
    plain_name,
    whole_name,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("齐鲁精密制造有限公司", "齐鲁精密制造有限责任公司"),
        ("齐鲁精密制造股份有限公司", "齐鲁精密制造股份公司"),
        ("齐鲁（集团）有限公司", "齐鲁集团有限公司"),
        ("齐鲁 精密，制造 有限公司", "齐鲁精密制造有限公司"),
        ("Bright Co., Ltd.", "ＢＲＩＧＨＴ Company Limited"),
        ("Bright Inc.", "bright incorporated"),
        ("Bright（East） Ltd", "bright(east)ltd"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert is_same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("齐鲁精密有限公司", "齐鲁精密股份有限公司"),
        ("齐鲁精密有限公司", "齐鲁精密集团有限公司"),
        ("齐鲁精密（青岛）有限公司", "齐鲁精密有限公司"),
        ("山东省齐鲁精密有限公司", "齐鲁精密有限公司"),
        ("齐鲁精密有限公司青岛分公司", "齐鲁精密有限公司"),
        ("Bright Inc", "Bright Co., Ltd."),
        ("The Bright Group Ltd", "Bright Ltd"),
    ],
)
def test_names_that_may_mean_one_organisation_are_not_the_same(one: str, other: str) -> None:
    assert not is_same_name(one, other)
    assert has_same_core(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("齐鲁精密有限公司", "齐鲁铸造有限公司"),
        ("有限公司", "公司"),
        ("甲厂", "甲公司"),
        ("Zinc", "Z"),
        ("", ""),
    ],
)
def test_other_names_are_others(one: str, other: str) -> None:
    assert not is_same_name(one, other)
    assert not has_same_core(one, other)


NAMES = st.text(alphabet="齐鲁精密电子有限责任股份公司集团分 ()（）Ltd.", max_size=14)


@given(NAMES, NAMES)
def test_comparing_is_mutual_and_a_same_name_has_the_same_plain_spelling(
    one: str, other: str
) -> None:
    assert is_same_name(one, other) == is_same_name(other, one)
    assert has_same_core(one, other) == has_same_core(other, one)
    if plain_name(one) == plain_name(other) and whole_name(one):
        assert is_same_name(one, other) or " " in one + other


@given(NAMES)
def test_spelling_a_name_out_again_changes_nothing(name: str) -> None:
    assert whole_name(whole_name(name)) == whole_name(name)


def test_a_code_is_compared_without_width_case_and_blanks() -> None:
    assert plain_code(" 9137０100 ma3c5k7t4d") == "91370100MA3C5K7T4D"
