"""The rows of the workbench as they are drawn: form, result, evidence, findings beside them."""

import re
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from certplatform.domain.row_merge import may_judge
from certplatform.models.audit import Rating
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.finding import Finding
from certplatform.process.rating import LONGEST_NOTE
from certplatform.queries.audits import RESULTS, ChecklistRow
from certplatform.queries.findings import label_of
from certplatform.queries.row_papers import RowPapers
from certplatform.web.conclusion_sheet import RESULTS as RESULT_NAMES
from certplatform.web.finding_sheet import GRADES, TONES
from certplatform.web.formats import gettext, state, text
from certplatform.web.signin import current_actor

SHOWN_EVIDENCE = 12  # files of a row that are listed; the rest is counted


class RatingForm(FlaskForm):
    """The result of one row."""

    version = HiddenField()
    result = RadioField(_l("Result"), validate_choice=False)
    note = TextAreaField(_l("Note"), [Length(max=LONGEST_NOTE)])
    files = MultipleFileField(_l("Evidence"))
    linked = SelectMultipleField(
        _l("Documents of the case as evidence"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """What all rows of a page share: the papers beside them, and what the viewer may do."""

    case: Case
    papers: RowPapers
    may: bool
    leads: bool


def sent_form() -> RatingForm:
    """The form of whatever row was sent; its choices are looked at by the step."""
    form = RatingForm()
    form.result.choices, form.linked.choices = _results(), []
    return form


def row_form(bench: Bench, row: ChecklistRow) -> RatingForm:
    """The form of a row as it stands; names are the same in every row, ids are not."""
    rating = bench.papers.ratings.get(row.key)
    form = RatingForm(
        formdata=None,
        data={
            "version": str(rating.version if rating else 0),
            "result": rating.result if rating else None,
            "note": rating.note if rating else "",
            "linked": list(rating.evidence) if rating else [],
        },
    )
    return with_choices(form, bench, row)


def with_choices(form: RatingForm, bench: Bench, row: ChecklistRow) -> RatingForm:
    """Give a form the choices and the ids of its row."""
    rating, papers = bench.papers.ratings.get(row.key), bench.papers
    own = [papers.documents[one] for one in (rating.evidence if rating else ())]
    offered = {one.id: one for one in (*own, *papers.linkable)}
    form.result.choices = _results()
    form.linked.choices = [(one.id, one.title or one.filename) for one in offered.values()]
    for field in form:
        field.id = f"{mark_of(row.key)}-{field.short_name}"
    return form


def _results() -> list[tuple[str, str]]:
    return [(code, gettext(RESULT_NAMES[code])) for code in RESULTS]


def mark_of(key: str) -> str:
    """The key of a row as part of an id."""
    return re.sub(r"[^A-Za-z0-9]+", "_", key)


def drawn_row(bench: Bench, row: ChecklistRow, form: RatingForm | None = None) -> dict[str, Any]:
    """One row for the template; `form` is one that was sent and refused."""
    rating, papers = bench.papers.ratings.get(row.key), bench.papers
    evidence = [papers.documents[one] for one in (rating.evidence if rating else ())]
    return {
        "key": row.key,
        "mark": mark_of(row.key),
        "code": row.code,
        "title": text(row.title),
        "prompt": text(row.prompt),
        "level": row.level,
        "rating": rating,
        "result": gettext(RESULT_NAMES[rating.result]) if rating else "",
        "rater": papers.names.get(rating.rated_by, "") if rating else "",
        "evidence": evidence[:SHOWN_EVIDENCE],
        "more": max(0, len(evidence) - SHOWN_EVIDENCE),
        "form": with_choices(form, bench, row) if form else row_form(bench, row),
        "open": bench.may and _is_open(bench, rating),
        "url": url_for("assessor.rate", case=bench.case.public_id, key=row.key),
        "findings": [_finding_head(one) for one in papers.findings.get(row.key, ())],
    }


def _is_open(bench: Bench, rating: Rating | None) -> bool:
    """Whether the row is offered to be changed; the step has the last word."""
    if rating is None:
        return True
    hands = bench.papers.hands.get(rating.key, set()) | {rating.rated_by}
    return may_judge(current_actor().person_id or 0, hands, bench.papers.team, leads=bench.leads)


def _finding_head(one: Finding) -> dict[str, Any]:
    """What components/finding.html draws as the head of a finding."""
    return {
        "label": label_of(one),
        "grade": gettext(GRADES[one.grade]),
        "tone": TONES[one.grade],
        "state": state(one.state, "finding"),
        "state_code": one.state,
        "carried": one.carried_from is not None,
    }


def evidence_names(documents: dict[int, Document], numbers: list[int]) -> list[str]:
    """File names of evidence, for whoever has no page before them."""
    return [documents[one].filename for one in numbers if one in documents]
