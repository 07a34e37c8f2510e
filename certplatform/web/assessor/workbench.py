"""The workbench: the checklist part by part, each row saved by itself, findings beside it."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, jsonify, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import STAGE1, STAGE2
from certplatform.models.audit import Rating
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.finding import Finding
from certplatform.models.person import Person
from certplatform.process.audit import record_rating
from certplatform.queries.audits import (
    RESULTS,
    ChecklistPart,
    ChecklistRow,
    checklist_of,
    documents_by_id,
    ratings_of,
)
from certplatform.queries.cases import ABSENT
from certplatform.queries.findings import findings_of
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import FROM_STAGE1, READERS, audit_of, is_auditing
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.conclusion_sheet import RESULTS as RESULT_NAMES
from certplatform.web.finding_sheet import finding_cards
from certplatform.web.formats import gettext, text
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole
from certplatform.web.uploads import ACCEPT, files_of


class RatingForm(FlaskForm):
    """The result of one row."""

    version = HiddenField()
    result = RadioField(_l("Result"), validate_choice=False)
    note = TextAreaField(_l("Note"), [Length(max=4000)])
    files = MultipleFileField(_l("Evidence"))
    linked = SelectMultipleField(
        _l("Documents of the case as evidence"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What stands beside the rows of a case, read once for all of them."""

    documents: dict[int, Document]
    findings: list[Finding]


def _held(case: Case) -> Held:
    return Held(documents_by_id(case), findings_of(case))


def _form(held: Held, row: ChecklistRow, rating: Rating | None, *, sent: bool) -> RatingForm:
    prefix = re.sub(r"[^A-Za-z0-9]+", "_", row.key) + "-"
    if sent:
        form = RatingForm(prefix=prefix)
    else:
        form = RatingForm(
            formdata=None,
            prefix=prefix,
            data={
                "version": str(rating.version if rating else 0),
                "result": rating.result if rating else None,
                "note": rating.note if rating else "",
                "linked": list(rating.evidence) if rating else [],
            },
        )
    form.result.choices = [(code, gettext(RESULT_NAMES[code])) for code in RESULTS]
    form.linked.choices = [
        (one.id, one.title or one.filename)
        for one in held.documents.values()
        if one.removed_at is None and one.purpose in {"application", "evidence"}
    ]
    return form


@audience(SIGNED_IN)
def workbench(case: str) -> Response:
    """The checklist."""
    return _page(audit_of(case))


def _page(case: Case, sent: tuple[str, RatingForm] | None = None) -> Response:
    parts = checklist_of(case)
    wanted = request.args.get("part", "") or (_part_of(parts, sent[0]).key if sent else "")
    part = next((one for one in parts if one.key == wanted), parts[0])
    ratings, held = ratings_of(case), _held(case)
    may = is_auditing(case) and case.state in {STAGE1, STAGE2}
    return page(
        "assessor/workbench.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.workbench"),
        parts=[_part_link(case, one, ratings, part) for one in parts],
        part=part,
        part_title=_title(part),
        rows=[_row(case, held, one, ratings.get(one.key), may, sent) for one in part.rows],
        may=may,
        accept=ACCEPT,
    )


def _part_of(parts: list[ChecklistPart], key: str) -> ChecklistPart:
    for part in parts:
        if any(row.key == key for row in part.rows):
            return part
    raise NotVisible(ABSENT)


def _title(part: ChecklistPart) -> str:
    return f"{part.claim.name} · {text(part.title)}" if part.claim else text(part.title)


def _part_link(
    case: Case, part: ChecklistPart, ratings: dict[str, Rating], active: ChecklistPart
) -> dict[str, Any]:
    judged = sum(1 for row in part.rows if row.key in ratings)
    return {
        "label": _title(part),
        "url": url_for("assessor.workbench", case=case.public_id, part=part.key),
        "count": f"{judged}/{len(part.rows)}",
        "active": part.key == active.key,
    }


def _row(
    case: Case,
    held: Held,
    row: ChecklistRow,
    rating: Rating | None,
    may: bool,
    sent: tuple[str, RatingForm] | None,
) -> dict[str, Any]:
    rater = session.get(Person, rating.rated_by) if rating else None
    mine = rating is None or rating.rated_by == current_actor().person_id
    form = sent[1] if sent and sent[0] == row.key else _form(held, row, rating, sent=False)
    documents = held.documents
    findings = [one for one in held.findings if one.key == row.key]
    return {
        "key": row.key,
        "code": row.code,
        "title": text(row.title),
        "prompt": text(row.prompt),
        "level": row.level,
        "rating": rating,
        "result": gettext(RESULT_NAMES[rating.result]) if rating else "",
        "rater": rater.name if rater else "",
        "evidence": [documents[one] for one in rating.evidence if one in documents]
        if rating
        else [],
        "form": form,
        "open": may and mine,
        "url": url_for("assessor.rate", case=case.public_id, key=row.key),
        "findings": finding_cards(case, findings),
    }


@audience(Role.ASSESSOR_POOL)
def rate(case: str, key: str) -> Response:
    """Save the result of one row; answers as JSON to the page's script."""
    found = audit_of(case)
    part = _part_of(checklist_of(found), key)
    row = next(one for one in part.rows if one.key == key)
    form = _form(_held(found), row, None, sent=True)
    kept: list[Rating] = []
    saved = attempt(form, lambda: kept.append(_save(found, key, form)))
    if request.accept_mimetypes.best == "application/json":
        return _json(form, kept)
    if saved:
        here = url_for("assessor.workbench", case=found.public_id, part=part.key)
        return done(gettext("%(code)s is saved.", code=row.code), f"{here}#{form.result.id}")
    return _page(found, (key, form))


def _save(case: Case, key: str, form: RatingForm) -> Rating:
    return record_rating(
        case.id,
        key=key,
        result=form.result.data or "",
        note=form.note.data or "",
        evidence=form.linked.data or (),
        files=files_of(form.files.data),
        version=whole(form.version.data),
        by=current_actor(),
    )


def _json(form: RatingForm, kept: list[Rating]) -> Response:
    if kept:
        at = clock.local_time(kept[0].rated_at).strftime("%H:%M")
        return jsonify(version=kept[0].version, saved_at=at)
    errors = {one.name: [str(said) for said in one.errors] for one in form if one.errors}
    errors = errors or {form.result.name: [str(one) for one in form.form_errors]}
    answer = jsonify(errors=errors)
    answer.status_code = g.get("answer_status", 422)
    return answer


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/audit"
    assessor.add_url_rule(at, view_func=workbench)
    assessor.add_url_rule(f"{at}/rows/<path:key>", view_func=rate, methods=["POST"])


add_tab("assessor.workbench", N_("Workbench"), READERS, FROM_STAGE1)
offer("record_rating", "assessor.workbench")
