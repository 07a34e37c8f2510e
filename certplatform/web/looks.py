"""What was looked at in a filed case, in words."""

from flask import Flask

from certplatform.domain.wording import N_
from certplatform.web.formats import gettext

WHAT = {
    "purpose": N_("Stated the purpose"),
    "story": N_("The whole story"),
    "integrity": N_("Integrity check"),
    "package": N_("The package"),
    "document": N_("Document %(number)s"),
}


def looked_at(what: str) -> str:
    """What a look was at; documents by their number."""
    kind, _, number = what.partition(" ")
    return gettext(WHAT.get(kind, kind), number=number)


def register_looks(app: Flask) -> None:
    """Give the filter to the templates; it may be given twice."""
    app.add_template_filter(looked_at, "looked_at")
