"""What no field expects: values for texts, numbers, dates and choices; files that lie."""

import io
import zipfile
import zlib

import pikepdf

LONG = "长" * 33_000
TEXTS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x01\x08\x0b\x1f\x7f",
    "\u202e\u200b\ufeff",
    "😀🏭𠮷",
    "é" * 300,
    LONG,
    "-1",
    "0",
    "1e999",
    "NaN",
    "Infinity",
    "9" * 30,
    "-" + "9" * 30,
    str(2**31),
    str(2**63),
    "3.5",
    "٣",
    "²",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-13-01",
    "0000-00-00",
    "2026-03-03T25:61",
    "unknown",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "%s%(x)s{{7*7}}",
    "'; DROP TABLE person; --",
    "[]",
    '{"a":1}',
    "null",
    "\r\nSet-Cookie: a=b",
)
SURROGATE = b"%ED%A0%80"  # half a character, as bytes
IDENTIFIERS = (
    "0",
    "1",
    str(2**31),
    str(2**63),
    "9" * 40,
    "-1",
    "%00",
    "a%00b",
    "..%2f..%2fetc",
    "%ED%A0%80",
    "%FF",
    "x" * 10_000,
    "%F0%9F%98%80",
    "%0d%0aX:1",
    "%25s",
    "'%22--",
    "%20",
)
CURSORS = (
    "x",
    "=",
    "====",
    "W10",  # []
    "WzFd",  # [1]
    "WzEsMV0",  # [1,1]
    "W251bGxd",  # [null]
    "W3RydWVd",  # [true]
    "WzEuNV0",  # [1.5]
    "WyJhIl0",  # ["a"]
    "WyJhIiwxXQ",  # ["a",1]
    "WzEsImEiXQ",  # [1,"a"]
    "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTld",  # [9999999999999999999999]
    "Wy05OTk5OTk5OTk5OTk5OTk5OTk5OTldClsx",
    "WyJcdWQ4MDAiLDFd",  # ["\ud800",1]
    "WyJcdTAwMDAiLDFd",  # ["\u0000",1]
    "WyIyMDI2LTAzLTAzVDAwOjAwOjAwKzAwOjAwIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTld",
    "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjAwIiwgMV0",  # ["0001-01-01T00:00:00+23:00", 1]
    "WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjAwIiwgMV0",  # ["9999-12-31T23:59:59-23:00", 1]
    "WyIyMDI2LTAzLTAzIiwgMV0",  # ["2026-03-03", 1]
    "W05hTl0",  # [NaN]
    "W1tbW1tdXV1dXQ",
    "é",
    "A" * 10_000,
    "W1tb" * 20_000,  # lists in lists
)


def bomb() -> bytes:
    """A document whose only part grows a thousandfold."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b" " * 60_000_000)
    return out.getvalue()


def flood() -> bytes:
    """A PNG that says it has 50 million pixels and holds none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return len(data).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")

    head = (10_000).to_bytes(4, "big") + (5_000).to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compress(b"\x00" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def _pdf(*, password: str = "", script: bool = False) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        if script:
            pdf.Root.OpenAction = pikepdf.Dictionary(
                S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
            )
        out = io.BytesIO()
        if password:
            pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
        else:
            pdf.save(out)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Files by name: empty, lying, truncated, exploding, locked, scripted."""
    page = b"<html><script>alert(1)</script></html>"
    return {
        "empty.pdf": b"",
        "page.pdf": page,
        "page.html": page,
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "cut.png": flood()[:40],
        "flood.png": flood(),
        "bomb.docx": bomb(),
        "locked.pdf": _pdf(password="secret"),
        "scripted.pdf": _pdf(script=True),
        "half.pdf": _pdf()[:200],
        "whole.exe": _pdf(),
        "no-name": b"\x00\xff" * 50,
        "../../../etc/cron.d/x.pdf": page,
        "长" * 300 + ".pdf": page,
        "a\r\nX: y.pdf": page,
    }
