"""Searching texts of any script by their characters and pairs of characters (R53).

A name of two Chinese characters is a whole name; indexes of words or of three letters miss it.
"""

import unicodedata


def plain(text: str) -> str:
    """Only letters and digits, full and half width alike, in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def haystack_of(*texts: str) -> str:
    """What a search looks through: the texts in plain form, apart from each other."""
    return "|".join(filter(None, map(plain, texts)))


def grams_of(*texts: str) -> list[str]:
    """The single characters and overlapping pairs of the texts, each once."""
    found: set[str] = set()
    for text in map(plain, texts):
        found.update(text)
        found.update(text[place : place + 2] for place in range(len(text) - 1))
    return sorted(found)


def wanted_grams(text: str) -> list[str]:
    """The grams that a text to be found must have: its pairs, or its only character."""
    wanted = plain(text)
    if len(wanted) < 2:  # noqa: PLR2004 - a pair has two characters
        return [wanted] if wanted else []
    return sorted({wanted[place : place + 2] for place in range(len(wanted) - 1)})
