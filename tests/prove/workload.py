"""What the killed processes do; runs in a process of its own that expects no mercy."""

import json
import os
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from certplatform.db import session
from certplatform.documents.fonts import load_fonts
from certplatform.jobs import issuing
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.transport import dispatch, work
from certplatform.jobs.worker import drain, waiting
from certplatform.models.certificate import CertificateRevision
from certplatform.models.person import Person
from certplatform.process.certificate import certify, issue
from certplatform.queries.issuing import revision_of_case
from certplatform.queries.people import actor_of
from certplatform.settings import Settings
from certplatform.storage import digest
from tests.prove.instances import opened
from tests.prove.town import tiny

FAREWELL = "done"
load_fonts()  # once, before the processes are forked, as the server does


def tell(log: Path, line: str) -> None:
    """One line that survives the process: written before the next step begins."""
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def issue_and_work(
    settings: Settings, cases: tuple[int, ...], secretary: int, at: datetime, log: Path
) -> None:
    """Issue each case, say so, and work the outbox off; successors go on from there."""
    tiny()
    with opened(settings, at):
        tell(log, "start")
        tell(log, "resume")
        drain(REACTIONS)
        for case_id in cases:
            if revision_of_case(case_id) is None:
                tell(log, f"issue {case_id}")
                by = actor_of(session.get_one(Person, secretary), fresh=True)
                revision = issue(case_id, by=by)
                tell(log, f"acknowledged {case_id} {number_of(revision)}")
            session.rollback()
            tell(log, f"drain {case_id}")
            drain(REACTIONS)
        if waiting()[0] == 0:
            tell(log, FAREWELL)


def number_of(revision: CertificateRevision) -> str:
    """The number in the frozen content of a revision."""
    return str(json.loads(revision.content)["number"])


def row_first(settings: Settings, case_id: int, secretary: int, at: datetime) -> None:
    """A wrong order: the row before the file, and the end between them."""
    tiny()
    with opened(settings, at):
        by = actor_of(session.get_one(Person, secretary), fresh=True)
        revision = issue(case_id, by=by)
        sealed = issuing.sealed_file(revision)
        certify(case_id, pdf_sha256=digest(sealed), size=len(sealed))
        os.kill(os.getpid(), signal.SIGKILL)


def enqueue_and_work(
    settings: Settings, cases: tuple[int, ...], secretary: int, at: datetime, log: Path
) -> None:
    """The same with rq as the transport; its jobs find their instance by the environment."""
    tiny()
    os.environ.update(
        DATABASE_URL=settings.database,
        INSTANCE=str(settings.instance),
        REDIS_URL=settings.redis_url,
        PASSWORD_COST="test",
    )
    with opened(settings, at):
        tell(log, "start")
        for case_id in cases:
            if revision_of_case(case_id) is None:
                by = actor_of(session.get_one(Person, secretary), fresh=True)
                revision = issue(case_id, by=by)
                tell(log, f"acknowledged {case_id} {number_of(revision)}")
            session.rollback()
            while dispatch(settings.redis_url):
                tell(log, f"work {case_id}")
                work(settings.redis_url, burst=True)
        if waiting()[0] == 0:
            tell(log, FAREWELL)


Work = Callable[[Settings, tuple[int, ...], int, datetime, Path], None]
