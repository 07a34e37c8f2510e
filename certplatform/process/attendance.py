"""Signing in on site; what is odd about it is explained, never refused (R27)."""

from decimal import Decimal

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.attendance import CLOSING, OPENING
from certplatform.domain.errors import Invalid, NotAllowed, NotVisible
from certplatform.domain.wording import N_
from certplatform.models.audit import SiteSignIn
from certplatform.process.evidence import SIGN_IN, documented
from certplatform.process.intake import Inspected
from certplatform.process.step import deed
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
