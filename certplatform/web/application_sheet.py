"""An application as people read it: part by part, labels and values, rows as tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from certplatform.codes import industry_title, region_title
from certplatform.domain.application_differences import Difference, Place, differences
from certplatform.domain.application_form import (
    DOCUMENTS,
    DOCUMENTS_TITLE,
    PARTS,
    AskedQuestion,
    FormField,
    FormPart,
    choices_of,
    form_part,
    questions_of,
    whole_rows,
)
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.self_assessment import Result, assess
from certplatform.models.document import Document
from certplatform.queries.applications import ReturnPoint, Submitted, bodies
from certplatform.web.formats import gettext, text
from certplatform.web.self_assessment_sheet import ShownResult, points_of, shown_result

Parts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """Rows of a part: label, columns and cells as text; `folded` ones open when asked for."""

    label: str
    columns: list[str]
    rows: list[list[str]]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One part as it is read."""

    code: str
    title: str
    pairs: list[tuple[str, str]]
    tables: list[SheetTable]
    assessed: ShownResult | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference as it is read."""

    part: str
    where: str
    before: str
    after: str


class Reader:
    """Turns contents into words, for one scheme."""

    def __init__(self, known: Scheme) -> None:
        """Read the bodies' names once."""
        self.scheme = known
        self.bodies = {one.public_id: one.name for one in bodies()}

    def sheet(self, parts: Parts) -> list[SheetPart]:
        """All parts in the order of the form."""
        return [self._part(part, parts.get(part.code, {})) for part in PARTS]

    def _part(self, part: FormPart, content: Mapping[str, Any]) -> SheetPart:
        return SheetPart(
            part.code,
            gettext(part.title),
            [
                (gettext(one.label), self.words(one, content.get(one.code)))
                for one in part.fields
                if one.kind not in {"rows", "answers"}
            ],
            [
                table
                for one in part.fields
                for table in self._tables(one, content.get(one.code) or [])
            ],
            next(
                (
                    shown_result(self._result(content.get(one.code)), self.scheme.self_assessment)
                    for one in part.fields
                    if one.kind == "answers"
                ),
                None,
            ),
        )

    def _result(self, given: Any) -> Result:
        return assess(self.scheme.self_assessment, given or {})

    def _tables(self, field: FormField, content: Any) -> list[SheetTable]:
        if field.kind == "answers":
            return self._answers(field, content or {})
        if field.kind != "rows":
            return []
        rows = whole_rows(field, content, self.scheme) if field.each and content else content
        # what nobody filled in would only narrow the columns that say something
        shown = [
            one
            for one in field.rows
            if one.needed or one.kind == "flag" or any(row.get(one.code) for row in rows)
        ]
        return [
            SheetTable(
                gettext(field.label),
                [gettext(one.label) for one in shown],
                [[self.words(one, row.get(one.code)) for one in shown] for row in rows],
            )
        ]

    def _answers(self, field: FormField, given: Mapping[str, str]) -> list[SheetTable]:
        """One table for each heading: its questions, the answers chosen, and what they give."""
        scored = {
            one.question.code: points_of(one)
            for view in self._result(given).views
            for one in view.given
        }
        columns = [gettext("Question"), gettext("Answer"), gettext("Points of the view's score")]
        return [
            SheetTable(
                heading,
                columns,
                [
                    [text(one.text), answer_words(one, given.get(one.code, "")), scored[one.code]]
                    for one in group
                ],
                folded=True,
            )
            for heading, group in groupby(
                questions_of(field, self.scheme), key=lambda one: text(one.heading)
            )
        ]

    def words(self, field: FormField, value: Any) -> str:
        """One value in words."""
        if field.kind == "rows":
            return "；".join(self._row(field, row) for row in value or [])
        if field.kind == "flag":
            return gettext("Yes") if value else gettext("No")
        return self._named(field.kind, field, str(value)) if value else ""

    def _named(self, kind: str, field: FormField, value: str) -> str:
        """Codes by their names."""
        names: dict[str, Callable[[], Text | str]] = {
            "choice": lambda: dict(choices_of(field, self.scheme)).get(value, value),
            "industry": lambda: industry_title(value),
            "region": lambda: region_title(value),
            "body": lambda: self.bodies.get(value, value),
        }
        return text(names.get(kind, lambda: value)())

    def _row(self, field: FormField, row: Mapping[str, Any]) -> str:
        return "，".join(
            f"{gettext(one.label)} {self.words(one, row.get(one.code))}"
            for one in field.rows
            if row.get(one.code)
        )

    def changes(self, before: Submitted, after: Submitted) -> list[Change]:
        """What changed between two versions, documents included."""
        return self._between(before, after.parts, after.documents)

    def since(self, before: Submitted, parts: Parts, documents: list[Document]) -> list[Change]:
        """What the form holds now that is not as in a version."""
        now = [
            {"sha256": one.file.sha256, "title": one.title, "filename": one.filename}
            for one in documents
        ]
        return self._between(before, parts, now)

    def _between(
        self, before: Submitted, parts: Parts, documents: Sequence[Mapping[str, Any]]
    ) -> list[Change]:
        found = self.differing(before.parts, parts)
        old = {one["sha256"]: one for one in before.documents}
        new = {one["sha256"]: one for one in documents}
        title = gettext(DOCUMENTS_TITLE)
        gone = [one for sha256, one in old.items() if sha256 not in new]
        come = [one for sha256, one in new.items() if sha256 not in old]
        found += [Change(title, one["title"], one["filename"], "") for one in gone]
        found += [Change(title, one["title"], "", one["filename"]) for one in come]
        return found

    def differing(self, before: Parts, after: Parts) -> list[Change]:
        """What differs between two contents of the form."""
        return [self._change(one) for one in differences(before, after, self.scheme)]

    def _change(self, one: Difference) -> Change:
        return Change(
            gettext(form_part(one.part).title),
            " · ".join(_place_words(place) for place in one.way),
            self._content(one, one.before),
            self._content(one, one.after),
        )

    def _content(self, one: Difference, value: Any) -> str:
        return answer_words(one.question, value) if one.question else self.words(one.field, value)


def answer_words(question: AskedQuestion, answer: str) -> str:
    """An answer in words; empty while the question is open."""
    return text(dict(question.choices).get(answer, answer))


def _place_words(place: Place) -> str:
    label = gettext(place.label)
    if place.title is not None:
        return f"{label} · {text(place.title)}"
    return f"{label} {place.row}" if place.row else label


def part_title(code: str) -> str:
    """The name of a part, the documents included."""
    return gettext(DOCUMENTS_TITLE if code == DOCUMENTS else form_part(code).title)


def shown_points(points: tuple[ReturnPoint, ...]) -> list[dict[str, str]]:
    """Points to correct, with the names of part and field."""
    return [
        {
            "part": one.part,
            "part_title": part_title(one.part),
            "field": one.field,
            "field_title": field_title(one.part, one.field),
            "text": one.text,
        }
        for one in points
    ]


def field_title(part: str, field: str) -> str:
    """The name of a field; what was written where it does not belong to the form's."""
    if part == DOCUMENTS:
        return field
    known = {one.code: one.label for one in form_part(part).fields}
    return gettext(known[field]) if field in known else field
