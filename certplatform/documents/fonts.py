"""The embedded faces, and which of them draws which character.

Everything printed is embedded, and a character that no face draws stops the printing: a
certificate with a box in its holder's name would be worse than none.
"""

import threading
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from itertools import groupby

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from certplatform.paths import STATIC

FOLDER = STATIC / "fonts"
FILES = {
    "NotoSerifSC": "NotoSerifSC-Regular.ttf",
    "NotoSerifSC-Bold": "NotoSerifSC-Bold.ttf",
    "LXGWWenKai": "LXGWWenKai-Regular.ttf",
    "CertKaiSupplement-Bold": "CertKaiSupplement-Bold.ttf",
}
LATIN_END = 0x0250
BMP_END = 0xFFFF
CODES_PER_BLOCK = 100


class Style(Enum):
    """A hand: the faces that are asked for a character, in this order."""

    REGULAR = ("NotoSerifSC", "LXGWWenKai")
    BOLD = ("NotoSerifSC-Bold", "CertKaiSupplement-Bold", "NotoSerifSC", "LXGWWenKai")
    KAI = ("LXGWWenKai", "NotoSerifSC")


class MissingGlyph(ValueError):
    """No embedded face draws this character."""

    def __init__(self, character: str) -> None:
        self.character = character
        self.code = f"U+{ord(character):04X}"
        super().__init__(f"No font draws the character {character!r} ({self.code})")


_loading = threading.Lock()
_glyphs: dict[str, frozenset[int]] = {}


def load_fonts() -> None:
    """Parse and register the faces, once per process; call it before forking workers."""
    with _loading:
        if _glyphs:
            return
        # Binary streams may stay binary: the text-only encoding makes files a quarter larger.
        rl_config.useA85 = 0
        ttfonts.makeToUnicodeCMap = to_unicode_map  # type: ignore[assignment]
        found = {}
        for name, file in FILES.items():
            font = ttfonts.TTFont(name, str(FOLDER / file), asciiReadable=False, shapable=False)
            pdfmetrics.registerFont(font)
            found[name] = frozenset(font.face.charToGlyph)
        _glyphs.update(found)


def to_unicode_map(name: str, subset: list[int]) -> str:
    """The map from glyph codes back to characters, so that text can be copied and searched.

    The library's own map writes a wrong entry for characters beyond U+FFFF and blocks that are
    longer than the format allows.
    """
    entries = [
        f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for index, code in enumerate(subset)
    ]
    blocks = []
    for start in range(0, len(entries), CODES_PER_BLOCK):
        block = entries[start : start + CODES_PER_BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@lru_cache(maxsize=65536)
def face_of(character: str, style: Style) -> str:
    """The name of the face that draws a character. Raises MissingGlyph where none does."""
    load_fonts()
    code = ord(character)
    order: tuple[str, ...] = style.value
    if style is Style.KAI and code < LATIN_END:
        # The kai face's Latin letters look handwritten beside the serif ones.
        order = Style.REGULAR.value
    for name in order:
        if code in _glyphs[name]:
            return name
    raise MissingGlyph(character)


def runs(text: str, style: Style) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the one face that draws it."""
    for name, characters in groupby(text, lambda character: face_of(character, style)):
        yield name, "".join(characters)


def missing(text: str) -> list[str]:
    """The characters of a text that cannot be printed; for asking before it is too late."""
    lost = []
    for character in dict.fromkeys(text):
        try:
            face_of(" " if character in "\r\n\t" else character, Style.REGULAR)
        except MissingGlyph:
            lost.append(character)
    return lost


def printable(text: str) -> str:
    """The text with each character that no face draws spelled out as [U+...].

    For records of what somebody typed (a note, a comment): nothing may be lost there, but one
    odd character must not keep a report from being made. Never for certificates.
    """
    lost = missing(text)
    for character in lost:
        text = text.replace(character, f"[U+{ord(character):04X}]")
    return text
