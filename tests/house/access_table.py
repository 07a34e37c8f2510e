"""Who may come where, drawn from the application: `python -m tests.house.access_table --write`."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.factory import create_app
from certplatform.settings import Settings
from certplatform.web.guards import EVERYBODY, SIGNED_IN, audience_of

FILE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
HEAD = """# Who may come where

Drawn from the application by `make access`; a test compares it. Each endpoint declares its
audience and one without is refused. A dot: the page is open to this role. What somebody may see or
do on one case there is asked again, of the case: a case out of sight answers 404 like one that
does not exist. "Everybody" needs no sign-in; "signed in" is every person with a session.

"""


def bare_app(folder: Path) -> Flask:
    """The application without a database; nothing is asked of it but its addresses."""
    return create_app(Settings(instance=folder, password_cost="test", log_level="ERROR"))


def rules(app: Flask) -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Address, methods and audience of every endpoint, in the order of their addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint)):
        if rule.endpoint != "static":
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            yield rule.rule, " ".join(methods), audience_of(app, rule.endpoint)


def page(app: Flask) -> str:
    """The whole document."""
    found = list(rules(app))
    named = set().union(*(who or frozenset() for _, _, who in found))
    columns = [EVERYBODY, SIGNED_IN, *(str(role) for role in Role if role in named)]
    titles = {EVERYBODY: "Everybody", SIGNED_IN: "Signed in"}
    titles |= {str(role): title for role, title in ROLE_TITLES.items()}
    lines = [
        "| Address | Methods | " + " | ".join(titles[one] for one in columns) + " |",
        "| --- | --- | " + " | ".join(":-:" for _ in columns) + " |",
    ]
    for address, methods, who in found:
        marks = ("•" if one in (who or ()) else "" for one in columns)
        lines.append(f"| `{address}` | {methods} | " + " | ".join(marks) + " |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as there:
        drawn = page(bare_app(Path(there)))
    if "--write" in sys.argv:
        FILE.write_text(drawn, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != drawn:
        sys.exit("docs/access.md is not current; write it with `make access`")
