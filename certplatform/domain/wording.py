"""Words of the domain: texts in both languages, and the mark of sentences for the catalogues.

Translating is the pages' work.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def in_(self, locale: str) -> str:
        """The text in the language of a locale such as zh_CN."""
        return self.en if locale.startswith("en") else self.zh


def N_(message: str) -> str:  # noqa: N802 - the customary name of a gettext marker
    """Return the message unchanged; the extraction finds it by this call."""
    return message
