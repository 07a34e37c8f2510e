"""What the page of a part draws of the scheme: questions under headings, lists to tick off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from certplatform.domain.application_form import FormPart, choices_of, questions_of
from certplatform.domain.scheme import Scheme
from certplatform.web.formats import text


@dataclass(frozen=True, slots=True)
class Group:
    """The questions under one heading, and how many of them are answered."""

    id: str
    title: str
    fields: Sequence[Field]
    answered: int


def question_groups(form: FlaskForm, part: FormPart, known: Scheme) -> dict[str, list[Group]]:
    """The groups of every field that asks questions, by the name of the field."""
    return {
        one.code: [
            _group(form, one.code, code, [(question.code, question.heading) for question in group])
            for code, group in groupby(questions_of(one, known), key=lambda each: each.group)
        ]
        for one in part.fields
        if one.kind == "answers"
    }


def _group(form: FlaskForm, name: str, code: str, asked: list[tuple[str, Any]]) -> Group:
    fields = [form[name].form[question] for question, _ in asked]
    return Group(
        f"{name}-group-{code}",
        text(asked[0][1]),
        fields,
        sum(1 for one in fields if one.data),
    )


def item_titles(part: FormPart, known: Scheme) -> Mapping[str, list[str]]:
    """What the rows of a list that is ticked off are called, by the name of the list."""
    return {
        one.code: [text(title) for _, title in choices_of(one.rows[0], known)]
        for one in part.fields
        if one.each
    }
