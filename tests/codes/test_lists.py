"""The lists of GB/T 4754 and GB/T 2260 are whole, well-formed and read as they are said."""

import re
import time
from collections import Counter

import pytest

from certplatform import codes
from certplatform.codes import (
    code_lists,
    former_regions,
    industries,
    industry_title,
    region_title,
    regions,
)
from certplatform.domain.identity import PROVINCES, SECTIONS

HAN = re.compile("[\u4e00-\u9fff]")
OTHER = re.compile("[0-9A-Za-z]+")
FAST_SECONDS = 0.05


def test_the_industries_are_as_many_as_the_standard_has() -> None:
    assert Counter(len(code) for code in industries()) == {1: 20, 3: 97, 4: 473, 5: 1381}


def test_every_industry_stands_below_another_and_every_section_ends_where_the_next_begins() -> None:
    for code in industries():
        if len(code) > 1:
            assert code[: 1 if len(code) == 3 else -1] in industries()
    divisions = sorted(code for code in industries() if len(code) == 3)
    assert [code[1:] for code in divisions] == [f"{number:02d}" for number in range(1, 98)]
    assert tuple(dict.fromkeys(code[0] for code in divisions)) == SECTIONS


def test_every_division_has_a_group_and_every_group_a_class() -> None:
    above = {code[:-1] for code in industries() if len(code) == 5}
    assert above == {code for code in industries() if len(code) == 4}
    assert {code[:3] for code in above} == {code for code in industries() if len(code) == 3}


def test_the_regions_are_the_provinces_prefectures_and_counties() -> None:
    def kind(code: str) -> str:
        return "province" if code[2:] == "0000" else "prefecture" if code[4:] == "00" else "county"

    assert Counter(kind(code) for code in regions()) == {
        "province": 34,
        "prefecture": 333,
        "county": 2845,
    }
    assert {code[:2]: regions()[code].zh for code in regions() if code.endswith("0000")} == {
        code: title.zh for code, title in PROVINCES.items()
    }


def test_no_statistical_area_is_taken_for_a_county() -> None:
    assert not [code for code in regions() if 71 <= int(code[4:]) <= 79]
    assert not {"110100", "429000", "500200", "620201"} & set(regions())


def test_a_code_that_was_given_up_is_not_listed_and_its_heir_is() -> None:
    assert not set(former_regions()) & set(regions())
    heirs = {one.present for one in former_regions().values() if one.present}
    assert heirs <= set(regions())


@pytest.mark.parametrize("table", ["industries", "regions"])
def test_every_name_is_read_syllable_by_syllable(table: str) -> None:
    for one in getattr(codes, table)().values():
        wanted = len(HAN.findall(one.zh)) + len(OTHER.findall(one.zh))
        assert len(one.pinyin.split()) == wanted, one
        assert re.fullmatch("[a-z0-9 ]+", one.pinyin), one


@pytest.mark.parametrize(
    ("code", "pinyin"),
    [
        ("500000", "chong qing shi"),
        ("430100", "chang sha shi"),
        ("350200", "xia men shi"),
        ("341500", "lu an shi"),
        ("341600", "bo zhou shi"),
        ("340300", "beng bu shi"),
        ("330382", "yue qing shi"),
        ("110105", "chao yang qu"),
        ("211300", "chao yang shi"),
        ("140400", "chang zhi shi"),
        ("140428", "zhang zi xian"),
        ("320116", "lu he qu"),
        ("411100", "luo he shi"),
        ("222404", "hun chun shi"),
        ("371524", "dong e xian"),
        ("620100", "lan zhou shi"),
        ("540000", "xi zang zi zhi qu"),
        ("652900", "a ke su di qu"),
    ],
)
def test_names_of_places_are_read_as_places(code: str, pinyin: str) -> None:
    assert regions()[code].pinyin == pinyin


@pytest.mark.parametrize(
    ("code", "pinyin"),
    [
        ("J6621", "shang ye yin hang fu wu"),
        ("L7241", "kuai ji shen ji ji shui wu fu wu"),
        ("C242", "yue qi zhi zao"),
        ("L7242", "shi chang diao cha"),
        ("C1461", "wei jing zhi zao"),
        ("G5432", "leng cang che dao lu yun shu"),
        ("M7517", "san wei 3d da yin ji shu tui guang fu wu"),
    ],
)
def test_names_of_industries_are_read_as_trades(code: str, pinyin: str) -> None:
    assert industries()[code].pinyin == pinyin


def test_titles_go_as_deep_as_the_code() -> None:
    assert industry_title("C36").zh == "C36 汽车制造业"
    assert industry_title("C3611").zh == "C3611 汽柴油车整车制造"
    assert industry_title("C36").en == "C36 Manufacture of automobiles"
    assert industry_title("C3611").en == "C3611 Manufacture of automobiles (汽柴油车整车制造)"
    assert region_title("370000").zh == "山东省"
    assert region_title("370102").zh == "山东省济南市历下区"
    assert region_title("370102").en == "Lixia District, Jinan, Shandong"
    assert region_title("110101").zh == "北京市东城区"
    assert region_title("429004").zh == "湖北省仙桃市"


def test_a_code_that_is_not_listed_shows_what_is_known_of_it() -> None:
    assert industry_title("C3699").zh == "C3699 汽车制造业"
    assert industry_title("Z1").zh == "Z1"
    assert region_title("370199").zh == "山东省济南市"
    assert region_title("990000").zh == "990000"
    assert industry_title("").zh == region_title("").zh == ""


def _reading_seconds() -> float:
    for one in (industries, regions):
        one.cache_clear()
    began = time.process_time()
    industries()
    regions()
    return time.process_time() - began


def test_the_lists_are_read_fast_and_once() -> None:
    assert min(_reading_seconds() for _ in range(3)) < FAST_SECONDS
    assert industries() is industries()
    assert code_lists() is code_lists()
