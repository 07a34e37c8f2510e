"""Stage 13: appeals, complaints and reports of misuse, decided by people outside the case (R54)."""

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import PUBLIC, Actor, Role
from certplatform.domain.deadlines import acknowledge_until, appeal_obstacles, handler_obstacles
from certplatform.domain.errors import Invalid
from certplatform.domain.facts import AppealAcknowledged, AppealDecided, AppealLodged
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_
from certplatform.domain.workflow.appeal import APPEAL, LODGED
from certplatform.models.appeal import Appeal
from certplatform.models.base import new_address
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.conflict_check import freeze_check, freeze_own_check
from certplatform.process.step import Deed, deed
from certplatform.queries.appeals import (
    case_named,
    certificate_named,
    decided_on,
    involved,
    rules_for,
)
from certplatform.queries.assignments import conflict_obstacles
from certplatform.queries.calendar import work_calendar
from certplatform.queries.receipts import new_receipt
from certplatform.queries.reviews import is_expert

AGAINST_DECISION, COMPLAINT, MISUSE = "appeal", "complaint", "misuse"
KINDS = (AGAINST_DECISION, COMPLAINT, MISUSE)


def obstacles_to_lodge_appeal(kind: str, number: str) -> list[Obstacle]:
    """R54: an appeal names a decision and comes in time; the other kinds come at any time."""
    if kind != AGAINST_DECISION:
        return []
    case, certificate = case_named(number), certificate_named(number)
    decided = decided_on(case, certificate) if case else None
    if case is None or decided is None:
        return [
            Obstacle(
                "R54",
                N_("There is no decision under this number."),
                N_(
                    "Enter the number of the case or certificate as it stands on the decision, "
                    "or lodge a complaint."
                ),
                field="number",
            )
        ]
    return appeal_obstacles(decided, clock.today(), rules_for(case))


def lodge_appeal(
    *,
    kind: str,
    text: str,
    number: str = "",
    about: str = "",
    name: str = "",
    contact: str = "",
    by: Actor = PUBLIC,
) -> Appeal:
    """Take in an appeal, a complaint or a report of misuse; its receipt finds it again."""
    _check(kind, text, number, about)
    with deed(by=by) as act:
        act.heed(obstacles_to_lodge_appeal(kind, number))
        case, certificate = case_named(number), certificate_named(number)
        today = clock.local_date(act.at)
        appeal = Appeal(
            public_id=new_address(),
            kind=kind,
            receipt=new_receipt(today),
            case_id=case.id if case else None,
            certificate_id=certificate.id if certificate else None,
            about=about.strip() or number.strip(),
            name=name.strip(),
            contact=contact.strip(),
            text=text.strip(),
            lodged_at=act.at,
            acknowledge_by_on=acknowledge_until(today, work_calendar(), rules_for(case)).on,
            state=LODGED,
            state_since_at=act.at,
        )
        session.add(appeal)
        act.born(APPEAL, appeal, "lodge_appeal")
        act.tell(AppealLodged(appeal.case_id or 0, appeal.id))
        return appeal


def _check(kind: str, text: str, number: str, about: str) -> None:
    missing = {}
    if kind not in KINDS:
        missing["kind"] = N_("Choose what it is.")
    if not text.strip():
        missing["text"] = N_("Write what happened and what you ask for.")
    if not number.strip() and not about.strip():
        missing["about"] = N_("Write whom or what it is about.")
    if missing:
        raise Invalid(N_("Something is missing."), fields=missing)


def obstacles_to_acknowledge(appeal: Appeal, handler: Person) -> list[Obstacle]:
    """R13-R15, R18, R54: who handles it is outside the case."""
    case = _case_of(appeal)
    if case is None:
        return []
    return [
        *handler_obstacles(handler.id, involved(case)),
        *conflict_obstacles(case, handler, Role.APPEAL_HANDLER, clock.today()),
    ]


def _case_of(appeal: Appeal) -> Case | None:
    return session.get(Case, appeal.case_id) if appeal.case_id else None


def acknowledge(appeal_id: int | str, *, handler_id: int, by: Actor) -> None:
    """Acknowledge it and hand it to an expert outside the case."""
    with deed(by=by) as act:
        appeal = act.on_appeal(appeal_id, "acknowledge")
        handler = session.get(Person, handler_id)
        if handler is None or not is_expert(handler_id) or handler_id == by.person_id:
            raise Invalid(
                N_("This person cannot handle it."),
                fields={"handler": N_("Choose one of the committee's experts.")},
            )
        act.heed(obstacles_to_acknowledge(appeal, handler))
        appeal.handler_id = handler_id
        appeal.acknowledged_at = act.at
        if case := _case_of(appeal):
            freeze_check(act, case, handler, Role.APPEAL_HANDLER, "appeal")
        act.note(handler=handler.name)
        act.tell(AppealAcknowledged(appeal.case_id or 0, appeal.id))


def uphold_appeal(appeal_id: int | str, *, by: Actor, reason: str) -> None:
    """Uphold it: the reason says what follows."""
    with deed(by=by, reason=reason) as act:
        _decide(act, act.on_appeal(appeal_id, "uphold_appeal"), upheld=True)


def dismiss_appeal(appeal_id: int | str, *, by: Actor, reason: str) -> None:
    """Dismiss it, with the reason."""
    with deed(by=by, reason=reason) as act:
        _decide(act, act.on_appeal(appeal_id, "dismiss_appeal"), upheld=False)


def _decide(act: Deed, appeal: Appeal, *, upheld: bool) -> None:
    case = _case_of(appeal)
    if case is not None:
        act.heed(handler_obstacles(act.by.person_id or 0, involved(case)))
        if handler := session.get(Person, act.by.person_id or 0):
            act.heed(conflict_obstacles(case, handler, Role.APPEAL_HANDLER, clock.today()))
        freeze_own_check(act, case, Role.APPEAL_HANDLER, "appeal")
    appeal.answer = act.reason.strip()
    appeal.decided_at = act.at
    act.tell(AppealDecided(appeal.case_id or 0, appeal.id, upheld=upheld))
