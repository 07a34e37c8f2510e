"""What changed between two versions of an application, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from certplatform.domain.application_form import (
    PARTS,
    AskedQuestion,
    FormField,
    choices_of,
    questions_of,
    whole_rows,
)
from certplatform.domain.scheme import Scheme, Text


@dataclass(frozen=True, slots=True)
class Place:
    """One step on the way to a field: its label, and which row or question of it where it has some.

    A row is named by its number, or by its title where the scheme gives it one.
    """

    label: str
    row: int = 0
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose content is another one now; empty where there is none before or after.

    Where the field asks questions, it is the answer to `question`.
    """

    part: str
    way: tuple[Place, ...]
    field: FormField
    before: Any
    after: Any
    question: AskedQuestion | None = None


def differences(
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
    scheme: Scheme,
) -> list[Difference]:
    """Everything that differs, in the order of the form."""
    return [
        one
        for part in PARTS
        for one in _between(
            part.code, part.fields, before.get(part.code, {}), after.get(part.code, {}), (), scheme
        )
    ]


def _between(
    part: str,
    fields: tuple[FormField, ...],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    way: tuple[Place, ...],
    scheme: Scheme,
) -> Iterator[Difference]:
    for one in fields:
        old, new = before.get(one.code), after.get(one.code)
        if one.kind == "rows":
            for place, old_row, new_row in _pairs(one, old or [], new or [], scheme):
                yield from _between(part, one.rows, old_row, new_row, (*way, place), scheme)
        elif one.kind == "answers":
            yield from _answers(part, one, old or {}, new or {}, way, scheme)
        elif (old or "") != (new or ""):
            yield Difference(part, (*way, Place(one.label)), one, old or "", new or "")


Rows = Sequence[Mapping[str, Any]]
Pair = tuple[Place, Mapping[str, Any], Mapping[str, Any]]


def _pairs(field: FormField, old: Rows, new: Rows, scheme: Scheme) -> Iterator[Pair]:
    """Rows that stand for the same: of the same number, or the same item of a fixed list."""
    if field.each and (old or new):
        titles = [title for _, title in choices_of(field.rows[0], scheme)]
        whole: Iterator[tuple[Text, Mapping[str, Any], Mapping[str, Any]]] = zip(
            titles, whole_rows(field, old, scheme), whole_rows(field, new, scheme), strict=True
        )
        for title, old_row, new_row in whole:
            yield Place(field.label, title=title), old_row, new_row
        return
    nothing: Mapping[str, Any] = {}
    for number, (old_row, new_row) in enumerate(zip_longest(old, new, fillvalue=nothing), 1):
        yield Place(field.label, number), old_row, new_row


def _answers(
    part: str,
    field: FormField,
    old: Mapping[str, str],
    new: Mapping[str, str],
    way: tuple[Place, ...],
    scheme: Scheme,
) -> Iterator[Difference]:
    for question in questions_of(field, scheme):
        before, after = old.get(question.code, ""), new.get(question.code, "")
        if before != after:
            place = Place(field.label, title=question.text)
            yield Difference(part, (*way, place), field, before, after, question)
