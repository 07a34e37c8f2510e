"""People, their memberships, sign-in sessions, second factor, one-time links, and their record."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base
from certplatform.models.organisation import Organisation


class Person(Addressed, Base):
    """One person, one record. `email` is kept in lower case and signs in."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(200), unique=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    email_confirmed_at: Mapped[datetime | None]
    totp_secret: Mapped[str] = mapped_column(String(64), default="")
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(String(10), default="zh_CN")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")


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
    industries [] = all.
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


class Tie(Addressed, Base):
    """A dated tie of a person to an organisation, the stuff of R13-R16.

    `kind`: employment, consultancy, training, internal_audit, shareholding, kinship, business,
    other. The organisation is named by id where it is on the platform, else by code and name.
    """

    __tablename__ = "tie"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_code: Mapped[str] = mapped_column(String(18), default="")
    organisation_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


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
