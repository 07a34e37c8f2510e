"""The form under a scheme: what it asks, that anything typed can be read, and what differs."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform import schemes
from certplatform.domain.application_content import application_from, part_problems
from certplatform.domain.application_differences import differences
from certplatform.domain.application_form import (
    PARTS,
    FormField,
    FormPart,
    form_part,
    questions_of,
    whole_rows,
)
from certplatform.domain.application_reading import cleaned, read_part

KNOWN = schemes.scheme("IIIMS")
QUESTIONS = KNOWN.self_assessment.questions
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        one.code: st.sampled_from([choice.code for choice in one.choices]) for one in QUESTIONS
    },
)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["item", "done", "note", "FO1", "name", "x"]), inner)
    ),
    max_leaves=12,
)


def field_of(part: str, code: str) -> FormField:
    return next(one for one in form_part(part).fields if one.code == code)


def test_the_questions_of_a_field_are_those_of_the_scheme_in_its_order() -> None:
    asked = questions_of(field_of("self_assessment", "answers"), KNOWN)
    assert [one.code for one in asked] == [one.code for one in QUESTIONS]
    assert asked[0].choices[0] == ("A", QUESTIONS[0].choices[0].text)
    assert asked[0].heading == KNOWN.self_assessment.views[0].title
    assert questions_of(field_of("system", "scope"), KNOWN) == ()


@pytest.mark.parametrize("part", PARTS, ids=lambda one: one.code)
@given(data=st.data())
def test_whatever_was_typed_can_be_read(part: FormPart, data: st.DataObject) -> None:
    codes = [one.code for one in part.fields]
    content = data.draw(st.dictionaries(st.sampled_from(codes), anything))
    read = read_part(part, content, KNOWN)
    assert set(read.values) == set(codes)
    part_problems(part.code, read, KNOWN)
    json.dumps(cleaned(part, content))
    application_from({part.code: content}, KNOWN)


@given(st.lists(st.dictionaries(st.sampled_from(["item", "done", "note"]), anything), max_size=20))
def test_a_list_to_tick_off_always_has_each_item_once(rows: list[dict[str, Any]]) -> None:
    field = field_of("audits", "review_inputs")
    kept = cleaned(form_part("audits"), {field.code: rows})[field.code]
    wanted = [one.code for one in KNOWN.management_review.inputs]
    assert [row["item"] for row in whole_rows(field, kept, KNOWN)] == wanted
    read = read_part(form_part("audits"), {field.code: kept}, KNOWN)
    assert [row["item"] for row in read.values[field.code]] == wanted


def a_row(item: str, note: str = "看过") -> dict[str, Any]:
    return {"item": item, "done": True, "note": note}


@pytest.mark.parametrize(
    ("rows", "strange"),
    [
        ([a_row("AUDITS")], 0),
        ([a_row("AUDITS"), a_row("AUDITS", "又一次")], 1),
        ([a_row("AUDITS"), a_row("WEATHER"), a_row("")], 2),
    ],
)
def test_rows_that_fit_nothing_are_counted(rows: list[dict[str, Any]], strange: int) -> None:
    read = read_part(form_part("audits"), {"review_inputs": rows}, KNOWN)
    told = [one.params for one in read.problems if one.field == "review_inputs"]
    assert told == ([{"count": strange}] if strange else [])
    assert read.values["review_inputs"][3] == a_row("AUDITS")


@pytest.mark.parametrize(
    ("begun", "ended", "wrong"),
    [
        ("2026-01-11", "2026-01-12", False),
        ("2026-01-12", "2026-01-12", False),
        ("2026-01-13", "2026-01-12", True),
    ],
)
def test_an_internal_audit_ends_when_or_after_it_began(begun: str, ended: str, wrong: bool) -> None:
    content = {"internal_audit_from_on": begun, "internal_audit_on": ended}
    read = read_part(form_part("audits"), content, KNOWN)
    fields = {one.field for one in part_problems("audits", read, KNOWN)}
    assert ("internal_audit_on" in fields) == wrong


@pytest.mark.parametrize(
    ("found", "closed", "wrong"), [("3", "2", False), ("3", "3", False), ("3", "4", True)]
)
def test_no_more_is_closed_than_was_found(found: str, closed: str, wrong: bool) -> None:
    content = {"internal_audit_found": found, "internal_audit_closed": closed}
    read = read_part(form_part("audits"), content, KNOWN)
    fields = {one.field for one in part_problems("audits", read, KNOWN)}
    assert ("internal_audit_closed" in fields) == wrong


@given(ANSWERS, ANSWERS)
def test_the_questions_that_differ_are_those_answered_otherwise(
    old: dict[str, str], new: dict[str, str]
) -> None:
    found = differences(
        {"self_assessment": {"answers": old}}, {"self_assessment": {"answers": new}}, KNOWN
    )
    told = {one.question.code: (one.before, one.after) for one in found if one.question}
    assert len(told) == len(found)
    assert told == {
        code: (old.get(code, ""), new.get(code, ""))
        for code in {*old, *new}
        if old.get(code) != new.get(code)
    }


def test_a_version_from_before_the_list_differs_in_each_item() -> None:
    rows = [a_row(one.code) for one in KNOWN.management_review.outputs]
    found = differences({}, {"audits": {"review_outputs": rows}}, KNOWN)
    titles = {one.way[0].title for one in found}
    assert titles == {one.title for one in KNOWN.management_review.outputs}
    assert len(found) == 2 * len(rows)  # ticked, and its note
