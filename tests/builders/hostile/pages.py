"""Pages and programs under the names of pictures and papers."""

import io
from collections.abc import Callable, Mapping

from PIL import Image, PngImagePlugin

from tests.builders.application import a_pdf
from tests.builders.hostile.packages import BODY, LAUGHS, OUTSIDE, package

SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
XHTML = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str = "JPEG", **more: object) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(out, kind, **more)
    return out.getvalue()


def with_text() -> bytes:
    """A page in a text of a PNG."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", HTML.decode())
    return picture("PNG", pnginfo=told)


PAGES: Mapping[str, Callable[[], bytes]] = {
    "page.html": lambda: HTML,
    "page.jpg": lambda: HTML,
    "page.pdf": lambda: HTML,
    "page.docx": lambda: HTML,
    "xhtml.jpg": lambda: XHTML,
    "xhtml.xhtml": lambda: XHTML,
    "drawing.svg": lambda: SVG,
    "drawing.png": lambda: SVG,
    "drawing.jpg": lambda: b'<?xml version="1.0"?>\n' + SVG,
    "drawing_laughs.svg": lambda: LAUGHS.encode() + b"<svg>&d;</svg>",
    "drawing_passwd.webp": lambda: OUTSIDE.encode() + b"<svg>&x;</svg>",
    "script.js": lambda: b"alert(1)",
    "script.jpg": lambda: b"\xff\xd8\xff\xe0*/=1;alert(1);/*",
    "comment.gif": lambda: b"GIF89a/*" + HTML + b"*/=1;",
    "comment.jpg": lambda: b"GIF89a/*" + HTML + b"*/=1;",
    "archive.mhtml": lambda: b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + HTML,
    "rules.htaccess": lambda: b"AddType text/html .jpg",
    "before.pdf": lambda: HTML + a_pdf(),
    "behind.pdf": lambda: a_pdf() + HTML * 40,
    "page_inside.jpg": lambda: picture(comment=HTML),
    "page_behind.jpg": lambda: picture() + HTML,
    "page_in_text.png": with_text,
    "page_behind.webp": lambda: picture("WEBP") + HTML,
    "mark.pdf.html": a_pdf,
    "picture.jpg.svg": picture,
    "paper.pdf.exe": a_pdf,
}
VIRUSES: Mapping[str, Callable[[], bytes]] = {
    "eicar.com": lambda: EICAR,
    "eicar.pdf": lambda: EICAR,
    "eicar.jpg": lambda: EICAR,
    "eicar.docx": lambda: package((BODY, b"<a/>"), ("word/media/eicar.com", EICAR)),
    "program.exe": lambda: b"MZ\x90\x00" + b"\x00" * 200,
    "program.jpg": lambda: b"\x7fELF\x02\x01\x01" + b"\x00" * 200,
    "empty.pdf": lambda: b"",
}
