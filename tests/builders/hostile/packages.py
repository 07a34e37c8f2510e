"""Office files that explode, contradict themselves, or carry what acts."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
BODY = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
MEGABYTE = 1024 * 1024
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "'
    + "x" * 1000
    + '"><!ENTITY b "'
    + "&a;" * 100
    + '"><!ENTITY c "'
    + "&b;" * 100
    + '"><!ENTITY d "'
    + "&c;" * 100
    + '">]>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FETCHED = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">'


def package(
    *parts: tuple[str, bytes], main: str = WORD, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """An Office file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        packed.writestr("_rels/.rels", "<Relationships/>")
        for name, content in parts:
            packed.writestr(name, content)
    return out.getvalue()


def _named(name: str) -> Callable[[], bytes]:
    return lambda: package((BODY, b"<a/>"), (name, b"x"))


def _patched(content: bytes, was: bytes, now: bytes, *, only_first: bool = False) -> bytes:
    assert was in content
    return content.replace(was, now, 1 if only_first else -1)


def bomb() -> bytes:
    """300 MiB of nothing in 300 kB."""
    return package((BODY, b" " * (300 * MEGABYTE)))


def bomb_below_the_bound() -> bytes:
    """Just below the bound for what a part unpacks to."""
    noise = bytes(range(256)) * 16 * 250
    return package(("word/media/a.png", noise), (BODY, b" " * (190 * MEGABYTE)))


def lying() -> bytes:
    """Says in both places that its part is small."""
    size = 60 * MEGABYTE
    return _patched(package((BODY, b" " * size)), struct.pack("<L", size), struct.pack("<L", 100))


def crowded(count: int) -> bytes:
    """Very many parts."""
    return package(*((f"word/{number}.xml", b"") for number in range(count)))


def nested() -> bytes:
    """Zips in zips."""
    inner = package((BODY, b" " * MEGABYTE))
    for _ in range(8):
        inner = package(*((f"word/{number}.zip", inner) for number in range(3)))
    return inner


def renamed_inside() -> bytes:
    """The part calls itself otherwise than the directory does."""
    return _patched(package((BODY, b"<a/>")), b"document.xml", b"xocument.xml", only_first=True)


def resized_inside() -> bytes:
    """The part states another size than the directory does."""
    content = package((BODY, b"<a>" + b"y" * 777 + b"</a>"))
    return _patched(content, struct.pack("<L", 784), struct.pack("<L", 785), only_first=True)


def twice() -> bytes:
    """Two parts of one name: each reader takes another."""
    good = package((BODY, b"<good/>"), ("word/documenX.xml", b"<evil/>"))
    return good.replace(b"word/documenX.xml", BODY.encode())


def overlapping() -> bytes:
    """Many names for the same bytes."""
    content = package(*((f"word/{number:04}.xml", b" " * 5 * MEGABYTE) for number in range(3)))
    first = content.index(b"word/0000.xml") - 30
    end = content.rfind(b"PK\x05\x06")
    begin = struct.unpack_from("<L", content, end + 16)[0]
    changed = bytearray(content)
    at = begin
    while at < end:
        size, extra, comment = struct.unpack_from("<HHH", content, at + 28)
        if content[at + 46 : at + 46 + size].startswith(b"word/"):
            struct.pack_into("<L", changed, at + 42, first)
        at += 46 + size + extra + comment
    return bytes(changed)


def with_null() -> bytes:
    """A name that ends early for some readers."""
    return package((BODY, b"<a/>"), ("word/a.xml#.exe", b"x")).replace(b"a.xml#", b"a.xml\x00")


def linked() -> bytes:
    """A part that is a symbolic link."""
    out = io.BytesIO(package((BODY, b"<a/>")))
    with zipfile.ZipFile(out, "a") as packed:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    """Says that its parts are encrypted."""
    content = bytearray(package((BODY, b"<a/>")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark)
        content[at + offset] |= 1
    return bytes(content)


def _related(target: str, kind: str) -> Callable[[], bytes]:
    text = f'<Relationship Type="x/{kind}" TargetMode="External" Target="{target}"/>'
    whole = f"<Relationships>{text}</Relationships>".encode()
    return lambda: package((BODY, b"<a/>"), (RELATIONS, whole))


PACKAGES: Mapping[str, Callable[[], bytes]] = {
    "bomb.docx": bomb,
    "lying_bomb.docx": lying,
    "heavy.docx": lambda: package((BODY, b" " * (199 * MEGABYTE))),
    "crowd.docx": lambda: crowded(6_000),
    "directory_bomb.docx": lambda: crowded(40_000),
    "nested.docx": nested,
    "twice.docx": twice,
    "renamed_inside.docx": renamed_inside,
    "resized_inside.docx": resized_inside,
    "overlapping.docx": overlapping,
    "tail.docx": lambda: package((BODY, b"<a/>")) + b"<script>1</script>",
    "head.docx": lambda: b"MZ\x90" + package((BODY, b"<a/>")),
    "comment.docx": lambda: package((BODY, b"<a/>"))[:-2] + struct.pack("<H", 9) + b"<script/>",
    "climbs.docx": _named("../../../../etc/cron.d/evil"),
    "absolute.docx": _named("/etc/passwd"),
    "backslash.docx": _named("..\\..\\windows\\evil.xml"),
    "drive.docx": _named("C:evil.xml"),
    "null.docx": with_null,
    "link.docx": linked,
    "locked.docx": locked,
    "odd_method.docx": lambda: package((BODY, b"<a/>"), method=zipfile.ZIP_BZIP2),
    "archive.docx": lambda: package(main="application/zip"),
    "both.docx": lambda: package((BODY, b"<a/>"), main=f'{WORD}"/><Override ContentType="{SHEET}'),
    "macro.docx": _named("word/vbaProject.bin"),
    "hidden_macro.docx": lambda: package(
        (BODY, b"<a/>"), main=f'{WORD}"/><Default ContentType="application/vnd.ms-office.vbaProject'
    ),
    "macro_sheet.xlsx": lambda: package(("xl/macrosheets/1.xml", b"<a/>"), main=SHEET),
    "ole.docx": _named("word/embeddings/oleObject1.bin"),
    "program.docx": _named("word/media/setup.exe"),
    "page.docx": _named("word/afchunk.html"),
    "template.docx": _related("http://127.0.0.1:9/evil.dotm", "attachedTemplate"),
    "share.docx": _related("\\\\127.0.0.1\\share\\a.png", "image"),
    "dde.docx": lambda: package((BODY, b"<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>")),
    "dde.xlsx": lambda: package(("xl/externalLinks/1.xml", b'<ddeLink s="cmd"/>'), main=SHEET),
}


def _marked(part: str, text: str, code: str = "utf-8", main: str = WORD) -> Callable[[], bytes]:
    whole = f'<?xml version="1.0" encoding="{code.upper()}"?>{text}'
    return lambda: package((part, whole.encode(code)), main=main)


MARKUP: Mapping[str, Callable[[], bytes]] = {
    "laughs.docx": _marked(BODY, f"{LAUGHS}<a>&d;</a>"),
    "laughs.xlsx": _marked("xl/sharedStrings.xml", f"{LAUGHS}<a>&d;</a>", main=SHEET),
    "laughs_in_relations.docx": _marked(RELATIONS, f"{LAUGHS}<a>&d;</a>"),
    "laughs_utf16.docx": _marked(BODY, f"{LAUGHS}<a>&d;</a>", "utf-16"),
    "laughs_utf7.docx": _marked(BODY, f"{LAUGHS}<a>&d;</a>", "utf-7"),
    "passwd.docx": _marked(BODY, f"{OUTSIDE}<a>&x;</a>"),
    "passwd.xlsx": _marked("xl/workbook.xml", f"{OUTSIDE}<a>&x;</a>", main=SHEET),
    "fetched.xlsx": _marked("xl/worksheets/sheet1.xml", f"{FETCHED}<a/>", main=SHEET),
    "far_in.docx": _marked(BODY, "<!--" + "-x" * 300_000 + f"-->{OUTSIDE}<a>&x;</a>"),
    "drawing_inside.docx": _marked("word/media/a.svg", f"{LAUGHS}<svg>&d;</svg>"),
}
