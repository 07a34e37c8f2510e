"""People, their memberships, sign-in sessions, second factor, one-time links, and their record."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from certplatform.domain.one_person import mail_key, phone_key
from certplatform.models.base import Addressed, Base
from certplatform.models.organisation import Organisation


class Person(Addressed, Base):
    """One person, one record. `email` is kept in lower case and signs in.

    `phone_key` and `mail_key` are phone and mail as they are compared; they follow by themselves.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(200), unique=True)
    mail_key: Mapped[str] = mapped_column(String(200), default="", server_default="", index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    phone_key: Mapped[str] = mapped_column(String(20), default="", server_default="", index=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    email_confirmed_at: Mapped[datetime | None]
    totp_secret: Mapped[str] = mapped_column(String(64), default="")
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(String(10), default="zh_CN")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")

    @validates("phone", "email")
    def _compared(self, field: str, said: str) -> str:
        """Keep what is compared in step with what was said."""
        if field == "phone":
            self.phone_key = phone_key(said)
        else:
            self.mail_key = mail_key(said)
        return said


class Membership(Base):
    """One role of a person in one organisation; ended, never deleted."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_current",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    since_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()


class SignInSession(Base):
    """A signed-in browser. Only the hash of its token is kept; ended, never deleted."""

    __tablename__ = "sign_in_session"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    fresh_at: Mapped[datetime]
    second_factor: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(String(60), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, for the lock-out; `account` is a hash of what was typed."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_account_at", "account", "at"),)

    account: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))


class RecoveryCode(Base):
    """A one-time code for a lost second factor; only its hash is kept."""

    __tablename__ = "recovery_code"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link by mail: confirm an address, reset a password, accept an invitation.

    Bound to its purpose and address, single-use, expiring; only the hash of the token is kept.
    `asked` holds what a registration said, until its address is confirmed.
    """

    __tablename__ = "one_time_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('confirm','reset','invite')", name="purpose_known"),
    )

    purpose: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(30), default="")
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Qualification(Addressed, Base):
    """As what and up to which level a person of a body may act (R12), approved by somebody else.

    `role`: lead, assessor or technical_expert; who may lead may also assess. Of viewpoints and
    industries [] = all; of languages [] = only Chinese. An entry that changes another one names
    it; what was returned never counts. What has ended runs until its last day and remembers the one
    planned before.
    """

    __tablename__ = "qualification"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> person_id", name="not_by_oneself"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(30))
    number: Mapped[str] = mapped_column(String(40), default="")
    level: Mapped[str] = mapped_column(String(20))
    viewpoints: Mapped[list[str]]
    industries: Mapped[list[str]]
    valid_from_on: Mapped[date]
    valid_until_on: Mapped[date]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    languages: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    change_of_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"))
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    planned_until_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Tie(Addressed, Base):
    """A dated tie of a person to an organisation, the stuff of R13-R16.

    `kind`: employment, consultancy, training, internal_audit, shareholding, kinship, business,
    other. The organisation is named by id where it is on the platform, else by code and name.
    `share`: per cent of a shareholding. With a `relative_id` it is kinship to that person instead,
    and names no organisation; `relative` with `relation` is a relative who has no account. What an
    upheld appeal of the person has struck out counts no more; it stays on record.
    """

    __tablename__ = "tie"
    __table_args__ = (
        CheckConstraint("relative_id <> person_id", name="not_of_oneself"),
        CheckConstraint("relative_id IS NULL OR kind = 'kinship'", name="relative_is_kin"),
        CheckConstraint("until_on >= from_on", name="runs_forward"),
        CheckConstraint("share > 0 AND share <= 100", name="share_percent"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_code: Mapped[str] = mapped_column(String(18), default="")
    organisation_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    share: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    relative: Mapped[str] = mapped_column(String(100), default="", server_default="")
    relation: Mapped[str] = mapped_column(String(40), default="", server_default="")
    full_time: Mapped[bool | None]
    overlap_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    struck_at: Mapped[datetime | None]


class Leave(Base):
    """A half-day on which a person is not available (R20); half is 1 or 2."""

    __tablename__ = "leave"
    __table_args__ = (
        UniqueConstraint("person_id", "on", "half"),
        CheckConstraint("half IN (1, 2)", name="half_of_day"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on: Mapped[date]
    half: Mapped[int]
