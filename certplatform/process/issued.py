"""Keeping the documents that the platform makes of a case."""

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import SYSTEM
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.document import Document, StoredFile
from certplatform.process.step import deed

PDF = "application/pdf"


def already_issued(case_id: int, number: str) -> bool:
    """Whether a document of this number has been made."""
    found = session.scalar(
        select(Document.id).where(
            Document.case_id == case_id, Document.purpose == "issued", Document.number == number
        )
    )
    return found is not None


def keep_issued(case_id: int, *, kind: str, number: str, title: str, content: bytes) -> None:
    """Keep a document that the platform has made; a repetition changes nothing.

    The file is stored before the row: a row never names a file that is not there.
    """
    sha256 = house().store.put(content)
    with deed(by=SYSTEM) as act:
        session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
        if already_issued(case_id, number):
            return
        file = session.scalar(select(StoredFile).where(StoredFile.sha256 == sha256))
        if file is None:
            file = StoredFile(sha256=sha256, size=len(content), media_type=PDF, stored_at=act.at)
            session.add(file)
            session.flush()
        session.add(
            Document(
                case_id=case_id,
                file_id=file.id,
                purpose="issued",
                kind=kind,
                number=number,
                title=title,
                filename=f"{number}.pdf",
                uploaded_at=act.at,
            )
        )
