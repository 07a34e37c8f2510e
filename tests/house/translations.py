"""Lists messages without a Chinese text; `python -m tests.house.translations`."""

import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "certplatform" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
METHODS = [
    ("certplatform/**.py", "python"),
    ("templates/**.html", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "N_": None,
}


def used() -> dict[str, str]:
    """Every message id in use, with a place where it stands."""
    found: dict[str, str] = {}
    for place in extract_from_dir(str(ROOT), method_map=METHODS, keywords=KEYWORDS):
        file, line, message = place[0], place[1], place[2]
        text = message[0] if isinstance(message, tuple) else message
        if text:
            found.setdefault(text, f"{file}:{line}")
    return found


def translated() -> set[str]:
    """Every message id with a Chinese text."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans_CN")
    done = set()
    for message in catalogue:
        texts = [message.string] if isinstance(message.string, str) else list(message.string or [])
        if message.id and texts and all(texts):
            done.add(message.id if isinstance(message.id, str) else message.id[0])
    return done


def missing() -> dict[str, str]:
    """Messages without a Chinese text."""
    done = translated()
    return {text: place for text, place in used().items() if text not in done}


def main() -> int:
    """Print what is missing."""
    absent = missing()
    for text, place in absent.items():
        sys.stdout.write(f"{place}: {text!r} has no Chinese text\n")
    sys.stdout.write(f"{len(used())} messages, {len(absent)} without a Chinese text\n")
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main())
