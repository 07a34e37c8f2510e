"""Uploads of 200 MB to running servers: refused before they are read, in words, memory flat."""

import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.prove  # servers of their own, which take seconds to start

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
HUGE, BLOCK = 200 * MEGABYTE, b"x" * 65536
LIMIT = 2 * MEGABYTE
SLACK = 8 * MEGABYTE  # what the machine's own buffers swallow on the way
BEGIN = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
COMMANDS = {
    "waitress": [
        "-c",
        "from certplatform.cli import main; main()",
        "serve",
        "--dir",
        "{folder}",
        "--port",
        "{port}",
    ],
    "gunicorn": ["-m", "gunicorn", "-w", "1", "-b", "127.0.0.1:{port}", "wsgi:app"],
}


@dataclass
class Server:
    """A running server and the processes it consists of."""

    port: int
    pid: int

    def memory(self) -> int:
        """The most memory that its processes ever had, in bytes."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_peak(int(one)) for one in [str(self.pid), *children])


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(one.split()[1]) * 1024 for one in lines if one.startswith("VmHWM"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module", params=sorted(COMMANDS))
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("instance"), _free_port()
    given = {"folder": str(folder), "port": str(port)}
    command = [sys.executable, *(one.format(**given) for one in COMMANDS[request.param])]
    settings = {
        "INSTANCE": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'certplatform.db'}",
        "MAX_UPLOAD_BYTES": str(LIMIT),
        "REDIS_URL": "",
    }
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        _await(port, running)
        yield Server(port, running.pid)
    finally:
        running.terminate()
        running.wait(30)


def _await(port: int, running: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends and running.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as probe:
                probe.sendall(b"GET /account/login HTTP/1.0\r\n\r\n")
                if probe.recv(12).startswith(b"HTTP/1"):
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def upload(server: Server, *, chunked: bool, accept: str, size: int = HUGE) -> tuple[int, bytes]:
    """Send until the server answers or everything is sent; how much went out, and the answer."""
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    head = (
        f"POST /account/login HTTP/1.1\r\nHost: localhost:{server.port}\r\nAccept: {accept}\r\n"
        f"Content-Type: multipart/form-data; boundary=xx\r\n{length}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), 20) as line:
        line.sendall(head.encode())
        sent = 0
        try:
            line.sendall(_framed(BEGIN, chunked=chunked))
            while sent < size and not select.select([line], [], [], 0)[0]:
                line.sendall(_framed(BLOCK, chunked=chunked))
                sent += len(BLOCK)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has answered and hung up
        return sent, _answer(line)


def _framed(block: bytes, *, chunked: bool) -> bytes:
    return f"{len(block):x}\r\n".encode() + block + b"\r\n" if chunked else block


def _answer(line: socket.socket) -> bytes:
    got = b""
    try:
        while more := line.recv(65536):
            got += more
    except ConnectionResetError:
        pass  # what came before the end of the connection is what counts
    return got


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
def test_a_huge_upload_is_refused_before_it_is_read(server: Server, *, chunked: bool) -> None:
    upload(server, chunked=chunked, accept="text/html")  # whatever is loaded once is loaded now
    before = server.memory()
    began = time.monotonic()
    sent, answer = upload(server, chunked=chunked, accept="text/html")
    assert time.monotonic() - began < 10
    assert sent <= LIMIT + SLACK
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    page = body.decode()
    assert "一次最多可提交2 MB" in page
    assert "未作任何保存" in page
    assert server.memory() - before < 4 * MEGABYTE


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
def test_a_page_that_saves_by_itself_gets_its_answer_as_json(
    server: Server, *, chunked: bool
) -> None:
    _, answer = upload(server, chunked=chunked, accept="application/json")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in head
    said = json.loads(body)
    assert said["status"] == 413
    assert "2 MB" in said["title"]


def test_an_upload_just_below_the_limit_is_read(server: Server) -> None:
    size = LIMIT - 1
    head = (
        f"POST /account/login HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: {size}\r\n\r\n"
    )
    tail = b"\r\n--xx--\r\n"
    filling = b"x" * (size - len(BEGIN) - len(tail))
    with socket.create_connection(("127.0.0.1", server.port), 20) as line:
        line.sendall(head.encode() + BEGIN + filling + tail)
        answer = _answer(line)
    assert answer.startswith(b"HTTP/1.1 400 ")  # read, and found without its token
