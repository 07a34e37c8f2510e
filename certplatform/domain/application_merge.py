"""Two people of an enterprise at one part of the form: what each may change without the other.

Each field remembers in which version of its part it changed last. Who saves says which version they
have before them and which fields they touched; a field they touched that somebody else changed
since is in conflict, and nothing of it is overwritten until they insist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be kept. `theirs`: fields that others changed since; `conflicts`: by both."""

    content: Mapping[str, Any]
    theirs: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """What somebody did to a part: the version they saw, the fields they touched or insist on."""

    seen: int
    changed: frozenset[str]
    insisted: frozenset[str] = frozenset()


def merged(
    saved: Mapping[str, Any],
    changed_in: Mapping[str, int],
    given: Mapping[str, Any],
    touched: Touched,
) -> Merged:
    """The part as it is to be kept: touched fields as given, the others as saved."""
    content, theirs, conflicts = dict(given), [], []
    for code in given:
        if code not in saved or saved[code] == given[code]:
            continue
        by_others = changed_in.get(code, 0) > touched.seen
        if code in touched.insisted or (code in touched.changed and not by_others):
            continue
        content[code] = saved[code]
        if code in touched.changed:
            conflicts.append(code)
        elif by_others:
            theirs.append(code)
    return Merged(content, tuple(theirs), tuple(conflicts))


def changes_after(
    before: Mapping[str, Any], after: Mapping[str, Any], changed_in: Mapping[str, int], version: int
) -> dict[str, int]:
    """In which version each field changed last, once `after` is kept as this version."""
    fresh = {code: version for code in after if before.get(code) != after[code]}
    return {**changed_in, **fresh}
