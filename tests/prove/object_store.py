"""A small store of objects that speaks the few verbs of S3 that the platform uses."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Bucket:
    """What it holds, and what was asked of it."""

    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    failing: int = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def bucket(self) -> Bucket:
        return self.server.bucket  # type: ignore[attr-defined,no-any-return]

    def _answer(self, status: int, body: bytes = b"", *, head: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Tue, 03 Mar 2026 02:00:00 GMT")
        self.end_headers()
        if not head:
            self.wfile.write(body)

    def _heard(self) -> bool:
        self.bucket.asked.append((self.command, self.path.split("?")[0]))
        if self.bucket.failing:
            self.bucket.failing -= 1
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(503, head=self.command == "HEAD")
            return False
        return True

    def do_PUT(self) -> None:
        if self._heard():
            content = self.rfile.read(int(self.headers["Content-Length"]))
            self.bucket.objects[self.path.split("?")[0]] = content
            self._answer(200)

    def do_GET(self) -> None:
        self._find(head=False)

    def do_HEAD(self) -> None:
        self._find(head=True)

    def _find(self, *, head: bool) -> None:
        if self._heard():
            found = self.bucket.objects.get(self.path.split("?")[0])
            self._answer(404 if found is None else 200, found or b"", head=head)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def object_store() -> Iterator[Bucket]:
    """A store while it runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        bucket = Bucket(f"http://127.0.0.1:{server.server_address[1]}")
        server.bucket = bucket  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield bucket
        finally:
            server.shutdown()
