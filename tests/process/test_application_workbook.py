"""A workbook holds the whole application, and gives it back as it was."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certplatform.domain.application_form import (
    PARTS,
    FormField,
    FormPart,
    choices_of,
    form_part,
    questions_of,
    whole_rows,
)
from certplatform.domain.application_import import imported
from certplatform.domain.application_reading import cleaned
from certplatform.domain.application_workbook import (
    Choices,
    columns_of,
    flag_of,
    form_mark,
    sheets_of,
)
from certplatform.domain.scheme import Scheme
from certplatform.process.workbook_intake import tables_of
from certplatform.schemes import scheme
from tests.builders.workbook import BODIES, INDUSTRIES, REGIONS, a_book, choices_for

pytestmark = pytest.mark.once

# What a person may paste into a field, formulas and all; what reads as another way to name a
# choice is left out, for there the workbook mends what was typed.
PASTED = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-2", "@x", "'a", "0012", "1e5", "TRUE", "#REF!"]
TEXTS = st.one_of(
    st.sampled_from(PASTED),
    st.text(max_size=30),
    st.text(alphabet="甲乙丙 \n\tab=_x0;\"<&>'", max_size=60),
)


def _texts(one: FormField, known: Scheme) -> st.SearchStrategy[Any]:
    few = {"industry": INDUSTRIES, "region": REGIONS, "body": BODIES}
    if one.kind == "flag":
        return st.booleans()
    if one.kind == "answers":
        return st.fixed_dictionaries(
            {},
            optional={
                asked.code: st.sampled_from([code for code, _ in asked.choices])
                for asked in questions_of(one, known)
            },
        )
    if one.kind == "choice" or one.kind in few:
        offered = few.get(one.kind) or choices_of(one, known)
        codes = st.sampled_from([code for code, _ in offered])
        return st.one_of(codes, st.sampled_from(["", "unknown-code", "=A1"]))
    if one.kind == "date":
        return st.one_of(st.dates().map(str), st.sampled_from(["", "2025年3月1日", "20250301"]))
    if one.kind in {"count", "number"}:
        return st.one_of(st.integers(-9, 10**9).map(str), st.sampled_from(["", "1,234.5", "many"]))
    return TEXTS


def _content(fields: tuple[FormField, ...], known: Scheme) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({one.code: _field(one, known) for one in fields})


def _field(one: FormField, known: Scheme) -> st.SearchStrategy[Any]:
    if one.kind != "rows":
        return _texts(one, known)
    most = 0 if one.each else min(one.most, 4)
    return st.lists(_content(one.rows, known), max_size=most)


def _known() -> Scheme:
    return scheme("IIIMS")


@st.composite
def applications(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    known = _known()
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3, unique=True))
    return {one.code: draw(_content(one.fields, known)) for one in parts}


def _kept(part: FormPart, content: Mapping[str, Any], known: Scheme) -> dict[str, Any]:
    """A part as it is kept; lists that have a row for each item with all their rows."""
    found = cleaned(part, content)
    for one in part.fields:
        if one.each:
            whole = whole_rows(one, found[one.code], known)
            found[one.code] = [cleaned(FormPart("", "", "", one.rows), row) for row in whole]
    return found


def _read_back(known: Scheme, content: bytes) -> Mapping[str, Any]:
    found = imported(tables_of("a.xlsx", content), sheets_of(), choices_for(known), known)
    assert found.stops == []
    return found.contents


@pytest.mark.prove
@given(contents=applications())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_was_written_into_a_workbook_is_read_out_of_it(
    app: Flask, contents: dict[str, dict[str, Any]]
) -> None:
    del app
    known = _known()
    kept = {one.code: cleaned(one, contents.get(one.code, {})) for one in PARTS}
    back = _read_back(known, a_book(known, kept))
    for one in PARTS:
        assert _kept(one, back[one.code], known) == _kept(one, kept[one.code], known), one.code


def test_rows_that_belong_to_rows_find_them_whatever_these_are_called(app: Flask) -> None:
    del app
    known = _known()
    names = ["", "", "甲", "甲", "2", "乙\n丙", "２"]
    goals = [{"indicator": f"指标{place}"} for place, _ in enumerate(names)]
    rows = [
        {"name": name, "boundary": "x", "goals": [goal]}
        for name, goal in zip(names, goals, strict=True)
    ]
    kept = cleaned(form_part("capabilities"), {"capabilities": rows})
    back = _read_back(known, a_book(known, {"capabilities": kept}))
    found = cleaned(form_part("capabilities"), back["capabilities"])
    assert found == kept


def test_items_of_a_fixed_list_are_all_there_and_come_back(app: Flask) -> None:
    del app
    known = _known()
    item = known.management_review.inputs[3].code
    audits = {"review_inputs": [{"item": item, "done": True, "note": "已评审"}]}
    back = _read_back(known, a_book(known, {"audits": audits}))
    assert back["audits"]["review_inputs"] == audits["review_inputs"]
    table = next(
        one
        for one in tables_of("a.xlsx", a_book(known, {}))
        if one.line(1).get("A") == "audits.review_inputs"
    )
    assert len(list(table.entries())) == len(known.management_review.inputs)


def test_codes_are_shown_by_name_and_found_again_by_code_or_name(app: Flask) -> None:
    del app
    known = _known()
    choices = choices_for(known)
    level = form_part("capabilities").fields[0].rows[2]
    title = known.levels[1].title
    shown = choices.in_cell(level, "CL2")
    for typed in ("CL2", " cl2", "ＣＬ2", title.zh, title.en, title.en.upper(), shown):
        assert choices.code_for(level, typed) == "CL2", typed
    assert choices.code_for(level, "CL9") == "CL9"
    industry = next(one for one in form_part("enterprise").fields if one.kind == "industry")
    for typed in ("C34", "c34", "C34 通用设备制造业", "通用设备制造业"):
        assert choices.code_for(industry, typed) in {"C34", "通用设备制造业"}
    assert choices.code_for(industry, "C3451 滚动轴承制造") == "C3451"
    body = next(one for one in form_part("request").fields if one.kind == "body")
    shown = choices.in_cell(body, "body-2")
    assert shown == "华信评定 [body-2]"
    assert choices.code_for(body, shown) == "body-2"
    assert choices.code_for(body, "华信评定") == "华信评定"  # two of that name: nobody guesses


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((one, True) for one in ("是", "是 Yes", "√", "TRUE", "1", "y")),
        *((one, False) for one in ("", "否", "no", "0", "×")),
        ("也许", None),
    ],
)
def test_a_confirmation_is_yes_or_no_and_nothing_else(typed: str, meant: bool | None) -> None:
    assert flag_of(typed) is meant


def test_the_form_has_one_mark_as_long_as_it_is_the_same() -> None:
    sheets = sheets_of()
    assert form_mark(sheets) == form_mark(sheets_of())
    assert form_mark(sheets) != form_mark(sheets[1:])
    for one in sheets:
        assert len(set(columns_of(one))) == len(columns_of(one))
    assert len({one.code for one in sheets}) == len(sheets)


def test_choices_are_asked_for_once(app: Flask) -> None:
    del app
    asked: list[str] = []

    def offer(one: FormField) -> tuple[()]:
        asked.append(one.kind)
        return ()

    choices = Choices(offer)
    region = next(one for one in form_part("enterprise").fields if one.kind == "region")
    for _ in range(3):
        choices.in_cell(region, "370100")
        choices.code_for(region, "370100")
    assert asked == ["region"]
