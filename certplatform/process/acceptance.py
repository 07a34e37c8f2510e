"""Stage 2, acceptance: return, decline or accept; the enterprise takes the agreement."""

from collections.abc import Collection, Sequence
from typing import Any

from certplatform import clock
from certplatform.db import session
from certplatform.domain.acceptance import coded_reason_obstacles
from certplatform.domain.actors import Actor
from certplatform.domain.agreement import Terms, agreement_digest, agreement_of, agreement_text
from certplatform.domain.application_form import DOCUMENTS, PARTS
from certplatform.domain.audit_time import AuditTime, Reduction, shown
from certplatform.domain.errors import Invalid, NotNow, Stale
from certplatform.domain.facts import (
    AgreementAccepted,
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationReturned,
    CaseTerminated,
)
from certplatform.domain.fee import FeeLine, TariffRates, fee_of, yuan
from certplatform.domain.papers import SIGNED_AGREEMENT, SIGNED_AGREEMENT_TITLE
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.wording import N_
from certplatform.models.application import Acceptance
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.organisation import AgreementTerms
from certplatform.process.intake import Inspected, digest_of, kept
from certplatform.process.step import Deed, deed
from certplatform.queries.acceptances import (
    Offer,
    SiteChoice,
    acceptance_obstacles_of,
    fee_for,
    headcount_of,
    site_choice,
    site_key,
    time_for,
)
from certplatform.queries.applications import (
    ReturnPoint,
    acceptance_of,
    claims_of,
    submitted_of,
)
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.tariffs import tariff_of, terms_of

MOST_POINTS = 100


def return_application(
    case_id: int | str, *, code: str, points: Sequence[ReturnPoint], by: Actor, reason: str
) -> None:
    """Give the application back with the points to correct, each named by part and field."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "return_application")
        _heed_reason(act, case, "return", code)
        known = {part.code for part in PARTS} | {DOCUMENTS}
        wanted = [one for one in points if one.text.strip()]
        if not wanted:
            raise Invalid(
                N_("Name at least one point that the enterprise is to correct."),
                fields={"points": N_("Name at least one point that the enterprise is to correct.")},
            )
        if len(wanted) > MOST_POINTS or any(one.part not in known for one in wanted):
            raise Invalid(N_("A point names a part that the application does not have."))
        act.note(
            reason_code=code,
            points=[{"part": p.part, "field": p.field, "text": p.text.strip()} for p in wanted],
        )
        act.tell(ApplicationReturned(case.id, reason))


def accept(
    case_id: int | str,
    *,
    competence: str,
    body_conflict: str,
    day_rate_cents: int,
    by: Actor,
    fee_note: str = "",
    reductions: Sequence[Reduction] = (),
    visited: Collection[int] | None = None,
    version: int | None = None,
) -> Acceptance:
    """Accept: record competence, own conflict, audit time, sites, fee, and offer the agreement.

    `visited` are positions of the sites to visit; None takes the sample as it is proposed.
    `fee_note` says why the rate is another one than the body's tariff has.
    """
    offer = Offer(
        competence,
        body_conflict,
        day_rate_cents,
        tuple(reductions),
        None if visited is None else frozenset(visited),
        fee_note,
    )
    with deed(by=by) as act:
        case = act.on_case(case_id, "accept", version=version)
        act.heed(acceptance_obstacles_of(case, offer, clock.local_date(act.at)))
        made = _record(case, offer, act)
        act.note(half_days=made.half_days, fee_cents=made.fee_cents, seed=made.sample_seed)
        act.tell(ApplicationAccepted(case.id))
    return made


def _record(case: Case, offer: Offer, act: Deed) -> Acceptance:
    time, choice = time_for(case, offer.reductions), site_choice(case, offer.visited)
    for site in choice.sites:
        site.sampled = site.position in choice.visited
    today = clock.local_date(act.at)
    items = fee_for(case, time, choice, offer.day_rate_cents, today)
    fee_cents, terms = fee_of(items), terms_of(case, today)
    text = _agreement(case, time, choice, fee_cents, terms)
    made = Acceptance(
        case_id=case.id,
        competence=offer.competence.strip(),
        body_conflict=offer.body_conflict.strip(),
        half_days=int(time.days * 2),
        working={
            **_working(time, offer, choice),
            "fee": _fee_working(items, offer, tariff_of(case, today)),
        },
        sample_seed=choice.sample.seed,
        fee_cents=fee_cents,
        agreement=text,
        agreement_sha256=agreement_digest(text),
        terms_id=terms.id if terms else None,
        accepted_by=act.by.person_id,
        accepted_at=act.at,
    )
    session.add(made)
    session.flush()
    return made


def _working(time: AuditTime, offer: Offer, choice: SiteChoice) -> dict[str, Any]:
    """Everything that lets others follow the calculation and replay the draw."""
    return {
        "headcount": headcount_of(choice.sites),
        "days": shown(time.days),
        "auditing_days": shown(time.auditing_days),
        "lines": [
            {"text": one.text, "params": dict(one.params), "days": shown(one.days)}
            for one in time.lines
        ],
        "reductions": [
            {"title": one.title, "percent": one.percent, "justification": one.justification}
            for one in offer.reductions
        ],
        "day_rate_cents": offer.day_rate_cents,
        "sample": {
            "items": [site_key(one) for one in choice.sites if not one.headquarters],
            "factor": str(choice.sample.factor),
            "size": choice.sample.size,
            "drawn": list(choice.sample.drawn),
            "proposed": list(choice.sample.proposed),
            "visited": sorted(choice.visited),
        },
    }


def _fee_working(
    items: Sequence[FeeLine], offer: Offer, tariff: TariffRates | None
) -> dict[str, Any]:
    """How the fee came about: edition of the tariff, items, and why it departs from it."""
    return {
        "tariff": tariff.number if tariff else 0,
        "lines": [
            {"text": one.text, "params": dict(one.params), "cents": one.cents} for one in items
        ],
        "note": offer.fee_note.strip(),
    }


def _agreement(
    case: Case,
    time: AuditTime,
    choice: SiteChoice,
    fee_cents: int,
    added: AgreementTerms | None,
) -> str:
    known: Scheme = scheme_of(case)
    application = submitted_of(case)
    terms = Terms(
        enterprise=case.enterprise.name,
        body=case.body.name if case.body else "",
        grade=known.grade(case.grade_applied).title,
        scope=application.scope,
        scope_en=application.scope_en,
        capabilities=tuple(one.name for one in claims_of(case.id)),
        sites=tuple(one.name for one in choice.sites),
        person_days=shown(time.days),
        site_visits=len(choice.visited),
        fee=yuan(fee_cents),
        appeal_days=rules_of(case).number("R54.appeal_days"),
        scheme_version=known.version,
        # sections stand apart by blank lines, so that a section itself is one paragraph
        body_terms=Text(*(" ".join(one.split()) for one in (added.text_zh, added.text_en)))
        if added
        else None,
        body_terms_number=added.number if added else 0,
    )
    return agreement_text(agreement_of(known, terms))


def decline(case_id: int | str, *, code: str, by: Actor, reason: str) -> None:
    """Decline the application with a coded reason and words (R08)."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "decline")
        _heed_reason(act, case, "decline", code)
        act.note(reason_code=code)
        act.tell(ApplicationDeclined(case.id, reason))


def accept_agreement(
    case_id: int | str, *, digest: str, by: Actor, scan: Inspected | None = None
) -> None:
    """Sign the agreement that was read, named by its digest; planning begins.

    `scan` is the signed paper, where the enterprise signs on paper. Either way a fresh sign-in, the
    person and the digest of what was signed are on record.
    """
    with deed(by=by) as act:
        case = act.on_case(case_id, "accept_agreement")
        offered = acceptance_of(case.id)
        if offered is None:
            raise NotNow(N_("No agreement has been offered yet."))
        if digest != offered.agreement_sha256:
            raise Stale(N_("The agreement is not the one you have read. Read it anew, please."))
        offered.agreed_by, offered.agreed_at = by.person_id, act.at
        act.note(agreement_sha256=offered.agreement_sha256)
        if scan is not None:
            offered.signed_scan_id = _keep_scan(case, scan, act)
            act.note(signed_scan_sha256=digest_of(scan))
        act.tell(AgreementAccepted(case.id))


def _keep_scan(case: Case, scan: Inspected, act: Deed) -> int:
    made = Document(
        case_id=case.id,
        file_id=kept(scan, act.at).id,
        purpose="issued",
        kind=SIGNED_AGREEMENT,
        title=SIGNED_AGREEMENT_TITLE.zh,
        filename=scan.filename,
        uploaded_by=act.by.person_id,
        uploaded_at=act.at,
    )
    session.add(made)
    session.flush()
    return made.id


def terminate(case_id: int | str, *, code: str, by: Actor, reason: str) -> None:
    """End an open case after acceptance, by the body's manager or the secretariat."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "terminate")
        _heed_reason(act, case, "terminate", code)
        act.note(reason_code=code)
        act.tell(CaseTerminated(case.id, reason))


def _heed_reason(act: Deed, case: Case, list_name: str, code: str) -> None:
    known = {one.code for one in scheme_of(case).reasons[list_name]}
    act.heed(coded_reason_obstacles(code, act.reason, known))
