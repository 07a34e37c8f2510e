"""The workbook of an application as it is taken away, with what is already filled in."""

import functools
from collections.abc import Mapping
from typing import Any

from flask import make_response
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.documents.wording import worded
from certplatform.documents.workbook import Book, render_workbook
from certplatform.domain.actors import Role
from certplatform.domain.application_workbook import sheets_of
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.queries.application_import import about_workbook, workbook_choices
from certplatform.queries.applications import saved_parts
from certplatform.queries.cases import case_for, scheme_of
from certplatform.web.files import disposition
from certplatform.web.guards import audience
from certplatform.web.sheets import XLSX
from certplatform.web.signin import current_actor

TITLE = N_("Application workbook")
GUIDE = (
    N_("Fill in the sheets one by one; what is entered on the platform already stands there."),
    N_("Fields marked * are needed for submitting; you may also fill them in later."),
    N_(
        "In lists each row is one entry; empty rows do not matter. Rows may be inserted and sorted."
    ),
    N_(
        "Measurable goals name the capability they belong to: "
        "choose its name, or enter the number of its row."
    ),
    N_("Choose from the drop-down lists; all lists with their codes stand on the last sheet."),
    N_("Write days like 2026-11-20. Formulas are not evaluated: enter the value itself."),
    N_("Do not merge cells or add columns and sheets of your own; they would be refused."),
    N_(
        "Then send the workbook on the page of the application. You see what will change before "
        "anything is kept; files are uploaded there one by one."
    ),
)


@audience(Role.APPLICANT)
def workbook_file(case: str) -> Response:
    """The workbook with what is filled in by now."""
    found = case_for(current_actor(), case)
    saved = {code: one.content for code, one in saved_parts(found.id).items()}
    answer = make_response(render_workbook(book_of(found, saved)))
    answer.headers["Content-Type"] = XLSX
    answer.headers["Content-Disposition"] = disposition(f"{found.number} 评定申请表.xlsx")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def book_of(case: Case, contents: Mapping[str, Mapping[str, Any]]) -> Book:
    """The workbook of a case, filled in with these contents."""
    known, sheets = scheme_of(case), sheets_of()
    about = about_workbook(case, sheets)
    made_at = clock.local_time(clock.now()).replace(tzinfo=None)
    kind = known.case_type(case.case_type).title
    return Book(
        about=about,
        facts=[
            (worded(N_("Case number")), case.number),
            (worded(N_("Enterprise")), case.enterprise.name),
            (worded(N_("Type of assessment")), f"{kind.zh} {kind.en}"),
            (worded(N_("Scheme")), f"{known.title.zh} {known.title.en} ({known.version})"),
            (worded(N_("Made on")), made_at.strftime("%Y-%m-%d %H:%M")),
        ],
        guide=[worded(one) for one in GUIDE],
        title=worded(TITLE),
        contents=contents,
        scheme=known,
        sheets=sheets,
        choices=workbook_choices(known),
        words=functools.cache(worded),
        made_at=made_at,
    )
