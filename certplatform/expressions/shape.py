"""The bytes of a capsule as a document of the published shape; else what is wrong, and where."""

import functools
import json
from dataclasses import dataclass
from typing import Any, NoReturn

import jsonschema
import rfc8785

from certplatform import paths
from certplatform.domain.capsule import SCHEMA

LARGEST, DEEPEST = 4 * 1024**2, 24
SCHEMA_FILE = paths.CONFIG / "schemas" / "grade-capsule.schema.json"
MOST_TOLD = 10
AROUND = 24


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one place of the file."""

    where: str
    what: str
    byte: int | None = None  # where in the file, as far as that can be told


class NotACapsule(ValueError):
    """Bytes that are no capsule, with what is wrong and where."""

    def __init__(self, problems: list[Fault]) -> None:
        super().__init__("; ".join(f"{one.where}: {one.what}" for one in problems))
        self.problems = problems


def read_capsule(content: bytes) -> dict[str, Any]:
    """The document, of the published shape and in canonical form. Raises NotACapsule."""
    if len(content) > LARGEST:
        raise _no("file", f"it has {len(content)} bytes; {LARGEST} are the most")
    document = _parsed(_text(content))
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise _no("schema", f"only capsules of schema {SCHEMA} are known here")
    wrong = sorted(_validator().iter_errors(document), key=lambda one: one.json_path)
    if wrong:
        raise NotACapsule([_put(one) for one in wrong[:MOST_TOLD]])
    _must_be_canonical(document, content)
    return document


def _no(where: str, what: str, byte: int | None = None) -> NotACapsule:
    return NotACapsule([Fault(where, what, byte)])


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _no(f"byte {error.start}", "it is not UTF-8 text") from None


def _parsed(text: str) -> Any:
    _must_be_shallow(text)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except json.JSONDecodeError as error:
        where, byte = f"line {error.lineno}, column {error.colno}", len(text[: error.pos].encode())
        raise _no(where, f"no JSON: {error.msg}", byte) from None
    except ValueError as error:
        if isinstance(error, NotACapsule):
            raise
        raise _no("file", f"no JSON: {error}") from None


def _must_be_shallow(text: str) -> None:
    """Before anything recurses: how deep brackets nest outside of texts."""
    depth, quoted, escaped = 0, False, False
    for at, sign in enumerate(text):
        if quoted:
            quoted, escaped = escaped or sign != '"', not escaped and sign == "\\"
        elif sign == '"':
            quoted = True
        elif sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise _no(f"character {at}", f"it nests deeper than {DEEPEST}")
        elif sign in "]}":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _no(key, "the key stands twice")
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise _no("file", f"{name} is no number of JSON")


@functools.cache
def _validator() -> Any:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _put(error: Any) -> Fault:
    where = error.json_path.removeprefix("$").removeprefix(".") or "top level"
    return Fault(where, " ".join(str(error.message).split())[:200])


def _must_be_canonical(document: dict[str, Any], content: bytes) -> None:
    try:
        canonical = rfc8785.dumps(document)
    except rfc8785.CanonicalizationError as error:
        raise _no("file", f"it has no canonical form: {error}") from None
    if canonical == content:
        return
    pairs = zip(canonical, content, strict=False)
    shorter = min(len(canonical), len(content))
    at = next((at for at, (one, other) in enumerate(pairs) if one != other), shorter)
    wanted = canonical[at : at + AROUND].decode("utf-8", "replace")
    raise _no(
        f"byte {at}", f"it is not the canonical form (RFC 8785); there stands: {wanted!r}", at
    )
