"""What a body charges and adds to its agreements, by the day that counts."""

from datetime import date
from typing import TypeVar

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.fee import TariffRates
from certplatform.models.case import Case
from certplatform.models.organisation import AgreementTerms, Tariff
from certplatform.queries.once import once

Edition = TypeVar("Edition", Tariff, AgreementTerms)
LONGEST = 50


@once
def tariff_of(case: Case, on: date) -> TariffRates | None:
    """The rates that count for a case: those in force on the day of its submission."""
    found = _in_force(Tariff, case, case.submitted_on or on)
    if found is None:
        return None
    return TariffRates(
        found.number,
        found.application_cents,
        found.day_rate_cents,
        found.site_cents,
        found.certificate_cents,
    )


@once
def terms_of(case: Case, on: date) -> AgreementTerms | None:
    """The body's terms that count for a case: those in force on the day of its submission."""
    return _in_force(AgreementTerms, case, case.submitted_on or on)


def _in_force(kind: type[Edition], case: Case, on: date) -> Edition | None:
    return session.scalar(
        select(kind)
        .where(
            kind.organisation_id == case.body_id,
            kind.scheme == case.scheme,
            kind.valid_from_on <= on,
        )
        .order_by(kind.valid_from_on.desc(), kind.number.desc())
        .limit(1)
    )


def editions_of(kind: type[Edition], body_id: int) -> list[Edition]:
    """All editions of a body, the latest first."""
    return list(
        session.scalars(
            select(kind)
            .where(kind.organisation_id == body_id)
            .order_by(kind.scheme, kind.number.desc())
            .limit(LONGEST)
        )
    )


def last_number(kind: type[Edition], body_id: int, scheme: str) -> int:
    """The number of the latest edition; 0 where there is none."""
    return (
        session.scalar(
            select(kind.number)
            .where(kind.organisation_id == body_id, kind.scheme == scheme)
            .order_by(kind.number.desc())
            .limit(1)
        )
        or 0
    )
