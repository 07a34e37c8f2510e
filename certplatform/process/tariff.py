"""A body's settings of acceptance: its tariff and its own terms of the agreement, in editions.

An edition is never changed; the next one follows it from its day on. A case keeps what was in
force when its application was submitted.
"""

from datetime import date

from certplatform import clock, schemes
from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import Invalid, NotAllowed
from certplatform.domain.fee import MOST_CENTS
from certplatform.domain.people import must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.organisation import AgreementTerms, Tariff
from certplatform.process.step import Deed, deed
from certplatform.queries.tariffs import last_number

LONGEST_TERMS = 4000


def set_tariff(
    body_id: int,
    scheme: str,
    *,
    valid_from_on: date,
    application_cents: int,
    day_rate_cents: int,
    site_cents: int,
    certificate_cents: int,
    by: Actor,
    note: str = "",
) -> Tariff:
    """Set what the body charges from a day on, today or later, in cents."""
    amounts = {
        "application": application_cents,
        "day_rate": day_rate_cents,
        "site": site_cents,
        "certificate": certificate_cents,
    }
    with deed(by=by) as act:
        _must_manage(by, body_id)
        today = clock.local_date(act.at)
        _must_not_be_past(valid_from_on, today)
        wrong = {key: OUT_OF_RANGE for key, cents in amounts.items() if not _fits(key, cents)}
        if wrong:
            raise Invalid(OUT_OF_RANGE, fields=wrong)
        made = Tariff(
            organisation_id=body_id,
            scheme=schemes.scheme(scheme).code,
            number=last_number(Tariff, body_id, scheme) + 1,
            valid_from_on=valid_from_on,
            application_cents=application_cents,
            day_rate_cents=day_rate_cents,
            site_cents=site_cents,
            certificate_cents=certificate_cents,
            note=note.strip(),
            set_by=by.person_id,
            set_at=act.at,
        )
        _keep(made, act, "set_tariff", **amounts)
    return made


def set_agreement_terms(
    body_id: int, scheme: str, *, valid_from_on: date, text_zh: str, by: Actor, text_en: str = ""
) -> AgreementTerms:
    """Set the body's own terms of the agreement from a day on, today or later."""
    with deed(by=by) as act:
        _must_manage(by, body_id)
        _must_not_be_past(valid_from_on, clock.local_date(act.at))
        if not text_zh.strip():
            raise Invalid(NO_TERMS, fields={"text_zh": NO_TERMS})
        if max(len(text_zh), len(text_en)) > LONGEST_TERMS:
            raise Invalid(TOO_LONG, {"most": LONGEST_TERMS})
        made = AgreementTerms(
            organisation_id=body_id,
            scheme=schemes.scheme(scheme).code,
            number=last_number(AgreementTerms, body_id, scheme) + 1,
            valid_from_on=valid_from_on,
            text_zh=text_zh.strip(),
            text_en=text_en.strip(),
            set_by=by.person_id,
            set_at=act.at,
        )
        _keep(made, act, "set_agreement_terms", text_zh=made.text_zh, text_en=made.text_en)
    return made


OUT_OF_RANGE = N_("Enter an amount in yuan, at most 1,000,000; the day rate must be above 0.")
NO_TERMS = N_("The terms are not written yet.")
TOO_LONG = N_("The terms may have %(most)s characters in each language.")
PAST = N_("It cannot begin before today, so that no case that is under way changes.")


def _keep(made: Tariff | AgreementTerms, act: Deed, action: str, **said: str | int) -> None:
    session.add(made)
    session.flush()
    chain = f"organisation:{made.organisation_id}"
    since = made.valid_from_on.isoformat()
    act.log(chain, action, scheme=made.scheme, number=made.number, valid_from_on=since, **said)


def _must_manage(by: Actor, body_id: int) -> None:
    if not by.holds(Role.BODY_MANAGER, body_id):
        raise NotAllowed(N_("This is not for you to do."))
    must_be_fresh(by)


def _must_not_be_past(first: date, today: date) -> None:
    if first < today:
        raise Invalid(PAST, fields={"valid_from_on": PAST})


def _fits(key: str, cents: int) -> bool:
    return (1 if key == "day_rate" else 0) <= cents <= MOST_CENTS
