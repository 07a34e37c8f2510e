"""Who is who, and what is on record about people beside qualifications, ties and leave."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base
from certplatform.models.document import StoredFile
from certplatform.models.person import Person

ONE_ENTRY = (
    "(CASE WHEN qualification_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN tie_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN training_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class PersonIdentity(Base):
    """The identity number of a person: a keyed hash and the last four characters, never more."""

    __tablename__ = "person_identity"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    number_hash: Mapped[str] = mapped_column(String(64), unique=True)
    tail: Mapped[str] = mapped_column(String(4))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class PersonAlias(Base):
    """A record that turned out to be somebody's second one: it points to the one that is kept."""

    __tablename__ = "person_alias"
    __table_args__ = (CheckConstraint("kept_id <> alias_id", name="not_itself"),)

    alias_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    merged_at: Mapped[datetime]

    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])


class PossibleDuplicate(Addressed, Base):
    """Two records that may be one person's, until somebody decides: merged or apart.

    `reasons` are keys of domain/one_person.REASONS.
    """

    __tablename__ = "possible_duplicate"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        CheckConstraint("state IN ('open','merged','apart')", name="state_known"),
        CheckConstraint("state = 'open' OR decided_at IS NOT NULL", name="decided"),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reasons: Mapped[list[str]]
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    first: Mapped[Person] = relationship(foreign_keys=[first_id])
    second: Mapped[Person] = relationship(foreign_keys=[second_id])


class Training(Addressed, Base):
    """A course attended or an examination taken; `hours` of 60 minutes."""

    __tablename__ = "training"
    __table_args__ = (
        CheckConstraint("kind IN ('training','examination')", name="kind_known"),
        CheckConstraint("result IN ('attended','passed','failed')", name="result_known"),
        CheckConstraint("until_on >= from_on", name="runs_forward"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date]
    until_on: Mapped[date]
    hours: Mapped[int | None]
    result: Mapped[str] = mapped_column(String(20))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    struck_at: Mapped[datetime | None]


class WorkTerms(Base):
    """How much and where a person works for a body; unit of load: half-days per calendar year.

    `regions` are GB/T 2260 codes, that of a province or city covers all within, [] = everywhere;
    `base_region` is where the person travels from. No maximum = no bound.
    """

    __tablename__ = "work_terms"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id"),
        CheckConstraint("min_half_days >= 0", name="min_not_negative"),
        CheckConstraint("max_half_days >= min_half_days", name="min_below_max"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    min_half_days: Mapped[int] = mapped_column(default=0)
    max_half_days: Mapped[int | None]
    regions: Mapped[list[str]]
    base_region: Mapped[str] = mapped_column(String(6), default="")


class RecordPaper(Addressed, Base):
    """Evidence for an entry: a file of the store under the name it was sent with."""

    __tablename__ = "record_paper"
    __table_args__ = (
        CheckConstraint("(qualification_id IS NULL) <> (training_id IS NULL)", name="of_one_entry"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"), index=True)
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    filename: Mapped[str] = mapped_column(String(200))
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="joined")


class Contest(Addressed, Base):
    """A person's appeal against an entry on their own record, decided by somebody else."""

    __tablename__ = "contest"
    __table_args__ = (
        CheckConstraint(ONE_ENTRY, name="of_one_entry"),
        CheckConstraint("state IN ('open','upheld','dismissed')", name="state_known"),
        CheckConstraint("state = 'open' OR reason <> ''", name="decided_with_reason"),
        CheckConstraint("decided_by IS NULL OR decided_by <> person_id", name="not_by_oneself"),
        *(
            Index(
                f"uq_contest_open_{entry}",
                f"{entry}_id",
                unique=True,
                sqlite_where=text("state = 'open'"),
                postgresql_where=text("state = 'open'"),
            )
            for entry in ("qualification", "tie", "training")
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification.id"))
    tie_id: Mapped[int | None] = mapped_column(ForeignKey("tie.id"))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"))
    text: Mapped[str] = mapped_column(Text)
    lodged_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open", index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
