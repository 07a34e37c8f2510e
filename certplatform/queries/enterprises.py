"""What belongs to an enterprise: its cases and certificates."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from certplatform.db import session
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.organisation import Organisation

LONGEST = 100


def enterprises(ids: Collection[int]) -> list[Organisation]:
    """These organisations by name."""
    return list(
        session.scalars(
            select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)
        )
    )


def enterprise_cases(ids: Collection[int]) -> list[Case]:
    """The cases of these enterprises, the newest first."""
    return list(
        session.scalars(
            select(Case)
            .where(Case.enterprise_id.in_(ids))
            .options(selectinload(Case.enterprise), selectinload(Case.body))
            .order_by(Case.id.desc())
            .limit(LONGEST)
        )
    )


def enterprise_certificates(ids: Collection[int]) -> list[Certificate]:
    """The certificates of these enterprises, the newest first."""
    return list(
        session.scalars(
            select(Certificate)
            .where(Certificate.holder_id.in_(ids), Certificate.state != "pending")
            .options(selectinload(Certificate.body))
            .order_by(Certificate.id.desc())
            .limit(LONGEST)
        )
    )
