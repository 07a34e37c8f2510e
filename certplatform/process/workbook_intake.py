"""Taking a workbook in: whether it is one, and what stands in its cells, as text.

Nothing is evaluated: a formula is the text of the formula. Numbers and days become what a person
would have typed. The file is bounded before it is opened: what unpacks to more than a form can
fill is refused unread.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_
from certplatform.domain.workbook_cells import Line, Table
from certplatform.process.intake import MEGABYTE, WRONG_KIND, inspected

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNPACKED = 24 * MEGABYTE
MOST_ELEMENTS, MOST_ROWS, MOST_COLUMNS = 400_000, 3_000, 60
PRECISION = 15  # the digits that spreadsheet programs keep of a number

NO_WORKBOOK = N_(
    "This is no Excel workbook (xlsx). Open it and save it as “Excel workbook (*.xlsx)”, "
    "not as xls, ods or csv."
)
DAMAGED = N_(
    "The workbook cannot be opened; it seems to be damaged. Save it anew and send it again."
)
# What the library raises over files that are no good.
_NO_XML = (SyntaxError, SAXException, DefusedXmlException, InvalidFileException)
_NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
_NO_SHEET = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
BROKEN = (*_NO_XML, *_NO_ZIP, *_NO_SHEET)


def tables_of(filename: str, content: bytes) -> tuple[Table, ...]:
    """The sheets of a workbook with their texts. Raises Invalid with what is wrong and the cure."""
    _check_kind(filename, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_size(packed)
            _check_parts(packed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that the library does not keep
            return tuple(_tables(content))
    except Invalid:
        raise
    except BROKEN as error:
        raise _refused(DAMAGED) from error


def _check_kind(filename: str, content: bytes) -> None:
    try:
        found = inspected(filename, content)
    except Invalid as refusal:
        if refusal.message == WRONG_KIND:
            raise _refused(NO_WORKBOOK) from refusal
        raise
    if found.media_type != XLSX:
        raise _refused(NO_WORKBOOK)


def _check_size(packed: zipfile.ZipFile) -> None:
    unpacked = sum(one.file_size for one in packed.infolist())
    if unpacked > MOST_UNPACKED:
        raise _refused(
            N_(
                "The workbook unpacks to %(size)s MB; at most %(limit)s MB are read. "
                "Remove pictures and everything that does not belong to the form."
            ),
            size=unpacked // MEGABYTE,
            limit=MOST_UNPACKED // MEGABYTE,
        )


def _check_parts(packed: zipfile.ZipFile) -> None:
    """Every part is plain XML without a document type, and no larger than a form can be."""
    look = _Look()
    for entry in packed.infolist():
        name = entry.filename.lower()
        if name.endswith((".xml", ".rels", ".vml")):
            look.in_sheet = name.startswith("xl/worksheets/")
            parser = create_parser(forbid_dtd=True)
            parser.setContentHandler(look)
            with packed.open(entry) as part:
                parser.parse(part)


class _Look(ContentHandler):
    """Counts what there is, and stops at what cannot be read without losing something."""

    def __init__(self) -> None:
        super().__init__()
        self.in_sheet = False
        self.elements = 0
        self.cell = ""

    def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802 - theirs
        """Look at one element."""
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _refused(
                N_("The workbook holds far more cells than the form. Send only what was filled in.")
            )
        if not self.in_sheet:
            return
        plain = name.rpartition(":")[2]
        if plain == "mergeCell":
            _refuse_merged(attrs.get("ref", ""))
        elif plain == "c":
            self.cell = attrs.get("r", "")
        elif plain in {"v", "is", "f"} and _is_far(self.cell):
            raise _refused(
                N_("There is an entry far to the right, in %(cell)s. Delete it."),
                cell=self.cell[:20],
            )


def _is_far(cell: str) -> bool:
    letters = cell.rstrip("0123456789")
    return len(letters) > 1 and column_index_from_string(letters) > MOST_COLUMNS


def _refuse_merged(where: str) -> None:
    raise _refused(
        N_(
            "The cells %(cells)s are merged; it is not clear to which row they belong. "
            "Undo the merging and fill in each cell."
        ),
        cells=where[:40],
    )


def _tables(content: bytes) -> Iterator[Table]:
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=False, keep_links=False
    )
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        lines = tuple(_lines(sheet))
        cut = bool(lines) and lines[-1].number > MOST_ROWS
        yield Table(sheet.title, sheet.sheet_state != "visible", lines, cut)


def _lines(sheet: Any) -> Iterator[Line]:
    """The rows that hold something, up to the first one beyond what is read."""
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        cells = {
            get_column_letter(place): text
            for place, cell in enumerate(row, 1)
            if cell.value is not None and (text := typed(cell.value, cell.number_format).strip())
        }
        if cells:
            yield Line(number, cells)
            if number > MOST_ROWS:
                return


def typed(value: object, number_format: str = "General") -> str:
    """A value as a person would have typed it: 12 and not 12.0, days like 2026-11-20."""
    if isinstance(value, str):
        return value.replace("_x000D_", "")  # how spreadsheet programs write a carriage return
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        share = "%" in (number_format or "")
        return _number(value * 100) + "%" if share else _number(value)
    if isinstance(value, date | time):
        return _moment(value)
    if isinstance(value, timedelta):
        return str(value)
    return str(getattr(value, "text", None) or "=")  # a formula over several cells


def _moment(value: date | time) -> str:
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "seconds")
    return value.strftime("%Y-%m-%d")


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    text = f"{value:.{PRECISION}g}"
    return f"{float(text):f}".rstrip("0").rstrip(".") if "e" in text else text


def _refused(message: str, **params: str | int) -> Invalid:
    return Invalid(message, params, fields={"file": message})
