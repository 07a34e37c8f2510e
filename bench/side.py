"""One side of a comparison: a process with a database of its own that answers pages.

Each side lives in its own process, so that nothing one of them keeps helps or hinders the other;
the parent lets them take turns and asks for CPU time and size.
"""

import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.town import a_town
from certplatform import schema
from certplatform.cli.instance import settings_for
from certplatform.factory import create_app
from certplatform.process.sign_in import open_session

OFFICER, SUPERVISOR = "officer", "supervisor"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a side answers: for whom, at which address, and a text that must stand on it."""

    person: str
    url: str
    holds: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What some answers took: CPU seconds for each, and the size of one in bytes."""

    seconds: float
    size: int


class Side:
    """A process with so many open cases."""

    def __init__(self, folder: Path, cases: int) -> None:
        self.cases = cases
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, folder, cases), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        self._pipe.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.send(None)
        self._process.join(30)

    def answers(self, page: Page, times: int) -> Turn:
        """Let it answer a page so many times. Raises RuntimeError for a wrong answer."""
        self._pipe.send((page, times))
        answer = self._pipe.recv()
        if not isinstance(answer, Turn):
            raise RuntimeError(answer)  # noqa: TRY004 - a wrong answer, not a wrong argument
        return answer


def _serve(pipe: Connection, folder: Path, cases: int) -> None:
    folder.mkdir(parents=True)
    settings = settings_for(folder)
    schema.upgrade(settings.database)
    app = create_app(settings)
    with app.app_context():
        officer, supervisor = a_town(cases)
        tokens = {
            OFFICER: open_session(officer),
            SUPERVISOR: open_session(supervisor, second_factor=True),
        }
    pipe.send(cases)
    while (asked := pipe.recv()) is not None:
        page, times = asked
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["sign_in"] = tokens[page.person]
        began = time.process_time()
        for _ in range(times):
            answer = client.get(page.url)
        took = (time.process_time() - began) / times
        if answer.status_code != 200 or page.holds not in answer.text:  # noqa: PLR2004 - OK
            pipe.send(f"{page.url} with {cases} cases answers {answer.status_code}")
        else:
            pipe.send(Turn(took, len(answer.data)))
