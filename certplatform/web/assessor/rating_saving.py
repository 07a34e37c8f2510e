"""Saving one row: what was touched, what others changed meanwhile, what both sides changed."""

from typing import Any

from flask import g, jsonify, render_template, request
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.row_merge import FIELDS
from certplatform.models.case import Case
from certplatform.process.rating import ALL, BOTH_CHANGED, KeptRow, RowChange, keep_row
from certplatform.queries.audits import ChecklistRow
from certplatform.queries.ratings import content_of, last_said
from certplatform.queries.row_papers import papers_of
from certplatform.web.answers import attempt
from certplatform.web.assessor.workbench_rows import Bench, RatingForm, row_form
from certplatform.web.conclusion_sheet import RESULTS as RESULT_NAMES
from certplatform.web.formats import gettext
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole
from certplatform.web.uploads import files_of

STALE = 409
FIELD_OF = {"result": "result", "note": "note", "evidence": "linked"}


def saved_row(case: Case, key: str, form: RatingForm) -> KeptRow | None:
    """Keep what was sent; None when it was refused, with the reasons on the form."""
    kept: list[KeptRow] = []
    attempt(form, lambda: kept.append(_save(case, key, form)))
    if not kept:
        return None
    if kept[0].conflicts:
        _show_both(case, kept[0], form)
    return kept[0]


def _save(case: Case, key: str, form: RatingForm) -> KeptRow:
    change = RowChange(
        key,
        result=form.result.data or "",
        note=form.note.data or "",
        evidence=form.linked.data or (),
        files=files_of(form.files.data),
        version=whole(form.version.data),
        touched=_touched(),
    )
    return keep_row(case.id, change, by=current_actor())


def _touched() -> frozenset[str]:
    """The fields that the page names as touched; all, where it has no script to tell."""
    if "touched" not in request.form:
        return ALL
    named = f"{request.form['touched']} {request.form.get('insisted', '')}".split()
    return frozenset(field for field, name in FIELD_OF.items() if name in named)


def _show_both(case: Case, kept: KeptRow, form: RatingForm) -> None:
    """Without a script: both texts on the form, and the version that a second try is about."""
    theirs = content_of(kept.row)
    said = last_said(case, kept.row.key, whole(form.version.data))
    for one in kept.conflicts:
        text = getattr(theirs, one)
        form[one].errors = [
            *form[one].errors,
            gettext(
                "%(person)s wrote at %(at)s: “%(text)s”. Save again to put yours in its place.",
                person=said[one].name if one in said else "",
                at=clock.local_time(said[one].at).strftime("%H:%M") if one in said else "",
                text=gettext(RESULT_NAMES[text]) if one == "result" else text,
            ),
        ]
    form.form_errors.append(gettext(BOTH_CHANGED))
    form.version.data = str(kept.row.version)
    g.answer_status = STALE


def as_json(case: Case, row: ChecklistRow, form: RatingForm, kept: KeptRow | None) -> Response:
    """What the page's script is told; 409 with both sides where both changed a field."""
    if kept is None:
        errors = {one.name: [str(said) for said in one.errors] for one in form if one.errors}
        answer = jsonify(errors=errors or {"result": [str(one) for one in form.form_errors]})
        answer.status_code = g.get("answer_status", 422)
        return answer
    at = clock.local_time(kept.row.rated_at).strftime("%H:%M")
    seen = whole(request.form.get("version"))
    answer = jsonify(version=kept.row.version, saved_at=at, **_meanwhile(case, row, kept, seen))
    answer.status_code = STALE if kept.conflicts else 200
    return answer


def _meanwhile(case: Case, row: ChecklistRow, kept: KeptRow, seen: int) -> dict[str, Any]:
    """What others changed, drawn anew for the page; what both changed, with who and when."""
    alone = kept.row.version <= seen + 1 and kept.row.rated_by == current_actor().person_id
    if alone and not kept.conflicts:
        return {}
    bench = Bench(case, papers_of(case, [row.key]), may=True, leads=False)
    fresh, said = row_form(bench, row), last_said(case, row.key, seen)
    touched = _touched()

    def drawn(field: str) -> str:
        return render_template("assessor/workbench_field.html", field_=fresh[FIELD_OF[field]])

    conflicts = {}
    for one in kept.conflicts:
        who = said.get(one)
        at = clock.local_time(who.at).strftime("%H:%M") if who else ""
        label = str(fresh[FIELD_OF[one]].label.text)
        conflicts[FIELD_OF[one]] = {
            "html": drawn(one),
            "theirs": getattr(content_of(kept.row), one),
            "who": who.name if who else "",
            "at": at,
            "words": gettext(
                "%(person)s changed “%(field)s” meanwhile (%(at)s). Whose text is to stay?",
                person=who.name if who else "",
                field=label,
                at=at,
            ),
        }
    others = {one for one in (*FIELDS, "evidence") if one not in touched}
    return {"theirs": {FIELD_OF[one]: drawn(one) for one in others}, "conflicts": conflicts}
