"""The application as a workbook: its sheets, their columns, and how values are written in cells.

The sheets follow from the form alone: one for the single fields of a part, one for every list of
rows, one for every questionnaire. Whoever writes or reads a workbook takes the layout from here, so
that what was written is found again. Sheets and columns are known by marks in a hidden column and
a hidden row, never by their names, which people may change.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from certplatform.domain.application_form import PARTS, YES, AskedQuestion, FormField, FormPart
from certplatform.domain.scheme import Text
from certplatform.domain.wording import N_

# Rows that every sheet begins with, counted from 1; the entries follow.
TITLE_ROW, HINT_ROW, MARKS_ROW, LABELS_ROW, FIRST_ROW = 1, 2, 3, 4, 5
MARK_COLUMN = "A"
GUIDE, CODES = "guide", "codes"
NUMBER, PARENT = "#", "@"  # columns that are no fields: a row's number, the row it belongs to
SHOWN = "~"  # a column that only shows something
LABEL, VALUE, HINT = "label", "value", "hint"
GROUP, QUESTION, ANSWER = "group", "question", "answer"
ABOUT = ("case", "enterprise", "scheme", "scheme_version", "case_type", "form", "versions")

SheetKind = Literal["fields", "rows", "answers"]
Offer = Callable[[FormField], Sequence[tuple[str, Text]]]
_SHEETS_OF_THEIR_OWN = frozenset({"rows", "answers"})
CODED = frozenset({"choice", "industry", "region", "body"})
_NUMBERED = frozenset({"industry", "region"})  # codes that stand before their names
FLAG = (("", Text("否", "No")), (YES, Text("是", "Yes")))
_TICKS = frozenset({"yes", "y", "true", "1", "是", "有", "√", "✓", "✔", "x", "对"})
_NO_TICKS = frozenset({"", "no", "n", "false", "0", "否", "无", "×", "-", "错"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the single fields of a part, the rows of a list, or the questions of a field.

    `way` are the codes of the lists that lead to its rows; `most` is how many rows fit, `limit` how
    many of them for one row of the `parent` list. A `fixed` list has one row for each choice of its
    first field. `above` is a title that its own one needs to be understood.
    """

    code: str
    part: str
    title: str
    kind: SheetKind
    fields: tuple[FormField, ...]
    hint: str = ""
    way: tuple[str, ...] = ()
    most: int = 0
    limit: int = 0
    fixed: bool = False
    parent: "Sheet | None" = None
    above: str = ""

    @property
    def name_field(self) -> FormField:
        """The field by which other sheets name a row of this one."""
        return self.fields[0]


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook says of itself: for which case and which form it was made.

    `versions` are the versions of the parts at that moment; a part never saved has none.
    """

    case: str
    enterprise: str
    scheme: str
    scheme_version: str
    case_type: str
    form: str
    versions: Mapping[str, int]


def sheets_of(parts: Iterable[FormPart] = PARTS) -> tuple[Sheet, ...]:
    """All sheets in the order of the form."""
    return tuple(one for part in parts for one in _of_part(part))


def _of_part(part: FormPart) -> list[Sheet]:
    single = tuple(one for one in part.fields if one.kind not in _SHEETS_OF_THEIR_OWN)
    found = []
    if single:
        found.append(Sheet(part.code, part.code, part.title, "fields", single, part.hint))
    for one in part.fields:
        if one.kind == "rows":
            found += _of_rows(part.code, one, None)
        elif one.kind == "answers":
            code = f"{part.code}.{one.code}"
            found.append(
                Sheet(code, part.code, one.label, "answers", (one,), one.hint, above=part.title)
            )
    return found


def _of_rows(part: str, field: FormField, parent: Sheet | None) -> list[Sheet]:
    way = (*(parent.way if parent else ()), field.code)
    sheet = Sheet(
        code=".".join((part, *way)),
        part=part,
        title=field.label,
        kind="rows",
        fields=tuple(one for one in field.rows if one.kind != "rows"),
        hint=field.hint,
        way=way,
        most=field.most * (parent.most if parent else 1),
        limit=field.most,
        fixed=field.each,
        parent=parent,
    )
    inner = [one for one in field.rows if one.kind == "rows"]
    return [sheet, *(below for one in inner for below in _of_rows(part, one, sheet))]


def has_children(sheet: Sheet, sheets: Iterable[Sheet]) -> bool:
    """Whether rows of another sheet belong to rows of this one."""
    return any(one.parent is not None and one.parent.code == sheet.code for one in sheets)


def columns_of(sheet: Sheet) -> tuple[str, ...]:
    """The marks of a sheet's columns, from the second column on."""
    if sheet.kind == "fields":
        return (LABEL, VALUE, HINT)
    if sheet.kind == "answers":
        return (GROUP, QUESTION, ANSWER)
    first = (NUMBER,) if sheet.parent is None else (NUMBER, PARENT)
    return (*first, *(one.code for one in sheet.fields))


def form_mark(sheets: Iterable[Sheet]) -> str:
    """A short digest of the form's shape: another form has another one."""
    shape = [
        [one.code, one.kind, one.most, [[field.code, field.kind] for field in one.fields]]
        for one in sheets
    ]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16]


def both(text: Text) -> str:
    """A short text in both languages on one line."""
    return f"{text.zh} {text.en}" if text.en and text.en != text.zh else text.zh


# -- values as cells show them ------------------------------------------------------------------


class Choices:
    """What the coded fields offer: from a code to what a cell shows, and back."""

    def __init__(self, offer: Offer, title: Callable[[FormField, str], Text] | None = None) -> None:
        """`title` names a code that is right but not on offer, such as that of a county."""
        self._offer = offer
        self._title = title
        self._shown: dict[str, dict[str, str]] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def list_of(self, field: FormField) -> str:
        """The name of the list that a field offers; fields with the same list share it."""
        return field.choices if field.kind == "choice" else field.kind

    def shown(self, field: FormField) -> Mapping[str, str]:
        """Everything on offer: what a cell shows, by code."""
        name = self.list_of(field)
        if name not in self._shown:
            self._prepare(name, field)
        return self._shown[name]

    def in_cell(self, field: FormField, code: str) -> str:
        """What a cell shows for a code; one that nobody knows stands for itself."""
        found = self.shown(field).get(code)
        if found is None and self._title and field.kind in _NUMBERED:
            return _entry(field, code, self._title(field, code))
        return found or code

    def code_for(self, field: FormField, typed: str) -> str:
        """The code of what stands in a cell: the code itself or its name, in either language."""
        self.shown(field)
        found = self._codes[self.list_of(field)].get(_plain(typed))
        if found is not None:
            return found
        first, _, rest = typed.strip().partition(" ")
        if rest and field.kind in _NUMBERED and any(c.isdigit() for c in first):
            return first  # a code with its name behind it, finer than those on offer
        return typed

    def _prepare(self, name: str, field: FormField) -> None:
        offered = self._offer(field)
        shown = {code: _entry(field, code, title) for code, title in offered}
        times = Counter(shown.values())
        self._shown[name] = {
            code: f"{one} [{code}]" if times[one] > 1 else one for code, one in shown.items()
        }
        codes: dict[str, set[str]] = {}
        for code, title in offered:
            for way in (title.zh, title.en, self._shown[name][code]):
                codes.setdefault(_plain(way), set()).add(code)
        certain = {way: found.pop() for way, found in codes.items() if len(found) == 1}
        self._codes[name] = certain | {_plain(code): code for code, _ in offered}


def _entry(field: FormField, code: str, title: Text) -> str:
    if field.kind not in _NUMBERED:
        return both(title)
    bare = Text(*(one.removeprefix(code).strip() for one in (title.zh, title.en)))
    return f"{code} {both(bare)}".strip()


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def flag_in_cell(value: object) -> str:
    """A confirmation as a cell shows it."""
    return both(FLAG[1][1] if value is True else FLAG[0][1])


def flag_of(typed: str) -> bool | None:
    """Whether a cell confirms; None when it says neither yes nor no."""
    plain = _plain(typed)
    if plain in _TICKS or plain == _plain(both(FLAG[1][1])):
        return True
    if plain in _NO_TICKS or plain == _plain(both(FLAG[0][1])):
        return False
    return None


def answer_for(question: AskedQuestion, typed: str) -> str:
    """The code of the answer that a cell names: by its code, its text, or both."""
    plain = _plain(typed)
    for code, title in question.choices:
        said = {_plain(code), _plain(title.zh), _plain(title.en), _plain(f"{code}{title.zh}")}
        if plain in said or plain == _plain(option_in_cell(code, title)):
            return code
    return typed


def option_in_cell(code: str, title: Text) -> str:
    """An answer on offer as it stands beside its question."""
    return f"{code} {title.zh}\n{title.en}"


def parent_in_cell(name: str, number: int, names: Sequence[str]) -> str:
    """How a row names the row it belongs to: by its name, by its number where that is not clear."""
    return name if names.count(name) == 1 and clear_name(name) else str(number)


def clear_name(name: str) -> bool:
    """Whether a row can be named so: not empty, and not to be mistaken for a number."""
    return bool(name) and row_number(name) is None


def row_number(typed: str) -> int | None:
    """The number of a row as it is typed; None when it is none."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 6 else None  # noqa: PLR2004


GUIDE_TITLE = N_("How to fill in this workbook")
CODES_TITLE = N_("Lists to choose from")
PARENT_HINT = N_("The name or the number of the row it belongs to")
