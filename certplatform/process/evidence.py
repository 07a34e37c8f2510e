"""Evidence and other files of a case: the bytes kept once, a document that names them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.capture import Capture, clock_doubtful, clock_off
from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.document import CaptureRecord, Document
from certplatform.process.intake import Inspected, kept
from certplatform.queries.cases import rules_of

EVIDENCE, CORRECTION, SIGN_IN = "evidence", "correction", "signin"


def documented(
    case: Case, file: Inspected, purpose: str, *, title: str, by: Actor, at: datetime
) -> Document:
    """Keep a file that somebody adds to a case in the course of a step."""
    made = Document(
        case_id=case.id,
        file_id=kept(file, at).id,
        purpose=purpose,
        kind=purpose,
        title=title,
        filename=file.filename,
        uploaded_by=by.person_id,
        uploaded_at=at,
    )
    if file.capture is not None:
        made.capture = _capture(case, file.capture, at)
    session.add(made)
    session.flush()
    return made


def _capture(case: Case, said: Capture, received_at: datetime) -> CaptureRecord:
    off = clock_off(said, received_at)
    return CaptureRecord(
        sha256=said.sha256,
        name=said.name,
        taken_at=said.taken_at,
        latitude=said.latitude,
        longitude=said.longitude,
        accuracy_metres=said.accuracy_metres,
        clock_off_seconds=None if off is None else round(off.total_seconds()),
        clock_doubtful=clock_doubtful(off, rules_of(case)),
    )


def gathered(
    case: Case,
    linked: Iterable[int],
    files: Sequence[Inspected],
    purpose: str,
    *,
    title: str,
    by: Actor,
    at: datetime,
) -> list[int]:
    """Ids of the documents linked, which must be of this case, and of the files added."""
    wanted = list(dict.fromkeys(linked))
    known = set(
        session.scalars(
            select(Document.id).where(
                Document.case_id == case.id, Document.id.in_(wanted), Document.removed_at.is_(None)
            )
        )
    )
    if any(one not in known for one in wanted):
        raise Invalid(N_("A document is not of this case."))
    added = [documented(case, one, purpose, title=title, by=by, at=at).id for one in files]
    return [*wanted, *added]
