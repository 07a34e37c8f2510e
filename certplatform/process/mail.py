"""Keeping what people are told, as it is told: composed once, sent once."""

from dataclasses import dataclass

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.models.outbox import SentMessage
from certplatform.process.step import deed


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready for the post."""

    person_id: int | None
    address: str
    subject: str
    body: str


def keep_composed(fact_id: int, case_id: int, messages: list[Composed]) -> list[int]:
    """Keep messages of a fact, each person's once; return the ids that wait for the post."""
    with deed(by=SYSTEM):
        known = set(
            session.scalars(select(SentMessage.person_id).where(SentMessage.fact_id == fact_id))
        )
        for one in messages:
            if one.person_id not in known:
                session.add(
                    SentMessage(
                        fact_id=fact_id,
                        person_id=one.person_id,
                        case_id=case_id or None,
                        address=one.address,
                        subject=one.subject,
                        body=one.body,
                        composed_at=clock.now(),
                    )
                )
        session.flush()
        waiting = session.scalars(
            select(SentMessage.id).where(
                SentMessage.fact_id == fact_id, SentMessage.sent_at.is_(None)
            )
        ).all()
    return list(waiting)


def mark_sent(message_id: int) -> None:
    """Note that the post has taken a message."""
    with deed(by=SYSTEM):
        session.get_one(SentMessage, message_id).sent_at = clock.now()
