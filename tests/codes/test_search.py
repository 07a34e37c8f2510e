"""Finding an industry or a region: by code, name, pinyin and initials, the best first, bounded."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certplatform.code_search import MOST, search_industries, search_regions
from certplatform.codes import industries, regions


def industry(question: str) -> list[str]:
    return [one.code for one in search_industries(question).rows]


def region(question: str) -> list[str]:
    return [one.code for one in search_regions(question).rows]


@pytest.mark.parametrize(
    "question", ["汽车", "qiche", "qi che", "QC", "C36", "c36", "36", "ｃ３６"]
)
def test_automobiles_are_found_in_every_way(question: str) -> None:
    assert industry(question)[0] == "C36"


@pytest.mark.parametrize("question", ["C3611", "3611", "c 3611"])
def test_the_code_itself_comes_first_and_alone(question: str) -> None:
    assert industry(question) == ["C3611"]


def test_codes_that_begin_so_follow_the_code_the_wider_first() -> None:
    assert industry("C361") == ["C361", "C3611", "C3612"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("重庆", "500000"),
        ("chongqing", "500000"),
        ("cq", "500000"),
        ("长沙", "430100"),
        ("changsha", "430100"),
        ("xm", "350200"),
        ("xi'an", "610100"),
        ("历下", "370102"),
        ("lixia", "370102"),
        ("370102", "370102"),
        ("３７０１０２", "370102"),
        ("济南 历下", "370102"),
        ("jn lx", "370102"),
        ("山东省济南市历下区", "370102"),
        ("Lixia", "370102"),
        ("lvliang", "141100"),
        ("lüliang", "141100"),
    ],
)
def test_a_place_is_found_in_every_way(question: str, first: str) -> None:
    assert region(question)[0] == first


def test_after_a_place_the_places_within_it_follow() -> None:
    found = region("济南")
    assert found[0] == "370100"
    assert set(found) == {code for code in regions() if code.startswith("3701")}


def test_a_name_that_is_so_comes_before_one_that_begins_so_and_one_that_holds_it() -> None:
    found = region("朝阳")
    assert found[0] == "211300"
    assert found.index("110105") < found.index("211302")


def test_at_most_a_page_is_found_and_it_says_that_there_are_more() -> None:
    answer = search_industries("制造")
    assert len(answer.rows) == MOST
    assert answer.more
    assert not search_industries("C361").more


@pytest.mark.parametrize(
    "question", ["", "   ", "　", "xyzzy", "%", "';--", "😀", "\u202e", "C" * 9999]
)
def test_what_fits_nothing_finds_nothing(question: str) -> None:
    assert not search_industries(question).rows
    assert not search_regions(question).rows


def test_a_section_is_too_wide_to_be_chosen() -> None:
    assert all(len(code) > 1 for code in industry("C"))


@given(st.text(max_size=100))
def test_any_question_has_a_bounded_answer_of_listed_codes(question: str) -> None:
    found = industry(question)
    assert len(found) <= MOST
    assert set(found) <= set(industries())
    places = region(question)
    assert len(places) <= MOST
    assert set(places) <= set(regions())


@given(st.sampled_from(sorted(regions())))
def test_every_place_is_found_first_by_its_code(code: str) -> None:
    assert region(code)[0] == code


@given(st.sampled_from(sorted(code for code in industries() if len(code) > 1)))
def test_every_industry_is_found_first_by_its_code(code: str) -> None:
    assert industry(code)[0] == code
    assert industry(code.lower())[0] == code


@settings(max_examples=30)
@given(st.sampled_from(sorted(regions())))
def test_every_place_is_found_by_its_pinyin_and_initials_unless_others_crowd_it_out(
    code: str,
) -> None:
    one = regions()[code]
    for question in (one.pinyin, one.zh, "".join(part[0] for part in one.pinyin.split())):
        answer = search_regions(question)
        assert answer.more or code in {row.code for row in answer.rows}


def test_letters_alone_never_fail() -> None:
    for letter in string.ascii_letters + string.digits:
        search_industries(letter)
        search_regions(letter)
