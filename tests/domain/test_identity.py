import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from certplatform.codes import code_lists
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
LISTS = code_lists()


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
    assert all(one.rule == "R11" for one in identity_obstacles(identity, LISTS))


@given(st.text(alphabet=string.printable + "０Ａｂ　", max_size=20))
def test_R11_mending_twice_changes_nothing(text: str) -> None:
    once = mended(Identity(text, text, text))
    assert mended(once) == once


@pytest.mark.parametrize(
    "code", ["C36", "C361", "C3611", "A01", "T97", "t9700", "C 36", "Ｃ３６", "361", "c-3612"]
)
def test_R11_an_industry_is_a_letter_with_two_to_four_digits(code: str) -> None:
    assert industry_obstacles(code, LISTS) == []


@pytest.mark.parametrize("code", ["", "C", "C3", "C36101", "U98", "36A", "CC36", "C３六", "C00"])
def test_R11_other_shapes_are_no_industry(code: str) -> None:
    assert [one.field for one in industry_obstacles(code, LISTS)] == ["industry"]


@pytest.mark.parametrize(
    ("code", "fits"), [("C13", True), ("C12", False), ("C43", True), ("C44", False)]
)
def test_R11_a_division_belongs_to_its_section(code: str, fits: bool) -> None:
    assert (industry_obstacles(code, LISTS) == []) == fits


def test_R11_the_section_letter_is_found_from_the_division() -> None:
    assert mended_industry("3610") == "C3610"
    assert mended_industry("97") == "T97"


def test_R11_all_sections_from_A_to_T_exist() -> None:
    sections = {mended_industry(f"{division:02d}")[0] for division in range(1, 98)}
    assert sections == set(string.ascii_uppercase[:20])


@pytest.mark.parametrize("code", ["370102", "110000", "820000"])
def test_R11_a_region_has_six_digits_and_a_province(code: str) -> None:
    assert region_obstacles(code, LISTS) == []


@pytest.mark.parametrize("code", ["", "37010", "3701022", "160102", "37010A", "000000"])
def test_R11_other_regions_are_refused(code: str) -> None:
    assert [one.field for one in region_obstacles(code, LISTS)] == ["region"]


def test_the_province_of_a_region_is_known_by_name() -> None:
    province = province_of("370102")
    assert province is not None
    assert province.zh == "山东省"
    assert province_of("990000") is None
    assert len(PROVINCES) == 34


@pytest.mark.parametrize(
    ("code", "fact", "known"),
    [
        ("C369", "Division %(known)s “%(name)s” has no group %(part)s.", "C36"),
        ("C3691", "Division %(known)s “%(name)s” has no group %(part)s.", "C36"),
        ("C3610", "Group %(known)s “%(name)s” has no class %(part)s.", "C361"),
        ("3613", "Group %(known)s “%(name)s” has no class %(part)s.", "C361"),
    ],
)
def test_R11_an_industry_that_is_not_listed_names_the_part_that_is_wrong(
    code: str, fact: str, known: str
) -> None:
    (wrong,) = industry_obstacles(code, LISTS)
    assert wrong.fact == fact
    assert wrong.params["known"] == known
    assert wrong.params["name"] == LISTS.industries[known].zh
    assert industry_obstacles(known, LISTS) == []


@pytest.mark.parametrize(
    "code", ["370102", "37 01 02", "３７０１０２", "370100", "429004", "659012"]
)
def test_R11_a_listed_region_passes_however_it_is_typed(code: str) -> None:
    assert region_obstacles(code, LISTS) == []


def test_R11_a_county_that_is_not_listed_names_its_prefecture() -> None:
    (wrong,) = region_obstacles("370199", LISTS)
    assert wrong.params == {
        "code": "370199",
        "known": "370100",
        "name": "山东省济南市",
        "name_en": "Jinan, Shandong",
    }
    assert region_obstacles("370100", LISTS) == []


@pytest.mark.parametrize("code", ["379900", "379901"])
def test_R11_a_prefecture_that_is_not_listed_names_its_province(code: str) -> None:
    (wrong,) = region_obstacles(code, LISTS)
    assert wrong.params["known"] == "370000"
    assert wrong.params["name"] == "山东省"


def test_R11_a_code_that_was_given_up_names_the_code_of_today() -> None:
    (wrong,) = region_obstacles("370181", LISTS)
    assert wrong.fact == "The code %(code)s, once “%(name)s”, has been given up in GB/T 2260."
    assert wrong.params["name"] == "章丘市"
    assert wrong.params["present"] == "370114"
    assert wrong.params["today"] == "山东省济南市章丘区"
    assert region_obstacles("370114", LISTS) == []


def test_R11_a_code_without_heir_says_to_look_the_place_up() -> None:
    (wrong,) = region_obstacles("330104", LISTS)
    assert wrong.params["name"] == "江干区"
    assert wrong.cure.startswith("Look up by name")


@given(st.integers(0, 999_999).map(lambda number: f"{number:06d}"))
def test_R11_a_region_passes_exactly_when_it_is_listed(code: str) -> None:
    assert (region_obstacles(code, LISTS) == []) == (code in LISTS.regions)


@given(st.sampled_from(string.ascii_uppercase), st.integers(0, 9999))
def test_R11_a_class_passes_exactly_when_it_is_listed(section: str, number: int) -> None:
    code = f"{section}{number:04d}"
    assert (industry_obstacles(code, LISTS) == []) == (code in LISTS.industries)
