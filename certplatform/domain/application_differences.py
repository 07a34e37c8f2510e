"""What changed between two versions of an application, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from certplatform.domain.application_form import PARTS, FormField


@dataclass(frozen=True, slots=True)
class Place:
    """One step on the way to a field: its label, and the number of the row where it has rows."""

    label: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose content is another one now; empty where there is none before or after."""

    part: str
    way: tuple[Place, ...]
    field: FormField
    before: Any
    after: Any


def differences(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> list[Difference]:
    """Everything that differs, in the order of the form."""
    return [
        one
        for part in PARTS
        for one in _between(
            part.code, part.fields, before.get(part.code, {}), after.get(part.code, {}), ()
        )
    ]


def _between(
    part: str,
    fields: tuple[FormField, ...],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    way: tuple[Place, ...],
) -> Iterator[Difference]:
    for one in fields:
        old, new = before.get(one.code), after.get(one.code)
        if one.kind == "rows":
            nothing: Mapping[str, Any] = {}
            pairs = zip_longest(old or [], new or [], fillvalue=nothing)
            for number, (old_row, new_row) in enumerate(pairs, 1):
                yield from _between(
                    part, one.rows, old_row, new_row, (*way, Place(one.label, number))
                )
        elif (old or "") != (new or ""):
            yield Difference(part, (*way, Place(one.label)), one, old or "", new or "")
