"""Files: stored once by digest; documents name them for a case."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certplatform.models.base import Addressed, Base

NOT_SCANNED, CLEAN, INFECTED = "not_scanned", "clean", "infected"


class StoredFile(Base):
    """Bytes in the store, named by their SHA-256; never changed.

    What others see of a picture is the clean copy, without EXIF; `thumbnail_sha256` and
    `preview_sha256` are small pictures of a picture or of a PDF's first page. All of them are in
    the store once `copies_at` is set; one that could not be made stays empty.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint(
            "scan_state IN ('not_scanned','clean','infected')", name="scan_state_known"
        ),
        CheckConstraint("(scan_state = 'not_scanned') = (scanned_at IS NULL)", name="scanned_when"),
        CheckConstraint("(scan_state = 'infected') = (scan_finding <> '')", name="what_was_found"),
    )

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    stored_at: Mapped[datetime]
    clean_sha256: Mapped[str | None] = mapped_column(String(64))
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64))
    preview_sha256: Mapped[str | None] = mapped_column(String(64))
    copies_at: Mapped[datetime | None] = mapped_column(index=True)
    scan_state: Mapped[str] = mapped_column(
        String(20), default=NOT_SCANNED, server_default=NOT_SCANNED, index=True
    )
    scanned_at: Mapped[datetime | None]
    scan_finding: Mapped[str] = mapped_column(String(200), default="", server_default="")


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
    capture: Mapped["CaptureRecord | None"] = relationship(
        lazy="joined", back_populates="document", uselist=False
    )


class CaptureRecord(Base):
    """What the device said of a file when it was captured; written once, with its document.

    `sha256` was computed there and agreed with what arrived. `clock_off_seconds` is how far the
    device's clock was ahead, as far as it is known; `clock_doubtful` says that it was too far.
    """

    __tablename__ = "capture_record"
    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_position"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint(
            "accuracy_metres IS NULL OR (accuracy_metres >= 0 AND latitude IS NOT NULL)",
            name="accuracy",
        ),
        CheckConstraint(
            "clock_off_seconds IS NOT NULL OR NOT clock_doubtful", name="doubt_has_cause"
        ),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200), default="")
    taken_at: Mapped[datetime | None]
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    accuracy_metres: Mapped[int | None]
    clock_off_seconds: Mapped[int | None] = mapped_column(BigInteger)
    clock_doubtful: Mapped[bool]

    document: Mapped[Document] = relationship(back_populates="capture")
