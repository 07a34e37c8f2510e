"""The sheet in which findings are written down away from the platform, with lists to choose from.

Every entry is a string in a cell of text, so that nothing typed is ever evaluated.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from certplatform.documents.workbook_looks import Looks, height_of
from certplatform.domain.application_workbook import (
    CODES,
    FIRST_ROW,
    HINT_ROW,
    LABELS_ROW,
    MARKS_ROW,
    TITLE_ROW,
    both,
)
from certplatform.domain.finding_rows import COLUMNS, MARK, PREPARED, SheetChoices
from certplatform.domain.scheme import Text

SHEET, GUIDE, LISTS = "审核发现 Findings", "填写说明 Guide", "代码 Codes"
WIDTHS = {
    "grade": 26,
    "key": 44,
    "more": 28,
    "site": 24,
    "fact": 60,
    "evidence_text": 36,
    "files": 28,
}
OFFERED = {"grade": 1, "key": 2, "site": 3}  # the column of each list on the last sheet


def render_finding_workbook(
    choices: SheetChoices, title: Text, guide: Sequence[Text], made_at: datetime
) -> bytes:
    """The bytes of the workbook."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    writer = xlsxwriter.Workbook(file, options)
    writer.set_properties({"title": both(title), "created": made_at})
    looks = Looks(writer)
    page, said, lists = (writer.add_worksheet(one) for one in (SHEET, GUIDE, LISTS))
    _lists(writer, lists, choices, looks)
    _form(page, choices, title, looks)
    _guide(said, title, guide, looks)
    page.activate()
    writer.close()
    return file.getvalue()


def _form(page: Any, choices: SheetChoices, title: Text, looks: Looks) -> None:
    looks.page(page)
    page.write_string(TITLE_ROW - 1, 0, MARK, looks.mark)
    page.write_string(TITLE_ROW - 1, 1, both(title), looks.title)
    page.write_string(HINT_ROW - 1, 0, choices.case, looks.mark)
    page.write_string(HINT_ROW - 1, 1, choices.number, looks.hint)
    for place, (column, label) in enumerate(COLUMNS.items(), 1):
        page.set_column(place, place, WIDTHS[column])
        page.write_string(MARKS_ROW - 1, place, column, looks.mark)
        page.write_string(LABELS_ROW - 1, place, f"{label.zh}\n{label.en}", looks.head)
        for row in PREPARED:
            page.write_blank(row - 1, place, None, looks.entry)
        if column in OFFERED:
            rule = {"validate": "list", "source": f"=list_{column}"}
            page.data_validation(PREPARED[0] - 1, place, PREPARED[-1] - 1, place, rule)
    page.set_row(LABELS_ROW - 1, 32)
    page.set_row(MARKS_ROW - 1, None, None, {"hidden": True})
    page.freeze_panes(LABELS_ROW, 2)


def _lists(writer: Any, page: Any, choices: SheetChoices, looks: Looks) -> None:
    looks.page(page)
    page.write_string(TITLE_ROW - 1, 0, CODES, looks.mark)
    page.write_string(TITLE_ROW - 1, 1, LISTS, looks.title)
    for column, place in OFFERED.items():
        page.set_column(place, place, WIDTHS[column])
        page.write_string(LABELS_ROW - 1, place, both(COLUMNS[column]), looks.head)
        offered = choices.of(column)
        for below, one in enumerate(offered):
            page.write_string(FIRST_ROW - 1 + below, place, one.shown, looks.fact)
        letter, last = xl_col_to_name(place), FIRST_ROW + max(len(offered), 1) - 1
        area = f"='{LISTS}'!${letter}${FIRST_ROW}:${letter}${last}"
        writer.define_name(f"list_{column}", area)
    page.freeze_panes(LABELS_ROW, 0)


def _guide(page: Any, title: Text, guide: Sequence[Text], looks: Looks) -> None:
    looks.page(page, portrait=True)
    page.set_column(1, 1, 6)
    page.set_column(2, 2, 92)
    page.write_string(TITLE_ROW - 1, 1, both(title), looks.title)
    for row, sentence in enumerate(guide, HINT_ROW):
        words = f"{sentence.zh}\n{sentence.en}"
        page.write_string(row, 1, str(row - HINT_ROW + 1), looks.number)
        page.write_string(row, 2, words, looks.sentence)
        page.set_row(row, height_of(words, 92))
