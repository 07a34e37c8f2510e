"""The whole application out of a workbook: looked at first, then taken in as a whole or not."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, g, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response
from wtforms import HiddenField

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.application_import import imported
from certplatform.domain.application_workbook import sheets_of
from certplatform.domain.errors import Invalid
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.domain.workbook_cells import CellProblem
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.process.application import kept_content, save_parts
from certplatform.process.intake import MEGABYTE
from certplatform.process.workbook_intake import tables_of
from certplatform.queries.application_import import Placed, misfits, weighed, workbook_choices
from certplatform.queries.cases import case_for, scheme_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.application_sheet import Reader, part_title
from certplatform.web.case_head import case_head
from certplatform.web.enterprise.parts import OPEN_FORM
from certplatform.web.enterprise.workbook_download import workbook_file
from certplatform.web.formats import gettext, sentence
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

LONGEST_TAKEN = 1_500_000  # of what travels through the page between looking and taking


class WorkbookForm(FlaskForm):
    """The filled workbook."""

    file = FileField()


class TakeForm(FlaskForm):
    """What was read and looked at, sealed so that it is taken as it was shown."""

    taken = HiddenField()


@audience(Role.APPLICANT)
def workbook(case: str) -> Response:
    """How it goes; or what the workbook that was sent would change."""
    found = case_for(current_actor(), case)
    form, seen = _form(), {}
    if attempt(form, lambda: seen.update(_looked_at(found, form))):
        g.answer_status = 422 if seen["stops"] else 200
    return _page(found, form, **seen)


@audience(Role.APPLICANT)
def take_workbook(case: str) -> Response:
    """Take what was shown: all of it or nothing."""
    found, form = case_for(current_actor(), case), TakeForm()
    if attempt(form, lambda: _take(found, form.taken.data or "")):
        message = gettext("The workbook is taken in. Nothing is submitted yet.")
        return done(message, url_for("enterprise.application", case=found.public_id))
    upload = _form()
    upload.form_errors.extend(form.form_errors)
    return _page(found, upload)


def _form() -> WorkbookForm:
    form = WorkbookForm()
    form.file.label.text = gettext("The filled workbook")
    return form


def _page(case: Case, form: WorkbookForm, **seen: Any) -> Response:
    return page(
        "enterprise/application_workbook.html",
        case=case,
        case_head=case_head(case, current_actor(), active="enterprise.application"),
        form=form,
        writable=case.state in OPEN_FORM,
        limit_mb=house().settings.max_upload_bytes // MEGABYTE,
        **seen,
    )


def _looked_at(case: Case, form: WorkbookForm) -> dict[str, Any]:
    """What the workbook says: what stops it, or what it would change. Raises Invalid."""
    sent, sheets = form.file.data, sheets_of()
    if not sent:
        message = N_("Choose the workbook first.")
        raise Invalid(message, fields={"file": message})
    tables = tables_of(sent.filename or "", sent.read())
    known = scheme_of(case)
    found = imported(tables, sheets, workbook_choices(known), known)
    if stops := misfits(case, found, sheets):
        return {"stops": [_cell_line(one) for one in stops]}
    seen = weighed(case, found, clock.today())
    lines = [_said_line(one) for one in seen.said]
    return {
        "stops": [],
        "changes": Reader(known).differing(seen.before, seen.after),
        "wrong": [line for one, line in zip(seen.said, lines, strict=True) if not one.missing],
        "missing": [line for one, line in zip(seen.said, lines, strict=True) if one.missing],
        "other_case": seen.other_case,
        "overtaken": [gettext(one) for one in seen.overtaken],
        "taken": _sealed(case, seen.after, seen.versions),
    }


def _sealed(case: Case, parts: Mapping[str, Any], versions: Mapping[str, int]) -> str:
    for code, content in parts.items():
        kept_content(code, content)
    sealed = _seal().dumps([case.public_id, dict(parts), dict(versions)])
    if len(sealed) > LONGEST_TAKEN:
        raise Invalid(N_("This is too long to be kept; shorten the texts."))
    return str(sealed)


def _take(case: Case, taken: str) -> None:
    try:
        address, parts, versions = _seal().loads(taken)
    except BadData:
        address, parts, versions = "", {}, {}
    if address != case.public_id:
        raise Invalid(N_("This can no longer be taken in. Send the workbook once more."))
    save_parts(case.id, parts, versions=versions, by=current_actor())


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="application-workbook")


def _cell_line(one: CellProblem) -> dict[str, str]:
    return {
        "place": one.place,
        "fact": sentence(one.fact, one.params),
        "cure": sentence(one.cure, one.params),
    }


def _said_line(one: Placed) -> dict[str, str]:
    spot, said = one.spot, one.said
    place = part_title(one.part) if one.part else ""
    if spot is not None:
        place = f"{spot.sheet}!{spot.cell}" if spot.cell else spot.sheet
    if isinstance(said, Obstacle):
        cure = sentence(said.cure, said.params) if said.cure else ""
        return {"place": place, "fact": sentence(said.fact, said.params), "cure": cure}
    return {"place": place, "fact": sentence(said.message, said.params), "cure": ""}


def add_to(enterprise: Blueprint) -> None:
    """Add these pages."""
    base = "/enterprise/cases/<case>/application/workbook"
    enterprise.add_url_rule(f"{base}.xlsx", view_func=workbook_file)
    enterprise.add_url_rule(base, view_func=workbook, methods=["GET", "POST"])
    enterprise.add_url_rule(f"{base}/take", view_func=take_workbook, methods=["POST"])
