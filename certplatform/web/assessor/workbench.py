"""The workbench: the checklist in three views, each row saved by itself, findings beside it."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import STAGE1, STAGE2
from certplatform.models.case import Case
from certplatform.queries.audits import ChecklistRow
from certplatform.queries.cases import ABSENT
from certplatform.queries.checklist_views import (
    CAPABILITY,
    CLAUSE,
    EVERY,
    MINE,
    MISSING,
    PLACE,
    SHOWS,
    VIEWS,
    Marks,
    PlannedRow,
    RowGroup,
    groups_of,
    marks_of,
    part_of,
)
from certplatform.queries.offline import waiting_leftovers
from certplatform.queries.ratings import row_of
from certplatform.queries.row_papers import papers_of
from certplatform.web.answers import done, page
from certplatform.web.assessor.inherited import inherited_on
from certplatform.web.assessor.rating_saving import as_json, saved_row
from certplatform.web.assessor.workbench_rows import (
    Bench,
    RatingForm,
    drawn_row,
    mark_of,
    sent_form,
)
from certplatform.web.audit_sight import FROM_STAGE1, READERS, audit_of, is_auditing, is_lead
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, text
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole
from certplatform.web.uploads import ACCEPT

SHOWN = 20  # rows of a group on one page
VIEW_NAMES = {
    CAPABILITY: N_("By capability and dimension"),
    CLAUSE: N_("By clause"),
    PLACE: N_("By site and department"),
}
SHOW_NAMES = {EVERY: N_("All"), MINE: N_("Mine"), MISSING: N_("Missing")}


@audience(SIGNED_IN)
def workbench(case: str) -> Response:
    """The checklist."""
    return _page(audit_of(case))


def _page(case: Case, sent: tuple[ChecklistRow, RatingForm] | None = None) -> Response:
    view, show = _asked("view", VIEWS), _asked("show", SHOWS)
    groups, marks = groups_of(case, view), marks_of(case, current_actor().person_id)
    group = _group_of(groups, sent[0].key if sent else "")
    rows = [one.row for one in group.rows if marks.shows(one, show) or _is(one, sent)]
    first = 0 if sent else whole(request.args.get("from"))
    drawn = [sent[0]] if sent else rows[first : first + SHOWN]
    may = is_auditing(case) and case.state in {STAGE1, STAGE2}
    bench = Bench(case, papers_of(case, [one.key for one in drawn]), may, is_lead(case))
    return page(
        "assessor/workbench.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.workbench"),
        views=[_view_link(case, one, view, show) for one in VIEWS],
        shows=[_show_link(case, group, view, one, show, marks) for one in SHOWS],
        groups=[_group_link(case, one, group, view, show, marks) for one in groups],
        title=_title(group),
        rows=[drawn_row(bench, one, sent[1] if sent else None) for one in drawn],
        inherited=inherited_on(case, [one.key for one in drawn]),
        pager=_pager(case, group, view, show, first, len(rows)),
        may=may,
        leads=bench.leads,
        waiting=waiting_leftovers(case),
        accept=ACCEPT,
    )


def _asked(name: str, known: tuple[str, ...]) -> str:
    wanted = request.args.get(name, "")
    return wanted if wanted in known else known[0]


def _is(one: PlannedRow, sent: tuple[ChecklistRow, RatingForm] | None) -> bool:
    return sent is not None and one.row.key == sent[0].key


def _group_of(groups: list[RowGroup], key: str) -> RowGroup:
    """The group asked for, or that of a row that was sent, or the first."""
    wanted = request.args.get("part", "")
    for one in groups:
        if one.key == wanted or any(planned.row.key == key for planned in one.rows):
            return one
    return groups[0]


def _title(group: RowGroup) -> str:
    return " · ".join(one for one in (group.name, text(group.title)) if one)


def _here(case: Case, view: str, show: str, part: str = "", first: int = 0) -> str:
    """The address of a view; what is as it is by itself is left out."""
    given: dict[str, Any] = {"view": view, "show": show, "part": part, "from": first}
    usual = {"view": VIEWS[0], "show": SHOWS[0], "part": "", "from": 0}
    more = {name: value for name, value in given.items() if value != usual[name]}
    return url_for("assessor.workbench", case=case.public_id, **more)


def _view_link(case: Case, one: str, view: str, show: str) -> dict[str, Any]:
    return {"label": gettext(VIEW_NAMES[one]), "url": _here(case, one, show), "active": one == view}


def _show_link(
    case: Case, group: RowGroup, view: str, one: str, show: str, marks: Marks
) -> dict[str, Any]:
    return {
        "label": gettext(SHOW_NAMES[one]),
        "url": _here(case, view, one, group.key),
        "count": str(sum(1 for row in group.rows if marks.shows(row, one))),
        "active": one == show,
    }


def _group_link(
    case: Case, one: RowGroup, group: RowGroup, view: str, show: str, marks: Marks
) -> dict[str, Any]:
    return {
        "label": _title(one),
        "url": _here(case, view, show, one.key),
        "count": f"{marks.done(one.rows)}/{len(one.rows)}",
        "active": one.key == group.key,
    }


def _pager(
    case: Case, group: RowGroup, view: str, show: str, first: int, count: int
) -> dict[str, str]:
    """The way on where a group has more rows than are drawn at once."""
    if count <= SHOWN:
        return {}
    after = first + SHOWN
    return {
        "count_text": str(count),
        "first_url": _here(case, view, show, group.key) if first else "",
        "next_url": _here(case, view, show, group.key, after) if after < count else "",
    }


@audience(Role.ASSESSOR_POOL)
def rate(case: str, key: str) -> Response:
    """Save the result of one row; answers as JSON to the page's script."""
    found = audit_of(case)
    row = row_of(found, key)
    if row is None:
        raise NotVisible(ABSENT)
    form = sent_form()
    kept = saved_row(found, key, form)
    if request.accept_mimetypes.best == "application/json":
        return as_json(found, row, form, kept)
    if kept and not kept.conflicts:
        here = _here(found, VIEWS[0], SHOWS[0], part_of(found, key))
        return done(gettext("%(code)s is saved.", code=row.code), f"{here}#row-{mark_of(key)}")
    return _page(found, (row, form))


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/audit"
    assessor.add_url_rule(at, view_func=workbench)
    assessor.add_url_rule(f"{at}/rows/<path:key>", view_func=rate, methods=["POST"])


add_tab("assessor.workbench", N_("Workbench"), READERS, FROM_STAGE1)
offer("record_rating", "assessor.workbench")
