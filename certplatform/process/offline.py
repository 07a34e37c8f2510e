"""Work that comes back from a device without a network: merged, or kept apart for the lead.

Every change has a number that the device gave it; sent again it has no second effect and gets the
first answer. The server's time is the time; what the device claims is kept beside it. Work of
somebody who is no longer on the team, on a row that another member has judged, or after the stage
has closed, is never merged and never lost: the lead takes it over or sets it aside.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Differs, Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.evidence_facts import WorkKeptApart
from certplatform.domain.finding import FINDING_GRADES
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.offline import OfflineChange, OfflineLeftover
from certplatform.process.evidence import EVIDENCE, documented
from certplatform.process.finding import raise_finding
from certplatform.process.intake import Inspected
from certplatform.process.rating import (
    BOTH_CHANGED,
    KeptRow,
    RowChange,
    add_evidence,
    keep_row,
)
from certplatform.process.step import Deed, deed
from certplatform.queries.audits import RESULTS
from certplatform.queries.cases import ABSENT, roles_on, visible_cases
from certplatform.queries.offline import (
    AUDITED,
    TEAM,
    WAITING,
    change_of,
    waits_for_lead,
    was_on_team,
)
from certplatform.queries.ratings import rating_of

RATING, PHOTO, FINDING = "rating", "photo", "finding"
KINDS = (RATING, PHOTO, FINDING)
SAVED, CONFLICT, APART = "saved", "conflict", "apart"
LEFT_TEAM, OTHERS_ROW, CLOSED = "left_team", "others_row", "closed"


@dataclass(frozen=True, slots=True)
class SentChange:
    """One change as a device sends it; of `touched` fields only, compared with version `base`."""

    change_id: str
    kind: str
    key: str
    base: int = 0
    claimed: str = ""
    touched: Collection[str] = ()
    result: str = ""
    note: str = ""
    files: Sequence[Inspected] = ()
    site_id: int = 0
    grade: str = ""
    fact: str = ""
    evidence_text: str = ""

    def content(self) -> dict[str, Any]:
        """What was recorded, for whoever decides about it later."""
        names = ["site_id", "grade", "fact", "evidence_text"]
        if self.kind != FINDING:
            names = [one for one in ("result", "note") if one in self.touched]
        return {one: getattr(self, one) for one in names}


def must_hold(address: str, by: Actor) -> None:
    """Whether somebody audits this case, or did: before anything of what they sent is judged.

    Raises NotVisible.
    """
    _held(session.scalar(select(Case).where(Case.public_id == address)), by)


def _held(case: Case | None, by: Actor) -> Case:
    if case is None or not (_audits(case, by) or was_on_team(case.id, by.person_id)):
        raise NotVisible(ABSENT)
    return case


def take_change(address: str, sent: SentChange, *, by: Actor) -> dict[str, Any]:
    """Merge a change or keep it apart; the answer is the same however often it is sent."""
    _must_be_whole(sent)
    with deed(by=by) as act:
        locked = select(Case).where(Case.public_id == address).with_for_update(of=Case)
        case = _held(session.scalar(locked.execution_options(populate_existing=True)), by)
        if (known := change_of(case.id, sent.change_id)) is not None:
            if known.person_id != by.person_id:
                raise NotVisible(ABSENT)
            return known.answer
        answer = _merged_or_apart(act, case, sent)
        session.add(
            OfflineChange(
                case_id=case.id,
                change_id=sent.change_id,
                person_id=by.person_id,
                kind=sent.kind,
                key=sent.key,
                claimed=sent.claimed,
                received_at=act.at,
                answer=answer,
            )
        )
    return answer


def _must_be_whole(sent: SentChange) -> None:
    if sent.kind not in KINDS:
        raise Invalid(N_("This kind of change is not known."))
    if sent.kind == RATING and "result" in sent.touched and sent.result not in RESULTS:
        raise Invalid(N_("Choose a result."), fields={"result": N_("Choose a result.")})
    if sent.kind == FINDING and (sent.grade not in FINDING_GRADES or not sent.fact.strip()):
        raise Invalid(N_("The finding cannot be kept like this."))
    if sent.kind == PHOTO and not sent.files:
        raise Invalid(N_("The file is empty."))


def _audits(case: Case, by: Actor) -> bool:
    """Whether somebody judges in this audit now, and may see it."""
    sees = session.scalar(visible_cases(by).where(Case.id == case.id).with_only_columns(Case.id))
    return sees is not None and bool(roles_on(by, case) & set(TEAM))


def _merged_or_apart(act: Deed, case: Case, sent: SentChange) -> dict[str, Any]:
    if not _audits(case, act.by):
        return _keep_apart(act, case, sent, LEFT_TEAM)
    if case.state not in AUDITED:
        return _keep_apart(act, case, sent, CLOSED)
    try:
        return _merge(case, sent, act.by)
    except NotAllowed:
        return _keep_apart(act, case, sent, OTHERS_ROW)


def _merge(case: Case, sent: SentChange, by: Actor) -> dict[str, Any]:
    if sent.kind == FINDING:
        made = raise_finding(
            case.id,
            key=sent.key,
            site_id=sent.site_id,
            grade=sent.grade,
            fact=sent.fact,
            evidence_text=sent.evidence_text,
            files=sent.files,
            by=by,
        )
        return {"outcome": SAVED, "finding": made.number}
    if sent.kind == PHOTO:
        return _told(add_evidence(case.id, sent.key, sent.files, by=by, claimed=sent.claimed))
    change = RowChange(
        sent.key,
        sent.result,
        sent.note,
        version=sent.base,
        touched=set(sent.touched) & {"result", "note"},
        claimed=sent.claimed,
    )
    return _told(keep_row(case.id, change, by=by))


def _told(kept: KeptRow) -> dict[str, Any]:
    """What the device needs to go on: where the row stands, and what of its own was not kept."""
    row = kept.row
    return {
        "outcome": CONFLICT if kept.conflicts else SAVED,
        "version": row.version,
        "conflicts": list(kept.conflicts),
        "row": {"result": row.result, "note": row.note, "files": len(row.evidence)},
    }


def _keep_apart(act: Deed, case: Case, sent: SentChange, why: str) -> dict[str, Any]:
    documents = [
        documented(case, one, EVIDENCE, title=sent.key, by=act.by, at=act.at).id
        for one in sent.files
    ]
    if not waits_for_lead(case.id, act.by.person_id):  # a whole day's work is told of once
        act.tell(WorkKeptApart(case.id, act.by.name))
    session.add(
        OfflineLeftover(
            case_id=case.id,
            change_id=sent.change_id,
            person_id=act.by.person_id,
            kind=sent.kind,
            key=sent.key,
            base=sent.base,
            content=sent.content(),
            documents=documents,
            claimed=sent.claimed,
            received_at=act.at,
            why=why,
            state=WAITING,
        )
    )
    act.log(f"case:{case.id}", "keep_apart", key=sent.key, kind=sent.kind, why=why)
    return {"outcome": APART, "why": why}


def take_over_work(
    case_id: int | str, leftover: str, *, by: Actor, reason: str, version: int = 0
) -> None:
    """Let offline work that was kept apart count; `version` is that of the row as it was shown."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "take_over_work")
        found = _waiting(case, leftover)
        if found.kind == FINDING:
            raise_finding(
                case.id,
                key=found.key,
                evidence=found.documents,
                by=by,
                **found.content,
            )
        elif _taken_over_row(case, found, version, by).conflicts:
            raise Differs(BOTH_CHANGED, ())
        _settle(act, found, "taken", reason)


def _taken_over_row(case: Case, found: OfflineLeftover, version: int, by: Actor) -> KeptRow:
    row = rating_of(case, found.key)
    if row is None and found.kind == PHOTO:
        raise NotNow(N_("Record a result of this row first; its photos follow."))
    here = list(row.evidence) if row else []
    change = RowChange(
        found.key,
        found.content.get("result", ""),
        found.content.get("note", ""),
        evidence=[*here, *(one for one in found.documents if one not in here)],
        version=version,
        touched={*found.content, "evidence"},
        claimed=found.claimed,
    )
    return keep_row(case.id, change, by=by)


def set_aside_work(case_id: int | str, leftover: str, *, by: Actor, reason: str) -> None:
    """Set offline work aside that was kept apart; it stays on record with the reason."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "set_aside_work")
        _settle(act, _waiting(case, leftover), "set_aside", reason)


def _waiting(case: Case, address: str) -> OfflineLeftover:
    found = session.scalar(
        select(OfflineLeftover)
        .where(OfflineLeftover.case_id == case.id, OfflineLeftover.public_id == address)
        .with_for_update()
    )
    if found is None:
        raise NotVisible(ABSENT)
    if found.state != WAITING:
        raise NotNow(N_("This is decided already."))
    return found


def _settle(act: Deed, found: OfflineLeftover, state: str, reason: str) -> None:
    found.state, found.reason = state, reason.strip()
    found.decided_by, found.decided_at = act.by.person_id, act.at
    act.note(leftover=found.id, key=found.key, kind=found.kind, of=found.person_id)
