"""Signing in on site; what is odd about it is explained, never refused (R27)."""

from datetime import date
from decimal import Decimal

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.attendance import CLOSING, OPENING, explanation_due
from certplatform.domain.errors import Invalid, NotAllowed, NotVisible
from certplatform.domain.evidence_facts import SignInMissed, SignInUnexplained
from certplatform.domain.wording import N_
from certplatform.models.audit import SiteSignIn
from certplatform.models.case import Case
from certplatform.process.evidence import SIGN_IN, documented
from certplatform.process.intake import Inspected
from certplatform.process.step import deed
from certplatform.queries.attendance import audited_lately, unexplained_sign_ins
from certplatform.queries.audits import anomalies_of, missing_sign_ins
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import ABSENT, rules_of

STAGES = {"stage1": 1, "stage2": 2}


def sign_in(
    case_id: int | str,
    *,
    kind: str,
    by: Actor,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    photo: Inspected | None = None,
    explanation: str = "",
) -> SiteSignIn:
    """Sign in at the opening or closing on site. What is odd is noted, never refused (R27)."""
    if kind not in {OPENING, CLOSING}:
        raise Invalid(N_("Choose opening or closing."), fields={"kind": N_("Choose one.")})
    with deed(by=by) as act:
        case = act.on_case(case_id, "sign_in")
        made = SiteSignIn(
            case_id=case.id,
            stage=STAGES[case.state],
            kind=kind,
            person_id=by.person_id,
            at=act.at,
            latitude=latitude,
            longitude=longitude,
            anomalies=[],
            explanation=explanation.strip(),
        )
        if photo is not None:
            made.photo_id = documented(
                case, photo, SIGN_IN, title=photo.filename, by=by, at=act.at
            ).id
        session.add(made)
        session.flush()
        found = [
            one
            for one in anomalies_of(case, made.stage, made.person_id)
            if one.moment == kind and one.kind != "missing"
        ]
        made.anomalies = [{**one.shown.as_record(), "kind": one.kind} for one in found]
        act.heed([one.shown for one in found])
        act.note(kind=kind, stage=made.stage)
    return made


def explain_anomaly(case_id: int | str, *, sign_in_id: int, explanation: str, by: Actor) -> None:
    """Explain in writing what was odd about one's own sign-in (R27)."""
    if not explanation.strip():
        raise Invalid(
            N_("The explanation is empty."), fields={"explanation": N_("Write what happened.")}
        )
    with deed(by=by) as act:
        case = act.on_case(case_id, "explain_anomaly")
        found = session.get(SiteSignIn, sign_in_id)
        if found is None or found.case_id != case.id:
            raise NotVisible(ABSENT)
        if found.person_id != by.person_id:
            raise NotAllowed(N_("Everybody explains their own sign-ins."))
        found.explanation = explanation.strip()
        act.note(sign_in=found.id)


def explain_for_enterprise(
    case_id: int | str, *, sign_in_id: int, explanation: str, by: Actor
) -> None:
    """Say as the enterprise what was seen of a sign-in that was odd (R27)."""
    if not explanation.strip():
        raise Invalid(
            N_("The explanation is empty."), fields={"explanation": N_("Write what happened.")}
        )
    with deed(by=by) as act:
        case = act.on_case(case_id, "explain_for_enterprise")
        found = session.get(SiteSignIn, sign_in_id)
        if found is None or found.case_id != case.id or not found.anomalies:
            raise NotVisible(ABSENT)
        found.enterprise_explanation = explanation.strip()
        act.note(sign_in=found.id)


def note_missed(on: date) -> int:
    """Note sign-ins that nobody made in their time, once each, and ask for why; how many (R27)."""
    lacking = [
        (case.id, stage)
        for case in audited_lately(on)
        for stage in STAGES.values()
        if missing_sign_ins(case, stage)
    ]
    return sum(_note_missed(case_id, stage) for case_id, stage in lacking)


def _note_missed(case_id: int, stage: int) -> int:
    with deed(by=SYSTEM) as act:
        case = session.get_one(Case, case_id, with_for_update=True)
        found = missing_sign_ins(case, stage)
        for one in found:
            row = SiteSignIn(
                case_id=case_id,
                stage=stage,
                kind=one.moment,
                missed=True,
                person_id=one.person,
                at=act.at,
                anomalies=[{**one.shown.as_record(), "kind": one.kind}],
            )
            session.add(row)
            session.flush()
            act.log(f"case:{case_id}", "note_missed_sign_in", sign_in=row.id)
            due = explanation_due(clock.local_date(act.at), work_calendar(), rules_of(case)).on
            act.tell(SignInMissed(case_id, row.id, due.isoformat()))
    return len(found)


def escalate_unexplained(on: date) -> int:
    """Tell the body's managers, once each, of sign-ins not explained in time; how many (R27).

    What the enterprise says does not stand for the person's own explanation.
    """
    late = [one for one in unexplained_sign_ins() if one.due_on < on]
    for one in late:
        with deed(by=SYSTEM) as act:
            row = session.get_one(SiteSignIn, one.sign_in_id, with_for_update=True)
            row.escalated_at = act.at
            act.log(f"case:{one.case_id}", "escalate_sign_in", sign_in=row.id)
            due_on = one.due_on.isoformat()
            act.tell(SignInUnexplained(one.case_id, row.id, one.who, due_on))
    return len(late)
