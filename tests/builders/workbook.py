"""Workbooks for tests: made by the platform, changed like people change them."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from certplatform import clock
from certplatform.documents.wording import worded
from certplatform.documents.workbook import Book, render_workbook
from certplatform.domain.application_form import FormField, choices_of
from certplatform.domain.application_workbook import About, Choices, Sheet, form_mark, sheets_of
from certplatform.domain.scheme import Scheme, Text

Contents = Mapping[str, Mapping[str, Any]]
INDUSTRIES = (("C34", Text("C34 通用设备制造业", "C34 Machinery")), ("C36", Text("汽车", "Cars")))
REGIONS = (("370100", Text("370100 山东省济南市", "370100 Jinan, Shandong")),)
BODIES = (("body-1", Text("华信评定", "华信评定")), ("body-2", Text("华信评定", "华信评定")))


def choices_for(known: Scheme) -> Choices:
    """What the coded fields offer, with few industries, regions and bodies."""
    few = {"industry": INDUSTRIES, "region": REGIONS, "body": BODIES}

    def offer(one: FormField) -> tuple[tuple[str, Text], ...]:
        return few.get(one.kind) or choices_of(one, known)

    return Choices(offer)


def a_book(
    known: Scheme, contents: Contents, sheets: tuple[Sheet, ...] | None = None, **about: Any
) -> bytes:
    """A workbook with these contents."""
    sheets = sheets or sheets_of()
    said = {
        "case": "2026-00001",
        "enterprise": "泉城轴承有限公司",
        "scheme": known.code,
        "scheme_version": known.version,
        "case_type": "initial",
        "form": form_mark(sheets),
        "versions": {},
    }
    return render_workbook(
        Book(
            about=About(**{**said, **about}),
            facts=[(Text("评定项目编号", "Case number"), "2026-00001")],
            guide=[Text("在各表中填写。", "Fill in the sheets.")],
            title=Text("评定申请表", "Application"),
            contents=contents,
            scheme=known,
            sheets=sheets,
            choices=choices_for(known),
            words=worded,
            made_at=clock.now(),
        )
    )


def changed(content: bytes, change: Callable[[Workbook], Any]) -> bytes:
    """A workbook after somebody worked on it in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
