"""Many browsers that click at the same moment on a real server of two processes."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup
from flask import Flask

from certplatform.process.sign_in import open_session
from certplatform.settings import Settings
from tests.builders.pages import _sent, _value

CLICKS = 100
ROOT = Path(__file__).parents[2]
START_SECONDS = 60


@contextmanager
def a_server(settings: Settings, log: Path) -> Iterator[int]:
    """Two processes with threads; their port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database,
        "INSTANCE": str(settings.instance),
        "RATE_LIMITS": "false",
        "PASSWORD_COST": "test",
        "REDIS_URL": "",
    }
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "-k", "gthread", "--threads", "16"]
    command += ["--backlog", "512", "-b", f"127.0.0.1:{port}", "tests.prove.server:application"]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


@dataclass
class Browser:
    """A signed-in person at one moment of the simulated time."""

    app: Flask
    port: int
    person: int
    at: datetime
    cookie: str = field(default="")

    def __post_init__(self) -> None:
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        token = open_session(self.person, second_factor=True)
        self.cookie = signer.dumps({"sign_in": token})

    def ask(self, method: str, url: str, body: str = "") -> tuple[int, str]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        name = self.app.config["SESSION_COOKIE_NAME"]
        headers = {"Cookie": f"{name}={self.cookie}", "X-Race-At": self.at.isoformat()}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, url, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for key, value in answer.getheaders():
            if key.lower() == "set-cookie" and value.startswith(f"{name}="):
                self.cookie = value.split(";")[0].removeprefix(f"{name}=")
        connection.close()
        return answer.status, text

    def form(self, url: str, ends: str) -> tuple[str, dict[str, str]]:
        """The address and the fields of the form on a page whose address ends like this."""
        status, text = self.ask("GET", url)
        assert status == 200, f"{url}: {status}"
        for form in BeautifulSoup(text, "html.parser").select("main form[method=post]"):
            action = urlsplit(str(form.get("action") or url)).path
            if action.endswith(ends):
                fields = {
                    str(one["name"]): _value(one)
                    for one in form.select("input, textarea, select")
                    if one.get("name") and not one.find_parent("template") and _sent(one)
                }
                return action, fields
        raise LookupError(f"{url} has no form for {ends}")


def click_at_once(
    browsers: list[Browser], url: str, ends: str, typed: Mapping[str, str | list[str]]
) -> Counter[int]:
    """Each browser opens the page; then all send the form at the same moment."""
    forms = [one.form(url, ends) for one in browsers]
    start, answers = threading.Barrier(CLICKS), Counter[int]()
    lock = threading.Lock()

    def click(place: int) -> None:
        browser, (action, fields) = (
            browsers[place % len(browsers)],
            forms[place % len(browsers)],
        )
        body = urlencode({**fields, **typed}, doseq=True)
        start.wait()
        status, _ = browser.ask("POST", action, body)
        with lock:
            answers[status] += 1

    threads = [threading.Thread(target=click, args=(place,)) for place in range(CLICKS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers
