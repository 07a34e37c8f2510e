import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from certplatform.domain.identity import (
    PROVINCES,
    Identity,
    identity_obstacles,
    industry_obstacles,
    mended,
    mended_code,
    mended_industry,
    province_of,
    region_obstacles,
    uscc_obstacles,
)

GOOD = "91110000600037341L"


def test_R11_a_right_code_passes() -> None:
    assert uscc_obstacles(GOOD) == []


@pytest.mark.parametrize(
    "typed",
    [
        " 91110000600037341l ",
        "9111 0000 6000 3734 1L",
        "９１１１００００６０００３７３４１Ｌ",
        "91110000-600037341-l",
    ],
)
def test_R11_blanks_hyphens_width_and_lower_case_are_mended(typed: str) -> None:
    assert mended_code(typed) == GOOD
    assert uscc_obstacles(typed) == []


def test_R11_a_missing_code_says_so() -> None:
    assert uscc_obstacles("   ")[0].fact == "The unified social credit code is missing."


@pytest.mark.parametrize("typed", [GOOD[:-1], GOOD + "1"])
def test_R11_a_wrong_length_names_the_count(typed: str) -> None:
    assert uscc_obstacles(typed)[0].params["count"] == len(typed)


def test_R11_a_wrong_check_character_names_place_and_the_right_one() -> None:
    (wrong,) = uscc_obstacles(GOOD[:-1] + "M")
    assert wrong.params == {"given": "M", "expected": "L"}
    assert wrong.field == "uscc"


def test_R11_each_impossible_character_is_named_by_position() -> None:
    found = uscc_obstacles("9111O000600037341S")
    assert [one.params["position"] for one in found] == [5, 18]
    assert found[0].params["likely"] == "0"
    assert found[1].params["likely"] == "5"


def test_R11_a_look_alike_that_cannot_stand_there_either_is_not_proposed() -> None:
    (wrong,) = uscc_obstacles("O" + GOOD[1:])
    assert "likely" not in wrong.params
    assert wrong.params["position"] == 1


def test_R11_a_letter_in_the_region_digits_is_wrong_even_if_the_alphabet_has_it() -> None:
    assert uscc_obstacles("9A110000600037341L")[0].params["position"] == 2


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
def test_R11_every_code_with_its_check_character_passes(organisation: str) -> None:
    stem = "91370100" + organisation
    assert uscc_obstacles(stem + uscc.calc_check_digit(stem)) == []


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_R11_one_changed_character_never_passes(at: int, other: str) -> None:
    changed = GOOD[:at] + other + GOOD[at + 1 :]
    assert (uscc_obstacles(changed) == []) == (changed == GOOD)


@given(st.text(max_size=40))
def test_R11_any_input_gives_an_answer(text: str) -> None:
    identity = Identity(text, text, text)
    assert all(one.rule == "R11" for one in identity_obstacles(identity))


@given(st.text(alphabet=string.printable + "０Ａｂ　", max_size=20))
def test_R11_mending_twice_changes_nothing(text: str) -> None:
    once = mended(Identity(text, text, text))
    assert mended(once) == once


@pytest.mark.parametrize("code", ["C36", "C361", "C3610", "A01", "T97", "t9700", "C 36"])
def test_R11_an_industry_is_a_letter_with_two_to_four_digits(code: str) -> None:
    assert industry_obstacles(code) == []


@pytest.mark.parametrize("code", ["", "C", "C3", "C36101", "U98", "36A", "CC36", "C３六", "C00"])
def test_R11_other_shapes_are_no_industry(code: str) -> None:
    assert [one.field for one in industry_obstacles(code)] == ["industry"]


@pytest.mark.parametrize(
    ("code", "fits"), [("C13", True), ("C12", False), ("C43", True), ("C44", False)]
)
def test_R11_a_division_belongs_to_its_section(code: str, fits: bool) -> None:
    assert (industry_obstacles(code) == []) == fits


def test_R11_the_section_letter_is_found_from_the_division() -> None:
    assert mended_industry("3610") == "C3610"
    assert mended_industry("97") == "T97"


def test_R11_all_sections_from_A_to_T_exist() -> None:
    sections = {mended_industry(f"{division:02d}")[0] for division in range(1, 98)}
    assert sections == set(string.ascii_uppercase[:20])


@pytest.mark.parametrize("code", ["370102", "110000", "820000"])
def test_R11_a_region_has_six_digits_and_a_province(code: str) -> None:
    assert region_obstacles(code) == []


@pytest.mark.parametrize("code", ["", "37010", "3701022", "160102", "37010A", "000000"])
def test_R11_other_regions_are_refused(code: str) -> None:
    assert [one.field for one in region_obstacles(code)] == ["region"]


def test_the_province_of_a_region_is_known_by_name() -> None:
    province = province_of("370102")
    assert province is not None
    assert province.zh == "山东省"
    assert province_of("990000") is None
    assert len(PROVINCES) == 34
