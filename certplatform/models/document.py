"""Files: stored once by digest; documents name them for a case."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base


class StoredFile(Base):
    """Bytes in the store, named by their SHA-256."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime]


class Document(Addressed, Base):
    """A file in a case: application document, evidence, or a document the platform made.

    `purpose`: application, evidence, correction, signin, issued (papers that both sides have, made
    by the platform or signed by the enterprise), appeal. `kind` is the scheme's document kind or
    the platform's document name; `edition` is the version written on it, as it was typed. Replaced,
    never deleted.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('application','evidence','correction','signin','issued','appeal')",
            name="purpose_known",
        ),
    )

    case_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_case.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(200))
    filename: Mapped[str] = mapped_column(String(200))
    edition: Mapped[str] = mapped_column(String(40), default="", server_default="")
    covers_from_on: Mapped[date | None]
    covers_until_on: Mapped[date | None]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship(lazy="joined")
