"""A stand-in for clamd: speaks INSTREAM, knows one virus."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
NAME = "Eicar-Test-Signature"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        said = self.server.says or (f"stream: {NAME} FOUND" if EICAR in content else "stream: OK")  # type: ignore[attr-defined]
        self.wfile.write(said.encode() + b"\0")


@contextmanager
def clamd(says: str = "") -> Iterator[str]:
    """Its address while it runs; `says` makes it give always the same answer."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.says = says  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
