"""Opening the workbench and saving one row: a case of 500 rows against one of 50, in turns.

The large case has 2,000 evidence files and 200 findings, the small one a tenth of each.
"""

import multiprocessing
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.comparison import Ratio, compare
from certplatform import clock, schema
from certplatform.cli.instance import settings_for
from certplatform.factory import create_app
from certplatform.process.rating import RowChange, keep_row
from certplatform.process.sign_in import open_session
from tests.builders.audit import lead, stage2_case
from tests.builders.filled_case import fill, with_rows
from tests.builders.people import a_world
from tests.builders.planning import LEAD

LARGE, SMALL = (500, 2_000, 200), (50, 200, 20)
TIMES, SAVES = 6, 10
MOST = 1.5
OPEN, SAVE = "open", "save"


class Desk:
    """A process with one case of a size."""

    def __init__(self, folder: Path, size: tuple[int, int, int]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, folder, size), daemon=True)

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
        self._pipe.send("")
        self._process.join(30)

    def seconds(self, what: str) -> float:
        """CPU seconds that one opening or one saving takes."""
        self._pipe.send(what)
        return float(self._pipe.recv())


def measured(scratch: Path) -> list[Ratio]:
    """Both ratios."""
    with Desk(scratch / "large", LARGE) as large, Desk(scratch / "small", SMALL) as small:
        return [
            _compared("opening the workbench", OPEN, large, small),
            _compared("saving one row", SAVE, large, small),
        ]


def _compared(name: str, what: str, large: Desk, small: Desk) -> Ratio:
    return compare(
        f"{name}: a case of {LARGE[0]} rows to one of {SMALL[0]}",
        lambda: large.seconds(what),
        lambda: small.seconds(what),
        MOST,
    )


def _serve(pipe: Connection, folder: Path, size: tuple[int, int, int]) -> None:
    folder.mkdir(parents=True)
    settings = settings_for(folder).model_copy(update={"rate_limits": False})
    schema.upgrade(settings.database)
    app = create_app(settings)
    with app.app_context():
        world = a_world()
        case = stage2_case(world)
        case_id, by, at = case.id, lead(world), case.state_since_at + timedelta(minutes=5)
        url = f"/cases/{case.public_id}/audit"
        with clock.simulated(at):
            keys = with_rows(case, size[0])
            fill(case, world[LEAD].id, keys[1:], files=size[1], findings=size[2])
            token = open_session(world[LEAD].id)
    pipe.send(len(keys))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    version = 0
    with clock.simulated(at):
        while what := pipe.recv():
            began = time.process_time()
            if what == OPEN:
                for _ in range(TIMES):
                    answer = client.get(url)
                    assert answer.status_code == 200, answer.status_code  # noqa: S101, PLR2004
                pipe.send((time.process_time() - began) / TIMES)
                continue
            with app.app_context():
                for _ in range(SAVES):
                    change = RowChange(keys[0], "met", f"第 {version} 次", version=version)
                    version = keep_row(case_id, change, by=by).row.version
            pipe.send((time.process_time() - began) / SAVES)
