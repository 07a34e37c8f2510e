"""The loop beside the web: works off the outbox, looks after files, seals the journal, each day."""

import threading
from datetime import date

from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.extensions import house
from certplatform.jobs.daily import run_daily
from certplatform.jobs.file_care import make_copies, scan_files
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.sealing import seal_journal
from certplatform.jobs.transport import dispatch
from certplatform.jobs.worker import drain
from certplatform.logbook import log

PAUSE_SECONDS = 0.5
SEAL_EVERY = 20  # rounds: about ten seconds


class Schedule(threading.Thread):
    """One thread; several processes may each have one, leases keep them apart."""

    def __init__(self, app: Flask) -> None:
        """Prepare the loop for an application."""
        super().__init__(name="schedule", daemon=True)
        self.app = app
        self.stopping = threading.Event()
        self.done_on: date | None = None

    def run(self) -> None:
        """Loop until told to stop; a fault is logged and the loop goes on."""
        rounds = 0
        while not self.stopping.is_set():
            with self.app.app_context():
                try:
                    self._round(rounds)
                except Exception as error:  # noqa: BLE001 - the loop must outlive any one fault
                    session.rollback()
                    log().error("schedule failed", exc_info=error)
            rounds += 1
            self.stopping.wait(PAUSE_SECONDS)

    def _round(self, rounds: int) -> None:
        settings = house().settings
        if settings.redis_url:
            dispatch(settings.redis_url)
        else:
            drain(REACTIONS)
        make_copies()
        if self.done_on != clock.today():
            run_daily(clock.today())
            self.done_on = clock.today()
        if rounds % SEAL_EVERY == 0:
            scan_files()
            seal_journal(settings.instance / "heads" / "heads.jsonl")

    def stop(self) -> None:
        """End the loop after the present round."""
        self.stopping.set()
        self.join(timeout=30)
