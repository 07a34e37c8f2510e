"""Signing in on site; what is odd about it is explained, never refused (R27)."""

from datetime import date
from decimal import Decimal

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor
from certplatform.domain.attendance import CLOSING, OPENING
from certplatform.domain.errors import Invalid, NotAllowed, NotVisible
from certplatform.domain.evidence_facts import SignInUnexplained
from certplatform.domain.wording import N_
from certplatform.models.audit import SiteSignIn
from certplatform.process.evidence import SIGN_IN, documented
from certplatform.process.intake import Inspected
from certplatform.process.step import deed
from certplatform.queries.attendance import unexplained_sign_ins
from certplatform.queries.audits import anomalies_of
from certplatform.queries.cases import ABSENT

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
