"""Files that still want something: copies to be shown, or the scanner's word."""

from sqlalchemy import ColumnElement, exists, or_, select

from certplatform.db import session
from certplatform.models.document import INFECTED, NOT_SCANNED, Document, StoredFile
from certplatform.models.people_register import RecordPaper

SHOWN = ("image/jpeg", "image/png", "image/webp", "application/pdf")


def files_without_copies(most: int) -> list[StoredFile]:
    """Files that people sent and that can be shown, but have no copies yet; the oldest first."""
    rows = session.scalars(
        select(StoredFile)
        .where(StoredFile.copies_at.is_(None), StoredFile.media_type.in_(SHOWN), _sent_by_people())
        .order_by(StoredFile.id)
        .limit(most)
    )
    return list(rows)


def files_not_scanned(most: int) -> list[StoredFile]:
    """Files that people sent and the scanner has not seen; the oldest first."""
    rows = session.scalars(
        select(StoredFile)
        .where(StoredFile.scan_state == NOT_SCANNED, _sent_by_people())
        .order_by(StoredFile.id)
        .limit(most)
    )
    return list(rows)


def _sent_by_people() -> ColumnElement[bool]:
    return or_(
        exists().where(Document.file_id == StoredFile.id, Document.uploaded_by.is_not(None)),
        exists().where(RecordPaper.file_id == StoredFile.id),
    )


def named_by(file_id: int) -> list[Document]:
    """The documents of cases that are this file."""
    rows = session.scalars(
        select(Document)
        .where(Document.file_id == file_id, Document.case_id.is_not(None))
        .order_by(Document.id)
    )
    return list(rows)


def is_infected(sha256: str) -> bool:
    """Whether the scanner has found something in the file of this digest."""
    found = exists().where(StoredFile.sha256 == sha256, StoredFile.scan_state == INFECTED)
    return bool(session.scalar(select(found)))
