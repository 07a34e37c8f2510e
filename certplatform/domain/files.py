"""Names of files as they are kept, and sizes as they are said."""

import unicodedata

_LONGEST_NAME = 120
_FORBIDDEN = frozenset('\\/:*?"<>|')


def safe_name(given: str, ending: str) -> str:
    """A file name without path, control and direction characters, with the ending of its kind."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        char
        for char in last
        if not unicodedata.category(char).startswith("C") and char not in _FORBIDDEN
    )
    stem = kept.rsplit(".", 1)[0] if "." in kept else kept
    stem = " ".join(stem.split()).strip(". ")[:_LONGEST_NAME]
    return f"{stem or 'document'}.{ending}"


def shown_name(given: str) -> str:
    """A name as a device gave it, fit to be kept and shown: without path, control and direction."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if not unicodedata.category(c).startswith("C"))[:_LONGEST_NAME]


def ending_of(given: str) -> str:
    """The ending of a name in lower case; empty when it has none."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return last.rsplit(".", 1)[-1].lower() if "." in last else ""
