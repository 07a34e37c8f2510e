"""How a problem of a scheme is put: the file from the place, the cure from what is known."""

import re
from collections.abc import Iterator, Mapping, Sequence

from certplatform.scheme_files import SchemeProblem, file_of

Problems = Iterator[SchemeProblem]


def wrong(place: str, what: str, cure: str) -> SchemeProblem:
    """A problem at a place of the scheme, such as clauses[4.2].parent."""
    field = re.split(r"[.\[]", place, maxsplit=1)[0]
    return SchemeProblem(file_of([field]), place, what, cure)


def one_of(place: str, value: str, known: Sequence[str], name: str) -> Problems:
    """A value has to be one of those known."""
    if value not in known:
        cure = f"Use one of: {', '.join(known)}" if known else f"Add a {name} first"
        yield wrong(place, f"There is no {name} {value!r}", cure)


def named(name: str, there: Mapping[str, object], wanted: Sequence[str]) -> Problems:
    """A mapping has to have exactly these keys."""
    for key in wanted:
        if key not in there:
            yield wrong(f"{name}.{key}", "It is missing", "Add it")
    for key in there:
        yield from one_of(f"{name}.{key}", key, wanted, "place for it called")
