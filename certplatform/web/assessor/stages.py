"""Closing a stage: readiness after stage 1, the open points of stage 2."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import STAGE1, STAGE2
from certplatform.models.case import Case
from certplatform.process.audit import (
    ReadinessAnswer,
    close_stage2,
    close_stage2_with_findings,
    obstacles_to_close_with_findings,
    obstacles_to_close_without_findings,
    obstacles_to_pass_stage1,
    pass_stage1,
    return_to_planning,
)
from certplatform.queries.audits import readiness_items, reference_of, stage_results
from certplatform.queries.findings import minors_to_consider
from certplatform.web.answers import attempt, done, page
from certplatform.web.audit_sight import FROM_STAGE1, READERS, audit_of, is_lead
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.formats import gettext, shown, text
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.plan_sheet import stage as stage_name
from certplatform.web.signin import current_actor

YES, NO = "yes", "no"
OUTCOMES = {
    "ready": N_("ready for stage 2"),
    "not_ready": N_("not ready"),
    "closed": N_("closed without nonconformity"),
    "with_findings": N_("closed with nonconformities"),
}


class StageForm(FlaskForm):
    """The summary of a stage; the fields of its items are added per case."""

    summary = TextAreaField(_l("Summary of the stage"), [Length(max=8000)])
    validity_review = TextAreaField(
        _l("Why the results of stage 1 still hold, if much time passes"), [Length(max=4000)]
    )


def _form(case: Case, *, sent: bool) -> Any:
    """The form with one answer per readiness item, or per clause with many minors."""
    fields: dict[str, Any] = {}
    if case.state == STAGE1:
        for place, item in enumerate(readiness_items(case)):
            fields[f"item_{place}"] = RadioField(
                text(item.text),
                choices=[(YES, gettext("fulfilled")), (NO, gettext("not fulfilled"))],
                validate_choice=False,
            )
            fields[f"note_{place}"] = StringField(gettext("Note"), [Length(max=1000)])
    else:
        for place, key in enumerate(minors_to_consider(case)):
            label = gettext("Major after all? %(reference)s", reference=reference_of(key))
            fields[f"minors_{place}"] = TextAreaField(label, [Length(max=4000)])
    made = type("StageFormOfCase", (StageForm,), fields)
    return made() if sent else made(formdata=None)


@audience(SIGNED_IN)
def stages(case: str) -> Response:
    """The stages, their outcomes, and closing the present one."""
    found = audit_of(case)
    return _page(found, _form(found, sent=False))


def _page(case: Case, form: Any) -> Response:
    second = case.state == STAGE2
    answers, minors = _answers(case, form), _minors(case, form)
    return page(
        "assessor/stages.html",
        case=case,
        case_head=case_head(case, current_actor(), active="assessor.stages"),
        form=form,
        results=[
            {"row": one, "stage": stage_name(one.stage), "outcome": gettext(OUTCOMES[one.outcome])}
            for one in stage_results(case)
        ],
        items=[(f"item_{i}", f"note_{i}") for i in range(len(readiness_items(case)))],
        minors=[f"minors_{i}" for i in range(len(minors))],
        first=case.state == STAGE1,
        second=second,
        mine=is_lead(case),
        passing=shown(obstacles_to_pass_stage1(case, answers)) if request.method == "POST" else [],
        clean=shown(obstacles_to_close_without_findings(case, minors)) if second else [],
        findings=shown(obstacles_to_close_with_findings(case, minors)) if second else [],
    )


def _answers(case: Case, form: Any) -> list[ReadinessAnswer]:
    if case.state != STAGE1:
        return []
    return [
        ReadinessAnswer(
            item.code, form[f"item_{place}"].data == YES, form[f"note_{place}"].data or ""
        )
        for place, item in enumerate(readiness_items(case))
    ]


def _minors(case: Case, form: Any) -> dict[str, str]:
    if case.state != STAGE2:
        return {}
    keys = list(minors_to_consider(case))
    # before anything is sent the answers count as given: their fields stand right there
    unsent = request.method != "POST"
    return {
        key: "-" if unsent else form[f"minors_{place}"].data or "" for place, key in enumerate(keys)
    }


@audience(Role.ASSESSOR_POOL)
def close(case: str) -> Response:
    """Close the stage with what was chosen."""
    found = audit_of(case)
    form = _form(found, sent=True)
    if attempt(form, lambda: _close(found, form, request.form.get("deed", ""))):
        return done(
            gettext("The stage is closed."), url_for("assessor.stages", case=found.public_id)
        )
    return _page(found, form)


def _close(case: Case, form: Any, chosen: str) -> None:
    by, summary = current_actor(), form.summary.data or ""
    if chosen == "return_to_planning":
        return_to_planning(case.id, answers=_answers(case, form), reason=summary, by=by)
    elif chosen == "close_stage2":
        close_stage2(case.id, summary=summary, minors=_minors(case, form), by=by)
    elif chosen == "close_stage2_with_findings":
        close_stage2_with_findings(case.id, summary=summary, minors=_minors(case, form), by=by)
    else:
        pass_stage1(
            case.id,
            answers=_answers(case, form),
            summary=summary,
            validity_review=form.validity_review.data or "",
            by=by,
        )


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/stages"
    assessor.add_url_rule(at, view_func=stages)
    assessor.add_url_rule(at, endpoint="close_stage", view_func=close, methods=["POST"])


add_tab("assessor.stages", N_("Stages"), READERS, FROM_STAGE1)
for _action in ("pass_stage1", "return_to_planning", "close_stage2", "close_stage2_with_findings"):
    offer(_action, "assessor.stages")
