"""The plan editor: rows, coverage, days booked; releasing the plan, starting stage 1."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.plan_draft import RowDraft
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import AUDITABLE
from certplatform.domain.workflow.case_states import PLANNING
from certplatform.models.audit import AuditPlan
from certplatform.models.case import Case
from certplatform.process.plan import (
    looked_at,
    obstacles_in_plan,
    obstacles_to_start_stage1,
    release_plan,
    save_plan,
    start_stage1,
)
from certplatform.queries.assignments import team_of
from certplatform.queries.cases import case_for
from certplatform.queries.plans import (
    departments_of,
    draft_plan,
    first_draft,
    released_plan,
    sites_of,
    working_plan,
)
from certplatform.queries.staffing import start_released
from certplatform.web.answers import attempt, done, page
from certplatform.web.body.planning_forms import DraftForm, PlanForm, ReasonForm
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, role, shown
from certplatform.web.guards import audience
from certplatform.web.plan_grid import plan_grid
from certplatform.web.plan_sheet import (
    change_lines,
    coverage_matrix,
    covers_choices,
    day_count,
    plan_rows,
    plan_table,
)
from certplatform.web.signin import current_actor
from certplatform.web.typed import whole

PLANNER = (Role.SCHEDULER, Role.BODY_MANAGER)


def _bound(case: Case, *, sent: bool = False) -> PlanForm:
    """The form with its choices, filled from what was sent or from the plan there is."""
    form = PlanForm() if sent else PlanForm(formdata=None, data=_data(case, working_plan(case)))
    for entry in form.rows.entries:
        _offer(case, entry.form)
    return form


def _offer(case: Case, row: Any) -> None:
    row.person.choices = [
        (one.person_id, f"{one.person.name}（{role(one.role)}）") for one in team_of(case)
    ]
    row.site.choices = [(one.id, one.name) for one in sites_of(case)]
    row.covers.choices = covers_choices(case)


def _data(case: Case, plan: AuditPlan | None) -> dict[str, Any]:
    rows = plan.rows if plan else []
    return {
        "version": str(case.version),
        "mode": plan.mode if plan else "on_site",
        "remote_agreement": plan.remote_agreement if plan else "",
        "remote_risk": plan.remote_risk if plan else "",
        "objective": plan.objective if plan else "",
        "rows": [
            {
                "stage": row.stage,
                "on": row.on,
                "half": row.half,
                "site": row.site_id,
                "person": row.person_id,
                "remote": row.remote,
                "travel": not row.auditing,
                "department": row.department,
                "with_whom": row.with_whom,
                "covers": row.covers,
            }
            for row in rows
        ],
        "positions": [
            {"site": str(one.id), "latitude": one.latitude, "longitude": one.longitude}
            for one in sites_of(case)
        ],
    }


@audience(*PLANNER)
def plan(case: str) -> Response:
    """The plan as it stands, to be edited."""
    found = case_for(current_actor(), case)
    return _plan_page(found, _bound(found))


def _plan_page(case: Case, form: Any, other: Any = None) -> Response:
    current, draft = working_plan(case), draft_plan(case)
    says = _says(case, current) if current else None
    return page(
        "body/planning_plan.html",
        case=case,
        case_head=case_head(case, current_actor(), active="body.plan"),
        form=form,
        other=other,
        draft_form=DraftForm(formdata=None, first_on=start_released(case.id)),
        sites={str(one.id): one.name for one in sites_of(case)},
        blank=_blank(case),
        plan=current,
        draft=draft,
        released=released_plan(case),
        table_rows=plan_table(plan_rows(case, current)) if current else [],
        grid=plan_grid(case, form.rows.entries, current_actor().person_id),
        departments=departments_of(case),
        changes=change_lines(case, current) if current else [],
        matrix=says["matrix"] if says else None,
        release=says["obstacles"] if says and draft else [],
        says=says,
        start=shown(obstacles_to_start_stage1(case, current_actor().person_id))
        if case.state == PLANNING
        else [],
        open=case.state in AUDITABLE.split(),
        planning=case.state == PLANNING,
    )


def _says(case: Case, plan: AuditPlan) -> dict[str, Any]:
    """What a plan comes to: days booked against needed, and what nobody audits yet."""
    return {
        "days": day_count(case, plan),
        "matrix": coverage_matrix(case, plan),
        "obstacles": shown(obstacles_in_plan(case, plan, current_actor().person_id)),
    }


@audience(*PLANNER)
def look(case: str) -> Response:
    """What the plan would come to as it stands on the page; nothing is kept."""
    found, sketches = case_for(current_actor(), case), list[AuditPlan]()
    form = _bound(found, sent=True)
    attempt(form, lambda: sketches.append(looked_at(found, _rows(form), **_mode(form))))
    return page(
        "body/planning_says.html",
        form=form,
        says=_says(found, sketches[0]) if sketches else None,
        unsaved=True,
    )


def _blank(case: Case) -> Any:
    """An empty row, marked so that the page's script can number its copies."""
    form = PlanForm(formdata=None, data={"rows": [{}]})
    field = form.rows.unbound_field.bind(
        form=form, name="rows-__row__", id="rows-__row__", _meta=form.meta
    )
    field.process(None)
    _offer(case, field.form)
    field.form.covers.data = []
    return field


@audience(*PLANNER)
def save(case: str) -> Response:
    """Keep the rows as a draft."""
    found = case_for(current_actor(), case)
    form = _bound(found, sent=True)
    if attempt(form, lambda: _save(found, form)):
        return done(gettext("The plan is saved."), _here(found))
    return _plan_page(found, form)


def _save(case: Case, form: PlanForm) -> None:
    save_plan(
        case.id,
        rows=_rows(form),
        **_mode(form),
        objective=form.objective.data or "",
        positions=_positions(form),
        version=whole(form.version.data),
        by=current_actor(),
    )


def _rows(form: PlanForm) -> list[RowDraft]:
    return [_row(entry.form) for entry in form.rows.entries]


def _mode(form: PlanForm) -> dict[str, str]:
    return {
        "mode": form.mode.data,
        "remote_agreement": form.remote_agreement.data or "",
        "remote_risk": form.remote_risk.data or "",
    }


def _row(row: Any) -> RowDraft:
    return RowDraft(
        stage=row.stage.data,
        on=row.on.data,
        half=row.half.data,
        site_id=row.site.data,
        person_id=row.person.data,
        covers=tuple(row.covers.data or ()),
        remote=row.remote.data,
        auditing=not row.travel.data,
        with_whom=row.with_whom.data or "",
        department=row.department.data or "",
    )


def _positions(form: PlanForm) -> dict[int, tuple[Decimal, Decimal]]:
    return {
        whole(entry.form.site.data): (entry.form.latitude.data, entry.form.longitude.data)
        for entry in form.positions.entries
        if entry.form.latitude.data is not None and entry.form.longitude.data is not None
    }


@audience(*PLANNER)
def draft(case: str) -> Response:
    """Lay out a first draft from a day on."""
    found, form = case_for(current_actor(), case), DraftForm()
    if attempt(form, lambda: _lay_out(found, form)):
        return done(gettext("A first draft is laid out. Look it over and adapt it."), _here(found))
    return _plan_page(found, _bound(found), form)


def _lay_out(case: Case, form: DraftForm) -> None:
    first_on = form.first_on.data or clock.today()
    save_plan(case.id, rows=first_draft(case, first_on), by=current_actor())


def _here(case: Case) -> str:
    return url_for("body.plan", case=case.public_id)


@audience(*PLANNER)
def release(case: str) -> Response:
    """Let the plan reach the enterprise."""
    found, form = case_for(current_actor(), case), ReasonForm()
    if attempt(form, lambda: release_plan(found.id, by=current_actor())):
        return done(gettext("The plan has been released to the enterprise."), _here(found))
    return _plan_page(found, _bound(found), form)


@audience(*PLANNER)
def start(case: str) -> Response:
    """Start stage 1."""
    found, form = case_for(current_actor(), case), ReasonForm()
    if attempt(form, lambda: start_stage1(found.id, by=current_actor())):
        return done(gettext("Stage 1 has begun."), _here(found))
    return _plan_page(found, _bound(found), form)


def add_to(body: Blueprint) -> None:
    """Add these pages."""
    at, post = "/body/cases/<case>/plan", ["POST"]
    body.add_url_rule(at, view_func=plan)
    for name, view in (
        ("save", save),
        ("look", look),
        ("draft", draft),
        ("release", release),
        ("start", start),
    ):
        body.add_url_rule(f"{at}/{name}", endpoint=f"plan_{name}", view_func=view, methods=post)


add_tab("body.plan", N_("Audit plan"), set(PLANNER), f"{AUDITABLE} correction concluding")
for _action in ("save_plan", "release_plan", "start_stage1"):
    offer(_action, "body.plan")
