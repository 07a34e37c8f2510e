"""Many findings at once: a sheet to fill in, and what is wrong with the one that was sent."""

import re
from typing import Any

from flask import Blueprint, g, make_response, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.documents.finding_workbook import render_finding_workbook
from certplatform.documents.wording import worded
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid
from certplatform.domain.finding_rows import COLUMNS
from certplatform.domain.wording import N_
from certplatform.domain.workbook_cells import CellProblem
from certplatform.domain.workflow.case_states import STAGE1, STAGE2
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.process.finding_sheet import read_sheet, take_findings
from certplatform.process.intake import MEGABYTE
from certplatform.queries.finding_choices import choices_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import audit_of, is_auditing
from certplatform.web.case_head import case_head, offer
from certplatform.web.files import disposition
from certplatform.web.formats import gettext, sentence, text
from certplatform.web.guards import audience
from certplatform.web.sheets import XLSX
from certplatform.web.signin import current_actor

ACCEPT_SHEET = ".xlsx,.zip"
CELL = re.compile(r"([A-Z]+)(\d+)")
TITLE = N_("Sheet for audit findings")
GUIDE = (
    N_("Each row is one finding; empty rows do not matter. Columns marked * are needed."),
    N_("Choose grade, clause or criterion, and site from the drop-down lists."),
    N_(
        "Further clauses or criteria: their codes as on the last sheet, "
        "several separated by semicolons."
    ),
    N_(
        "Pictures and files: their names, several separated by semicolons; "
        "send them together with this workbook in one zip."
    ),
    N_("Do not merge cells or add columns of your own; they would be refused."),
    N_("All rows are taken in as drafts, or none; what is wrong is named with its row and column."),
)


class SheetForm(FlaskForm):
    """The filled sheet, or a zip with it and its files."""

    file = FileField()


@audience(Role.ASSESSOR_POOL)
def finding_sheet(case: str) -> Response:
    """How it goes; and taking what was sent."""
    found = audit_of(case)
    form = SheetForm()
    form.file.label.text = gettext("The filled sheet, or a zip with it and its files")
    seen: dict[str, Any] = {}
    if attempt(form, lambda: seen.update(_take(found, form))):
        if "count" in seen:
            message = gettext("%(count)s findings are recorded as drafts.", count=seen["count"])
            return done(message, url_for("assessor.findings", case=found.public_id))
        g.answer_status = 422
    return page(
        "assessor/finding_sheet.html",
        case=found,
        case_head=case_head(found, current_actor(), active="assessor.findings"),
        form=form,
        accept=ACCEPT_SHEET,
        limit_mb=house().settings.max_upload_bytes // MEGABYTE,
        may=is_auditing(found) and found.state in {STAGE1, STAGE2},
        guide=[gettext(one) for one in GUIDE],
        problems=seen.get("problems", []),
    )


def _take(case: Case, form: SheetForm) -> dict[str, Any]:
    sent = form.file.data
    if not sent:
        message = N_("Choose the file first.")
        raise Invalid(message, fields={"file": message})
    read = read_sheet(case, sent.filename or "", sent.read())
    if read.problems:
        return {"problems": [_line(one) for one in read.problems]}
    return {"count": len(take_findings(case.id, sheet=read, by=current_actor()))}


def _line(one: CellProblem) -> dict[str, str]:
    """A problem with its row and the name of its column."""
    match = CELL.fullmatch(one.cell)
    labels = list(COLUMNS.values())
    place = ord(match[1]) - ord("B") if match and len(match[1]) == 1 else -1
    column = text(labels[place]).rstrip(" *") if 0 <= place < len(labels) else ""
    return {
        "row": match[2] if match else "",
        "column": f"{match[1]} {column}".strip() if match else "",
        "fact": sentence(one.fact, one.params),
        "cure": sentence(one.cure, one.params),
    }


@audience(Role.ASSESSOR_POOL)
def finding_sheet_file(case: str) -> Response:
    """The sheet to fill in."""
    found = audit_of(case)
    made_at = clock.local_time(clock.now()).replace(tzinfo=None)
    guide = [worded(one) for one in GUIDE]
    content = render_finding_workbook(choices_of(found), worded(TITLE), guide, made_at)
    answer = make_response(content)
    answer.headers["Content-Type"] = XLSX
    answer.headers["Content-Disposition"] = disposition(f"{found.number} 审核发现.xlsx")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/findings/sheet"
    assessor.add_url_rule(at, view_func=finding_sheet, methods=["GET", "POST"])
    assessor.add_url_rule(f"{at}.xlsx", view_func=finding_sheet_file)


offer("take_findings", "assessor.finding_sheet")
