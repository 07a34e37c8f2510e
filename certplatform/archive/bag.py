"""A filed case as a BagIt 1.0 bag (RFC 8493), as a folder or as a streamed zip.

The order of its members and their bytes depend on the filing alone, so two exports are the same.
"""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import bagit
from flask_babel import force_locale, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from certplatform import clock, paths
from certplatform.archive.bagcheck import bag_problems
from certplatform.archive.story import story_of
from certplatform.extensions import house
from certplatform.models.filing import FiledCase
from certplatform.storage import NoSuchFile

ALGORITHMS = ("sha256", "sha512")
UNSAFE = re.compile(r"[^\w.\-]+")
LONGEST_NAME = 60
FILE_MODE = 0o644


class Incomplete(RuntimeError):
    """The bag cannot be made: a file of the case is not in the store."""


def safe_name(filename: str) -> str:
    """A name that is one plain part of a path on every system; the ending is kept."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))[-1]
    stem, dot, ending = UNSAFE.sub("_", base).strip("._ ").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    stem, ending = stem[:LONGEST_NAME].strip("._ "), ending[:10]
    return ".".join(one for one in (stem, ending) if one) or "file"


def document_path(position: int, filename: str) -> str:
    """Where the document at a position of the dossier lies in the bag."""
    return f"data/documents/{position}-{safe_name(filename)}"


def members(filed: FiledCase) -> Iterator[tuple[str, bytes]]:
    """All files of the bag by path, payload first. Raises Incomplete before the first one."""
    content = json.loads(filed.dossier)
    _must_be_complete(content)
    digests: dict[str, list[tuple[str, str]]] = {name: [] for name in ALGORITHMS}
    size = count = 0
    for path, data in _payload(filed, content):
        _note(digests, path, data)
        size, count = size + len(data), count + 1
        yield path, data
    tags = [
        ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        ("bag-info.txt", _info(filed, content, f"{size}.{count}")),
        *((f"manifest-{name}.txt", _manifest(digests[name])) for name in ALGORITHMS),
    ]
    tag_digests: dict[str, list[tuple[str, str]]] = {name: [] for name in ALGORITHMS}
    for path, text in tags:
        _note(tag_digests, path, text.encode())
        yield path, text.encode()
    for name in ALGORITHMS:
        yield f"tagmanifest-{name}.txt", _manifest(tag_digests[name]).encode()


def _note(digests: dict[str, list[tuple[str, str]]], path: str, data: bytes) -> None:
    for name in ALGORITHMS:
        digests[name].append((path, hashlib.new(name, data).hexdigest()))


def _manifest(lines: list[tuple[str, str]]) -> str:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines))


def _info(filed: FiledCase, content: dict[str, Any], oxum: str) -> str:
    lines = {
        "Source-Organization": content["body"]["name"] if content["body"] else "-",
        "External-Identifier": filed.number,
        "Internal-Sender-Identifier": content["case"]["number"],
        "Internal-Sender-Description": f"{filed.enterprise_name} {filed.enterprise_code}",
        "Bagging-Date": clock.local_date(filed.filed_at).isoformat(),
        "Payload-Oxum": oxum,
    }
    return "".join(f"{label}: {' '.join(text.split())}\n" for label, text in lines.items())


def _needed(content: dict[str, Any]) -> list[str]:
    return [*(one["sha256"] for one in content["documents"]), *_certificate_files(content)]


def _certificate_files(content: dict[str, Any]) -> list[str]:
    """The digest of the certificate that this case made."""
    return [
        revision["pdf_sha256"]
        for certificate in content["certificates"]
        for revision in certificate["revisions"]
        if revision["case_id"] == content["case"]["id"] and revision["pdf_sha256"]
    ]


def _must_be_complete(content: dict[str, Any]) -> None:
    store = house().store
    missing = [one for one in _needed(content) if not store.has(one)]
    if missing:
        raise Incomplete(f"not in the store: {', '.join(missing)}")


def _payload(filed: FiledCase, content: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    store = house().store
    yield "data/dossier.json", filed.dossier
    yield (
        "data/journal.jsonl",
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in content["journal"]).encode(),
    )
    yield "data/index.html", index_page(filed, content).encode()
    for sha256 in _certificate_files(content):
        yield "data/certificate.pdf", store.get(sha256)
    for position, one in enumerate(content["documents"], start=1):
        yield document_path(position, one["filename"]), store.get(one["sha256"])


def index_page(filed: FiledCase, content: dict[str, Any]) -> str:
    """The story as one plain page: readable anywhere, without script."""
    environment = Environment(
        loader=FileSystemLoader(paths.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    locale = house().settings.default_locale
    with force_locale(locale):
        cast("Any", environment).install_gettext_callables(gettext, ngettext, newstyle=True)
        return environment.get_template("archive/story.html").render(
            filed=filed,
            locale=locale,
            title=f"{filed.number} {filed.enterprise_name}",
            parts=story_of(filed.dossier),
            documents=[
                (document_path(position, one["filename"]).removeprefix("data/"), one)
                for position, one in enumerate(content["documents"], start=1)
            ],
            certificate=bool(_certificate_files(content)),
        )


def export_folder(filed: FiledCase, out: Path) -> Path:
    """Write the bag as a folder named by its number, and check what was written.

    Raises FileExistsError where it is there already, or Incomplete.
    """
    folder = out / filed.number
    folder.mkdir(parents=True)
    for path, data in members(filed):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    problems = bag_problems(folder)
    if problems:
        raise Incomplete("; ".join(problems))
    bagit.Bag(str(folder)).validate()  # the second opinion of the widely used tool
    return folder


class _Piece:
    """What a zip writer has written since it was last asked; a stream cannot be wound back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        found = b"".join(self.parts)
        self.parts.clear()
        return found


def export_zip(filed: FiledCase) -> Iterator[bytes]:
    """The bag as a zip, member by member; the same filing gives the same bytes."""
    at = clock.local_time(filed.filed_at)
    stamp = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    piece = _Piece()
    with zipfile.ZipFile(cast("Any", piece), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members(filed):
            line = zipfile.ZipInfo(f"{filed.number}/{path}", date_time=stamp)
            line.compress_type = zipfile.ZIP_DEFLATED
            line.external_attr = FILE_MODE << 16
            archive.writestr(line, data)
            yield piece.taken()
    yield piece.taken()


def document_of(filed: FiledCase, position: int) -> tuple[dict[str, Any], bytes]:
    """A document of a filing by its position in the dossier, with its bytes.

    Raises NoSuchFile when there is none, or when its bytes are not those that were filed.
    """
    documents = json.loads(filed.dossier)["documents"]
    if not 1 <= position <= len(documents):
        raise NoSuchFile(str(position))
    one: dict[str, Any] = documents[position - 1]
    data = house().store.get(one["sha256"])
    if hashlib.sha256(data).hexdigest() != one["sha256"]:
        raise NoSuchFile(one["sha256"])
    return one, data
