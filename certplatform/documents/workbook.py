"""The application as a workbook to fill in: every part with what is entered, lists to choose from.

Every entry is a string in a cell of text, so that nothing typed is ever evaluated, and days and
codes stay as they were typed.
"""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from certplatform.documents.workbook_looks import LINE_HEIGHT, Looks, height_of, sheet_names
from certplatform.domain.application_form import FormField, questions_of, whole_rows
from certplatform.domain.application_workbook import (
    ANSWER,
    CODED,
    CODES,
    CODES_TITLE,
    FIRST_ROW,
    FLAG,
    GROUP,
    GUIDE,
    HINT,
    HINT_ROW,
    LABEL,
    LABELS_ROW,
    MARKS_ROW,
    NUMBER,
    PARENT_HINT,
    QUESTION,
    SHOWN,
    TITLE_ROW,
    VALUE,
    About,
    Choices,
    Sheet,
    both,
    columns_of,
    flag_in_cell,
    option_in_cell,
    parent_in_cell,
)
from certplatform.domain.scheme import Scheme, Text

Contents = Mapping[str, Mapping[str, Any]]
Words = Callable[[str], Text]
FLAGS = "flag"
PREPARED_ROWS = 40  # rows of a list drawn ahead; more may be filled in below


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook is made of. `guide` are the sentences of its first sheet."""

    about: About
    facts: Sequence[tuple[Text, str]]
    guide: Sequence[Text]
    title: Text
    contents: Contents
    scheme: Scheme
    sheets: Sequence[Sheet]
    choices: Choices
    words: Words
    made_at: datetime


def render_workbook(book: Book) -> bytes:
    """The bytes of the workbook."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    writer = xlsxwriter.Workbook(file, options)
    writer.set_properties({"title": both(book.title), "created": book.made_at})
    _Writer(book, writer).write()
    writer.close()
    return file.getvalue()


class _Writer:
    def __init__(self, book: Book, writer: Any) -> None:
        self.book = book
        self.writer = writer
        self.looks = Looks(writer)
        titles = [self._title(one).zh for one in book.sheets]
        self.names = dict(zip((one.code for one in book.sheets), sheet_names(titles), strict=True))

    def _title(self, sheet: Sheet) -> Text:
        title = self.book.words(sheet.title)
        if not sheet.above:
            return title
        above = self.book.words(sheet.above)
        return Text(f"{above.zh}{title.zh}", f"{above.en}: {title.en}")

    def write(self) -> None:
        guide = self.writer.add_worksheet("填写说明 Guide")
        pages = {
            one.code: self.writer.add_worksheet(self.names[one.code]) for one in self.book.sheets
        }
        codes = self.writer.add_worksheet("代码 Codes")
        self._guide(guide)
        self._codes(codes)
        for sheet in self.book.sheets:
            page = pages[sheet.code]
            self.looks.page(page)
            self._head(page, sheet)
            if sheet.kind == "fields":
                self._fields(page, sheet)
            elif sheet.kind == "answers":
                self._questions(page, sheet)
            else:
                self._rows(page, sheet)
        guide.activate()

    # -- first and last sheet -------------------------------------------------------------------

    def _guide(self, page: Any) -> None:
        looks, book = self.looks, self.book
        looks.page(page, portrait=True)
        page.set_column(1, 1, 34)
        page.set_column(2, 2, 92)
        page.write_string(TITLE_ROW - 1, 0, GUIDE, looks.mark)
        page.write_string(TITLE_ROW - 1, 1, both(book.title), looks.title)
        row = HINT_ROW
        for label, value in book.facts:
            page.write_string(row, 1, both(label), looks.label)
            page.write_string(row, 2, value, looks.fact)
            row += 1
        row += 1
        for number, sentence in enumerate(book.guide, 1):
            page.write_string(row, 1, f"{number}", looks.number)
            words = f"{sentence.zh}\n{sentence.en}"
            page.write_string(row, 2, words, looks.sentence)
            page.set_row(row, height_of(words, 92))
            row += 1
        row += 1
        for name, value in self._about().items():
            page.write_string(row, 0, name, looks.mark)
            page.write_string(row, 1, name, looks.quiet)
            page.write_string(row, 2, value, looks.quiet)
            row += 1

    def _about(self) -> dict[str, str]:
        about = self.book.about
        return {
            "case": about.case,
            "enterprise": about.enterprise,
            "scheme": about.scheme,
            "scheme_version": about.scheme_version,
            "case_type": about.case_type,
            "form": about.form,
            "versions": json.dumps(dict(about.versions), sort_keys=True),
        }

    def _codes(self, page: Any) -> None:
        looks = self.looks
        looks.page(page)
        title = self.book.words(CODES_TITLE)
        page.write_string(TITLE_ROW - 1, 0, CODES, looks.mark)
        page.write_string(TITLE_ROW - 1, 1, both(title), looks.title)
        for place, (name, (label, entries)) in enumerate(self._lists().items()):
            column = 1 + 2 * place
            page.set_column(column, column, 14)
            page.set_column(column + 1, column + 1, 44)
            page.write_string(LABELS_ROW - 1, column, "", looks.head)
            page.write_string(LABELS_ROW - 1, column + 1, both(self.book.words(label)), looks.head)
            for below, (code, entry) in enumerate(entries.items()):
                page.write_string(FIRST_ROW - 1 + below, column, code, looks.quiet)
                page.write_string(FIRST_ROW - 1 + below, column + 1, entry, looks.fact)
            letter, last = xl_col_to_name(column + 1), FIRST_ROW + len(entries) - 1
            area = f"'代码 Codes'!${letter}${FIRST_ROW}:${letter}${max(last, FIRST_ROW)}"
            self.writer.define_name(_list_name(name), f"={area}")
        page.freeze_panes(LABELS_ROW, 0)

    def _lists(self) -> dict[str, tuple[str, Mapping[str, str]]]:
        """Every list that some field offers, by its name, with a label to call it by."""
        found: dict[str, tuple[str, Mapping[str, str]]] = {}
        for one in (field for sheet in self.book.sheets for field in sheet.fields):
            if one.kind in CODED:
                name = self.book.choices.list_of(one)
                found.setdefault(name, (one.label, self.book.choices.shown(one)))
            elif one.kind == "flag":
                found.setdefault(FLAGS, (one.label, {c: both(title) for c, title in FLAG}))
        return found

    # -- the form -------------------------------------------------------------------------------

    def _head(self, page: Any, sheet: Sheet) -> None:
        looks, words = self.looks, self.book.words
        page.write_string(TITLE_ROW - 1, 0, sheet.code, looks.mark)
        page.write_string(TITLE_ROW - 1, 1, both(self._title(sheet)), looks.title)
        if sheet.hint:
            page.write_string(HINT_ROW - 1, 1, both(words(sheet.hint)), looks.hint)
        for column, mark in enumerate(columns_of(sheet), 1):
            page.write_string(MARKS_ROW - 1, column, mark, looks.mark)
        page.set_row(MARKS_ROW - 1, None, None, {"hidden": True})
        page.freeze_panes(LABELS_ROW, 2 if sheet.kind == "rows" else 0)

    def _fields(self, page: Any, sheet: Sheet) -> None:
        looks = self.looks
        content = self.book.contents.get(sheet.part, {})
        for column, (mark, width) in enumerate(((LABEL, 40), (VALUE, 60), (HINT, 60)), 1):
            page.set_column(column, column, width)
            page.write_string(LABELS_ROW - 1, column, both(_HEADS[mark]), looks.head)
        for row, one in enumerate(sheet.fields, FIRST_ROW - 1):
            page.write_string(row, 0, one.code, looks.mark)
            page.write_string(row, 1, self._label(one), looks.label)
            look = looks.long_entry if one.kind == "long" else looks.entry
            page.write_string(row, 2, self._in_cell(one, content.get(one.code)), look)
            page.write_string(row, 3, self._hint(one), looks.hint_cell)
            page.set_row(row, 70 if one.kind == "long" else 2 * LINE_HEIGHT + 4)
            self._offer(page, one, row, row, 2)

    def _questions(self, page: Any, sheet: Sheet) -> None:
        """One row for each question; its answers on offer stand beside it."""
        looks, (asked,) = self.looks, sheet.fields
        given = self.book.contents.get(sheet.part, {}).get(asked.code) or {}
        for column, (mark, width) in enumerate(((GROUP, 18), (QUESTION, 52), (ANSWER, 10)), 1):
            page.set_column(column, column, width)
            page.write_string(LABELS_ROW - 1, column, both(_HEADS[mark]), looks.head)
        questions = questions_of(asked, self.book.scheme)
        most = max((len(one.choices) for one in questions), default=0)
        for place in range(most):
            page.set_column(4 + place, 4 + place, 34)
            page.write_string(MARKS_ROW - 1, 4 + place, SHOWN, looks.mark)
            page.write_string(LABELS_ROW - 1, 4 + place, both(_HEADS[SHOWN]), looks.head)
        for row, one in enumerate(questions, FIRST_ROW - 1):
            page.write_string(row, 0, one.code, looks.mark)
            page.write_string(row, 1, both(one.heading), looks.label)
            words = f"{one.text.zh}\n{one.text.en}"
            options = [option_in_cell(code, title) for code, title in one.choices]
            page.set_row(row, max(height_of(words, 52), *(height_of(x, 34) for x in options)))
            page.write_string(row, 2, words, looks.label)
            page.write_string(row, 3, str(given.get(one.code) or ""), looks.entry)
            for place, option in enumerate(options):
                page.write_string(row, 4 + place, option, looks.hint_cell)
            codes = [code for code, _ in one.choices]
            page.data_validation(row, 3, row, 3, {"validate": "list", "source": codes})
        page.freeze_panes(LABELS_ROW, 4)

    def _rows(self, page: Any, sheet: Sheet) -> None:
        looks = self.looks
        first = 2 if sheet.parent is None else 3
        page.set_column(1, 1, 7)
        page.write_string(LABELS_ROW - 1, 1, both(_HEADS[NUMBER]), looks.head)
        if sheet.parent is not None:
            page.set_column(2, 2, 28)
            label = both(self.book.words(sheet.parent.title))
            hint = both(self.book.words(PARENT_HINT))
            page.write_string(LABELS_ROW - 1, 2, f"{label} *\n{hint}", looks.head)
        for column, one in enumerate(sheet.fields, first):
            page.set_column(column, column, _width(one))
            hint = self._hint(one)
            label = self._label(one) + (f"\n{hint}" if hint else "")
            page.write_string(LABELS_ROW - 1, column, label, looks.head)
        page.set_row(LABELS_ROW - 1, 5 * LINE_HEIGHT)
        rows = self._content_rows(sheet)
        ahead = 0 if sheet.fixed else min(sheet.most, PREPARED_ROWS)
        last = FIRST_ROW - 1 + max(len(rows), ahead) - 1
        for row in range(FIRST_ROW - 1, last + 1):
            self._row(page, sheet, row, first, rows)
        for column, one in enumerate(sheet.fields, first):
            self._offer(page, one, FIRST_ROW - 1, FIRST_ROW - 2 + sheet.most, column)
        if sheet.parent is not None:
            self._offer_parents(page, sheet.parent, FIRST_ROW - 2 + sheet.most)
        page.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(30)}{last + 1}"})

    def _row(
        self,
        page: Any,
        sheet: Sheet,
        row: int,
        first: int,
        rows: Sequence[tuple[str, Mapping[str, Any]]],
    ) -> None:
        looks, place = self.looks, row - FIRST_ROW + 1
        owner, content = rows[place] if place < len(rows) else ("", {})
        page.write_string(row, 1, str(place + 1), looks.number)
        if sheet.fixed:
            item = self._in_cell(sheet.name_field, content.get(sheet.name_field.code))
            page.set_row(row, height_of(item, _width(sheet.name_field)))
        if sheet.parent is not None:
            page.write_string(row, 2, owner, looks.entry)
        for column, one in enumerate(sheet.fields, first):
            value = content.get(one.code)
            empty = not content or (one.kind == "flag" and value is not True)
            page.write_string(row, column, "" if empty else self._in_cell(one, value), looks.entry)

    def _content_rows(self, sheet: Sheet) -> list[tuple[str, Mapping[str, Any]]]:
        """The rows of a sheet, each with the name of the row it belongs to."""
        content = self.book.contents.get(sheet.part, {})
        if sheet.parent is None:
            rows = content.get(sheet.way[0]) or []
            if sheet.fixed:
                whole = FormField("", "", "rows", rows=sheet.fields, each=True)
                rows = whole_rows(whole, rows, self.book.scheme)
            return [("", row) for row in rows]
        parents = [row for _, row in self._content_rows(sheet.parent)]
        names = [str(row.get(sheet.parent.name_field.code) or "") for row in parents]
        return [
            (parent_in_cell(name, number, names), row)
            for number, (name, parent) in enumerate(zip(names, parents, strict=True), 1)
            for row in parent.get(sheet.way[-1]) or []
        ]

    # -- cells ----------------------------------------------------------------------------------

    def _in_cell(self, one: FormField, value: Any) -> str:
        if one.kind == "flag":
            return flag_in_cell(value)
        text = str(value or "")
        return self.book.choices.in_cell(one, text) if one.kind in CODED and text else text

    def _label(self, one: FormField) -> str:
        words = self.book.words(one.label)
        star = " *" if one.needed or one.ruled else ""
        return f"{words.zh}{star}\n{words.en}" if words.en != words.zh else f"{words.zh}{star}"

    def _hint(self, one: FormField) -> str:
        more = _KIND_HINTS.get(one.kind)
        hint = self.book.words(one.hint) if one.hint else more
        return both(hint) if hint else ""

    def _offer(self, page: Any, one: FormField, first: int, last: int, column: int) -> None:
        """A drop-down list; finer industry and region codes may be typed all the same."""
        if one.kind in CODED or one.kind == "flag":
            name = FLAGS if one.kind == "flag" else self.book.choices.list_of(one)
            strict = one.kind in {"choice", "flag"}
            page.data_validation(
                first,
                column,
                last,
                column,
                {
                    "validate": "list",
                    "source": f"={_list_name(name)}",
                    "error_type": "stop" if strict else "information",
                    "error_title": "请从列表中选择 Choose"[:32],
                    "error_message": "请从下拉列表中选择。Please choose from the list.",
                },
            )

    def _offer_parents(self, page: Any, parent: Sheet, last: int) -> None:
        letter = xl_col_to_name(2 if parent.parent is None else 3)
        area = f"${letter}${FIRST_ROW}:${letter}${FIRST_ROW + parent.most - 1}"
        source = f"='{self.names[parent.code]}'!{area}"
        page.data_validation(
            FIRST_ROW - 1,
            2,
            last,
            2,
            {"validate": "list", "source": source, "error_type": "information"},
        )


def _list_name(name: str) -> str:
    return f"list_{name}"


def _width(one: FormField) -> int:
    widths = {"long": 48, "date": 15, "count": 18, "number": 13, "flag": 14, "choice": 34}
    return widths.get(one.kind, 30)


_HEADS = {
    LABEL: Text("填写项", "Field"),
    VALUE: Text("填写内容", "Entry"),
    HINT: Text("说明", "Hint"),
    NUMBER: Text("序号", "No."),
    GROUP: Text("视图", "View"),
    QUESTION: Text("问题", "Question"),
    ANSWER: Text("答案", "Answer"),
    SHOWN: Text("可选答案", "Possible answer"),
}
_KIND_HINTS = {
    "date": Text("如 2026-11-20", "such as 2026-11-20"),
    "count": Text("整数", "whole number"),
    "number": Text("数字", "number"),
    "choice": Text("从列表中选择", "choose from the list"),
    "flag": Text("是或否", "yes or no"),
    "body": Text("从列表中选择", "choose from the list"),
    "industry": Text("从列表中选择，或填写代码", "choose from the list, or enter the code"),
    "region": Text("从列表中选择，或填写代码", "choose from the list, or enter the code"),
}
