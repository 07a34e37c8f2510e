"""A real server and a real browser: waitress, the jobs, and a clock that the test moves."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from certplatform import clock
from certplatform.db import begin_write, session
from certplatform.factory import create_app
from certplatform.jobs.schedule import Schedule
from certplatform.jobs.worker import waiting
from certplatform.models.outbox import StoredFact
from certplatform.models.person import Person
from certplatform.settings import Settings
from tests.builders.certified import Snapshot, built
from tests.builders.people import World

PATIENCE = 60.0
Start = Callable[[Settings], "Site"]


class Hands:
    """The hands of the clock: time runs on from where it was set, for all threads."""

    def __init__(self, start: datetime) -> None:
        self.set(start)

    def set(self, instant: datetime) -> None:
        self.began, self.origin = time.monotonic(), instant

    def now(self) -> datetime:
        return self.origin + timedelta(seconds=time.monotonic() - self.began)


@dataclass
class Site:
    """A running site."""

    app: Flask
    url: str
    hands: Hands
    schedule: Schedule
    secrets: dict[str, str] = field(default_factory=dict)

    def gives_apps(self, people: Iterable[int]) -> None:
        """Let people have set up an app that shows codes."""
        with self.app.app_context():
            begin_write()
            for key in people:
                person = session.get_one(Person, key)
                person.totp_secret, person.totp_confirmed_at = pyotp.random_base32(), clock.now()
                self.secrets[person.email] = person.totp_secret
            session.commit()

    def settle(self) -> None:
        """Wait until the jobs have nothing left to do today."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with self.app.app_context():
                if self._is_done():
                    return
            time.sleep(0.1)
        raise AssertionError("the jobs do not come to an end")

    def _is_done(self) -> bool:
        today = self.schedule.done_on == clock.today()
        return today and not _unspread() and not any(waiting())

    def turn_to(self, day: date, hour: int = 9) -> None:
        """Let it be another day; its daily work is done before this returns."""
        self.hands.set(clock.at_local(day, hour))
        self.settle()


def _unspread() -> int:
    return session.query(StoredFact).filter(StoredFact.spread_at.is_(None)).count()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def hands() -> Iterator[Hands]:
    """The clock of the whole process."""
    found = Hands(clock.at_local(date(2026, 3, 3), 10))
    simulated = clock.now

    def now() -> datetime:
        return found.now() if clock._simulated.get() is None else simulated()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", now)
        yield found


@pytest.fixture(scope="module")
def serve(hands: Hands) -> Iterator[Start]:
    """Start the site of an instance; all that were started end with the tests."""
    ends: list[Callable[[], None]] = []

    def start(settings: Settings) -> Site:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        app = create_app(settings.model_copy(update={"public_url": url}))
        server = create_server(app, host="127.0.0.1", port=port, threads=8)
        schedule = Schedule(app)
        schedule.start()
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        ends.extend([schedule.stop, server.close])
        return Site(app, url, hands, schedule)

    yield start
    for end in ends:
        end()


def kept_apart(database: str, folder: Path, build: Callable[[], World]) -> Snapshot:
    """A world built in a thread of its own: the browser's thread has a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(built, database, folder, build).result()


def served(serve: Start, kept: Snapshot, on: date) -> Site:
    """A kept world, served on a day."""
    found = serve(
        Settings(
            database_url=kept.address,
            instance=kept.folder,
            password_cost="test",
            rate_limits=False,
        )
    )
    found.turn_to(on)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's browser; without one the test is skipped, in the whole proof it fails.

    The one without windows is the same engine and leaves half of the processors to the site.
    """
    path = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium-headless-shell")
        or shutil.which("chromium")
    )
    if path is None:
        required = os.environ.get("CERTPLATFORM_REQUIRE_SERVICES")
        (pytest.fail if required else pytest.skip)("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """A folder for pictures; E2E_SHOTS names one that stays."""
    folder = Path(os.environ.get("E2E_SHOTS") or tmp_path / "shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
