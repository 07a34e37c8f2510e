"""Tables as files for spreadsheets. What somebody typed stays text: no cell becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from flask import make_response
from werkzeug.wrappers import Response

from certplatform.web.files import disposition
from certplatform.web.formats import day, instant

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | date | datetime | None


def plain(cell: Cell) -> str | int:
    """A cell as a file holds it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return instant(cell)
    if isinstance(cell, date):
        return day(cell)
    return cell


def as_text(cell: str | int) -> str:
    """A CSV cell that no spreadsheet program takes for a formula."""
    said = str(cell)
    risky = isinstance(cell, str) and said.lstrip(" ").startswith(RISKY)
    return f"'{said}" if risky else said


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Comma-separated, with the mark by which spreadsheet programs know UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([as_text(one) for one in head])
    for row in rows:
        writer.writerow([as_text(plain(one)) for one in row])
    return file.getvalue().encode("utf-8-sig")


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet; numbers are numbers, everything else is written as a string."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, plain(cell))
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, cell: str | int) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell)


def sheet_answer(
    kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """A download of the table: kind is csv or xlsx."""
    if kind == "xlsx":
        answer = make_response(xlsx_bytes(head, rows))
        answer.headers["Content-Type"] = XLSX
    else:
        answer = make_response(csv_bytes(head, rows))
        answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = disposition(f"{name}.{kind}")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
