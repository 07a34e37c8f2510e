"""Notices and the agreement, from what acceptance recorded."""

from collections.abc import Sequence
from datetime import date

from certplatform import clock
from certplatform.db import session
from certplatform.documents.agreement import AgreedSite, Agreement, Line, render_agreement
from certplatform.documents.layout import Signature
from certplatform.documents.notice import (
    AcceptanceNotice,
    DeclineNotice,
    PointToCorrect,
    ReturnNotice,
    TimeLimit,
    render_acceptance,
    render_decline,
    render_return,
)
from certplatform.documents.wording import worded
from certplatform.domain import papers
from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.domain.application_form import DOCUMENTS, DOCUMENTS_TITLE, PARTS
from certplatform.domain.deadlines import appeal_until
from certplatform.domain.facts import Fact
from certplatform.domain.fee import yuan
from certplatform.domain.scheme import Text
from certplatform.jobs.printed import (
    Paper,
    addressee_of,
    entry_of,
    grade_of,
    head_of,
    name_of,
    paper_number,
    signed_by,
)
from certplatform.models.application import Acceptance
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.queries.applications import acceptance_of, submitted_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.journal import said
from certplatform.queries.plans import sites_of

APPLICANT = Text("申请企业", "Applicant enterprise")
AGREEMENT_STEP = Text("接受协议", "Acceptance of the agreement")
# The steps whose limit runs from the acceptance itself, by the state in which they wait.
LIMITED = (("accepted", AGREEMENT_STEP),)
OFFERED, CONCLUDED = 1, 2


def acceptance_papers(fact: Fact, place: int) -> list[Paper]:
    """The acceptance notice, and the agreement as it is offered."""
    del place
    case = session.get_one(Case, fact.case_id)
    offered = acceptance_of(case.id)
    if offered is None:
        return []
    number = paper_number(case, papers.ACCEPTANCE)
    return [
        Paper(
            case.id,
            papers.ACCEPTANCE,
            number,
            lambda: render_acceptance(_acceptance(case, offered, number)),
        ),
        _agreement_paper(case, offered, OFFERED),
    ]


def agreement_papers(fact: Fact, place: int) -> list[Paper]:
    """The agreement once both have accepted it."""
    del place
    case = session.get_one(Case, fact.case_id)
    offered = acceptance_of(case.id)
    return [_agreement_paper(case, offered, CONCLUDED)] if offered else []


def _agreement_paper(case: Case, offered: Acceptance, serial: int) -> Paper:
    number = paper_number(case, papers.AGREEMENT, serial)
    return Paper(
        case.id,
        papers.AGREEMENT,
        number,
        lambda: render_agreement(_agreement(case, offered, number, serial)),
    )


def return_papers(fact: Fact, place: int) -> list[Paper]:
    """The notice that the application is returned, with the points of that return."""
    case, entry = _case_and_entry(fact, "return_application", place)
    if entry is None:
        return []
    number = paper_number(case, papers.RETURN, place)
    return [
        Paper(case.id, papers.RETURN, number, lambda: render_return(_returned(case, entry, number)))
    ]


def decline_papers(fact: Fact, place: int) -> list[Paper]:
    """The notice that the application is declined (R08)."""
    case, entry = _case_and_entry(fact, "decline", place)
    if entry is None:
        return []
    number = paper_number(case, papers.DECLINE)
    return [
        Paper(
            case.id, papers.DECLINE, number, lambda: render_decline(_declined(case, entry, number))
        )
    ]


def _case_and_entry(fact: Fact, action: str, place: int) -> tuple[Case, JournalEntry | None]:
    case = session.get_one(Case, fact.case_id)
    return case, entry_of(case.id, action, place)


def _officer() -> Text:
    return worded(ROLE_TITLES[Role.CASE_OFFICER])


def _acceptance(case: Case, offered: Acceptance, number: str) -> AcceptanceNotice:
    known, on = scheme_of(case), clock.local_date(offered.accepted_at)
    calendar = work_calendar()
    return AcceptanceNotice(
        head=head_of(number, on, name_of(case.body)),
        to=addressee_of(case),
        case_type=known.case_type(case.case_type).title,
        standard=known.standard,
        grade=grade_of(case, case.grade_applied),
        scope=submitted_of(case).scope,
        submitted_on=case.submitted_on or on,
        accepted_on=on,
        person_days=f"{offered.half_days / 2:g}",
        limits=tuple(
            TimeLimit(title, calendar.add_working_days(on, known.time_limits[state]).on)
            for state, title in LIMITED
            if state in known.time_limits
        ),
        signed=signed_by(_officer(), offered.accepted_by, on),
    )


def _agreement(case: Case, offered: Acceptance, number: str, serial: int) -> Agreement:
    known, accepted_on = scheme_of(case), clock.local_date(offered.accepted_at)
    agreed_on = clock.local_date(offered.agreed_at) if offered.agreed_at else None
    concluded = agreed_on is not None and serial == CONCLUDED
    on = agreed_on if concluded and agreed_on else accepted_on
    return Agreement(
        head=head_of(number, on, name_of(case.body)),
        to=addressee_of(case),
        body=name_of(case.body),
        case_type=known.case_type(case.case_type).title,
        standard=known.standard,
        grade=grade_of(case, case.grade_applied),
        scope=submitted_of(case).scope,
        fee=f"CNY {yuan(offered.fee_cents)}",
        items=tuple(
            Line(worded(str(one["text"]), **one["params"]), f"CNY {yuan(one['cents'])}")
            for one in offered.working.get("fee", {}).get("lines", [])
        ),
        days=tuple(
            Line(worded(str(one["text"]), **one["params"]), str(one["days"]))
            for one in offered.working["lines"]
        ),
        person_days=f"{offered.half_days / 2:g}",
        sites=tuple(
            AgreedSite(one.name, one.address, one.headcount, one.sampled or one.headquarters)
            for one in sites_of(case)
        ),
        terms=tuple(_terms(offered.agreement)),
        signed=(
            signed_by(_officer(), offered.accepted_by, accepted_on),
            signed_by(APPLICANT, offered.agreed_by, agreed_on)
            if concluded
            else Signature(APPLICANT),
        ),
    )


def _terms(agreement: str) -> Sequence[Text]:
    """The sections of the stored agreement; the paper numbers them itself."""
    found = []
    for place, section in enumerate(agreement.split("\n\n"), 1):
        zh, _, en = section.partition("\n")
        number = f"{place}. "
        found.append(Text(zh.removeprefix(number), en.removeprefix(number)))
    return found


def _returned(case: Case, entry: JournalEntry, number: str) -> ReturnNotice:
    known, on, content = scheme_of(case), clock.local_date(entry.at), said(entry)
    code = content["details"]["reason_code"]
    return ReturnNotice(
        head=head_of(number, on, name_of(case.body)),
        to=addressee_of(case),
        points=tuple(
            PointToCorrect(_place(one["part"], one["field"]), one["text"])
            for one in content["details"]["points"]
        ),
        answer_by=_working_days_after(on, known.time_limits.get("returned")),
        signed=signed_by(_officer(), entry.person_id, on),
        reason=known.reason("return", code).title,
        explanation=content["reason"],
    )


def _place(part_code: str, field_code: str) -> Text:
    """The part of the application, and the field where the point names one."""
    if part_code == DOCUMENTS:
        return worded(DOCUMENTS_TITLE)
    part = next(one for one in PARTS if one.code == part_code)
    field = next((one for one in part.fields if one.code == field_code), None)
    title = worded(part.title)
    if field is None:
        return title
    label = worded(field.label)
    return Text(f"{title.zh}：{label.zh}", f"{title.en}: {label.en}")


def _working_days_after(on: date, count: int | None) -> date | None:
    return work_calendar().add_working_days(on, count).on if count is not None else None


def _declined(case: Case, entry: JournalEntry, number: str) -> DeclineNotice:
    on, content = clock.local_date(entry.at), said(entry)
    code = content["details"]["reason_code"]
    return DeclineNotice(
        head=head_of(number, on, name_of(case.body)),
        to=addressee_of(case),
        reason=scheme_of(case).reason("decline", code).title,
        explanation=content["reason"],
        appeal_until=appeal_until(on, rules_of(case)),
        signed=signed_by(_officer(), entry.person_id, on),
    )
