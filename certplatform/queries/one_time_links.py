"""Links by mail. A link is derived from its row and the secret key, so that only its hash is kept.

Whoever sends the mail derives the link from the row; nothing that leaves the database, neither a
backup nor the outbox, holds a link that works.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import func, select

from certplatform.db import session
from certplatform.extensions import house
from certplatform.models.person import OneTimeLink

PATHS = {
    "confirm": "/account/confirm-address/",
    "reset": "/account/reset/",
    "invite": "/account/invitation/",
}
LIFETIMES = {
    "confirm": timedelta(hours=24),
    "reset": timedelta(hours=1),
    "invite": timedelta(days=7),
}


def token_of(link: OneTimeLink) -> str:
    """The secret part of a link; the same each time for the same row."""
    told = f"one-time-link|{link.purpose}|{link.id}|{link.email}|{link.made_at.isoformat()}"
    key = house().settings.secret_key.encode()
    return f"{link.id}-{hmac.new(key, told.encode(), hashlib.sha256).hexdigest()}"


def hash_of_token(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_for(link: OneTimeLink) -> str:
    """The full address for the mail."""
    return f"{house().settings.address}{PATHS[link.purpose]}{token_of(link)}"


def link_by_token(purpose: str, token: str, at: datetime) -> OneTimeLink | None:
    """The unused, unexpired link of a token."""
    return session.scalar(
        select(OneTimeLink)
        .where(
            OneTimeLink.purpose == purpose,
            OneTimeLink.token_hash == hash_of_token(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > at,
        )
        .with_for_update()
    )


def links_made(purpose: str, email: str, since: datetime) -> int:
    """How many links of a purpose an address was sent since then."""
    count = select(func.count(OneTimeLink.id)).where(
        OneTimeLink.purpose == purpose, OneTimeLink.email == email, OneTimeLink.made_at > since
    )
    return session.scalar(count) or 0


def open_invitations(organisation_id: int, at: datetime) -> list[OneTimeLink]:
    """Invitations into an organisation that nobody has accepted yet."""
    return list(
        session.scalars(
            select(OneTimeLink)
            .where(
                OneTimeLink.purpose == "invite",
                OneTimeLink.organisation_id == organisation_id,
                OneTimeLink.used_at.is_(None),
                OneTimeLink.expires_at > at,
            )
            .order_by(OneTimeLink.id.desc())
        )
    )
