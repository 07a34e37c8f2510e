"""The schemes and rule values that this installation works with, loaded once and cached."""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from certplatform import paths
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.scheme_files import (
    BrokenScheme,
    Keyed,
    SchemeProblem,
    load_rulesets,
    load_scheme,
    rules_file,
)

__all__ = [
    "BrokenScheme",
    "SchemeProblem",
    "UnknownScheme",
    "load_rulesets",
    "load_scheme",
    "register_folder",
    "rules_file",
    "ruleset_on",
    "scheme",
    "scheme_digest",
    "scheme_on",
    "schemes",
]


class UnknownScheme(KeyError):
    """No scheme of this code is shipped or registered."""


_extra: dict[tuple[str, str], Path] = {}


def register_folder(folder: Path) -> Scheme:
    """Offer the scheme of one more folder, for example one that is on trial."""
    found = load_scheme(folder)
    _extra[found.code, found.version] = folder
    _forget()
    return found


def _forget() -> None:
    _all.cache_clear()
    _values_of.cache_clear()
    ruleset_on.cache_clear()


@functools.cache
def _all() -> Mapping[str, Sequence[tuple[Scheme, Path]]]:
    """The versions of each scheme with their folders, the newest last."""
    root = paths.CONFIG / "schemes"
    folders = [*sorted(one for one in root.iterdir() if one.is_dir()), *_extra.values()]
    loaded = {(one.code, one.version): (one, folder) for one, folder in map(_loaded, folders)}
    found: dict[str, list[tuple[Scheme, Path]]] = {}
    for one, folder in sorted(loaded.values(), key=lambda pair: pair[0].effective_from):
        found.setdefault(one.code, []).append((one, folder))
    return MappingProxyType(found)


def _loaded(folder: Path) -> tuple[Scheme, Path]:
    return load_scheme(folder), folder


def _versions(code: str) -> Sequence[tuple[Scheme, Path]]:
    try:
        return _all()[code]
    except KeyError:
        raise UnknownScheme(code) from None


def schemes() -> Mapping[str, Scheme]:
    """All schemes by their code, each in its newest version."""
    return MappingProxyType({code: versions[-1][0] for code, versions in _all().items()})


def scheme(code: str, version: str | None = None) -> Scheme:
    """A scheme in the version a case keeps, or in its newest. Raises UnknownScheme."""
    for one, _ in reversed(_versions(code)):
        if version in {None, one.version}:
            return one
    raise UnknownScheme(f"{code} {version}")


def scheme_on(code: str, on: date) -> Scheme:
    """The version in force on a local date. Raises UnknownScheme before the first."""
    for one, _ in reversed(_versions(code)):
        if one.effective_from <= on:
            return one
    raise UnknownScheme(f"{code} {on}")


@functools.cache
def _values_of(code: str) -> Keyed:
    return load_rulesets(rules_file(_versions(code)[-1][1]))


@functools.lru_cache(maxsize=4096)
def ruleset_on(scheme_code: str, on: date) -> Ruleset:
    """The values in force on one local date: of each key the latest that had begun by then."""
    values = {
        key: one
        for key, rows in _values_of(scheme_code).items()
        for one in rows
        if one.effective_from <= on
    }
    return Ruleset(scheme_code, on, MappingProxyType(values))


def scheme_digest(scheme: Scheme) -> str:
    """SHA-256 of a scheme's content; layout and comments of its files do not change it."""
    content = json.dumps(
        dataclasses.asdict(scheme),
        default=str,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()
