"""Asking a virus scanner: clamd over TCP or a socket file, by its INSTREAM command."""

import socket
import struct
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
BLOCK = 256 * 1024
LONGEST_ANSWER = 4096


class ScannerFailed(RuntimeError):
    """The scanner cannot say about a file."""


class ScannerAway(ScannerFailed):
    """The scanner is not there."""


def found_in(url: str, content: bytes) -> str:
    """The name of the virus in it; empty where the scanner found none. Raises ScannerFailed."""
    try:
        with _connected(url) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), BLOCK):
                block = content[start : start + BLOCK]
                line.sendall(struct.pack("!L", len(block)) + block)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
                more = line.recv(LONGEST_ANSWER)
                if not more:
                    break
                answer += more
    except OSError as error:
        raise ScannerAway(str(error)) from error
    return _verdict(answer.partition(b"\0")[0].decode("utf-8", "replace").strip())


def _verdict(said: str) -> str:
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")[:200]
    raise ScannerFailed(said or "no answer")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT_SECONDS)
        line.connect(parts.path)
        return line
    if parts.scheme == "tcp" and parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), TIMEOUT_SECONDS)
    raise ScannerAway("SCANNER_URL must be tcp://host:port or unix:///path")
