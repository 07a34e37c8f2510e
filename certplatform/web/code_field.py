"""A form field for codes of an official list, looked up while one types (static/js/picker.js)."""

import re
from collections.abc import Callable
from typing import Any

from wtforms import StringField

from certplatform.code_search import coded_region_title
from certplatform.codes import industry_title
from certplatform.domain.scheme import Text
from certplatform.web.formats import listed, text

SEARCHES = {"industries": "/codes/industries", "regions": "/codes/regions"}
TITLES: dict[str, Callable[[str], Text]] = {
    "industries": industry_title,
    "regions": coded_region_title,
}

BETWEEN = re.compile(r"[\s,，、;；]+")


def _plain(value: str | None) -> str:
    """What was typed without blanks around it; a field that was not sent is empty."""
    return (value or "").strip()


class CodeField(StringField):
    """One code of a list; with `many` several, with blanks between. What is posted is the code."""

    def __init__(self, *args: Any, source: str, many: bool = False, **more: Any) -> None:
        """Look up in `source`, industries or regions."""
        look = {
            "data-codes": SEARCHES[source],
            "autocomplete": "off",
            "spellcheck": "false",
            "autocapitalize": "off",
            **({"data-many": "yes"} if many else {}),
        }
        super().__init__(*args, **{"filters": [_plain], "render_kw": look, **more})
        self.source = source

    @property
    def listed(self) -> list[str]:
        """The codes one by one, however they are separated."""
        return [word for word in BETWEEN.split(self.data or "") if word]

    @property
    def picked(self) -> str:
        """What the codes mean; of one that is not in the list nothing is said here."""
        titles = ((word, text(TITLES[self.source](word))) for word in self.listed)
        return listed(title for word, title in titles if title != word)
