"""Finding an industry or a region by code, Chinese name, pinyin or the initials of its pinyin.

The best come first: the code itself, codes that begin so, names that are so, that begin so, that
hold it; within one rank the wider before the finer. At most MOST are found.
"""

import functools
import itertools
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from certplatform.codes import (
    Entry,
    industries,
    industry_title,
    region_title,
    regions,
    shortened,
)
from certplatform.domain.scheme import Text

MOST = 20
LONGEST_QUESTION = 60
SECTION_LENGTH = 1
CODE, CODE_BEGINS, NAME, BEGINS, HOLDS, WORDS = range(6)


@dataclass(frozen=True, slots=True)
class Found:
    """A row that answers a question: its code, and its title as a reader knows it."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Answer:
    """The best rows of an answer, and whether there are more."""

    rows: tuple[Found, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Sought:
    """A row as it is searched: everything in lower case and without blanks.

    `names` are all spellings of the whole name, for a place also without the word for its kind.
    `starts` are the places in the pinyin at which a syllable begins; `full` is the name with those
    of the wider places before it, `around` these by name and pinyin.
    """

    code: str
    digits: str
    names: frozenset[str]
    name: str
    pinyin: str
    initials: str
    starts: frozenset[int]
    en: str
    full: str
    around: str
    depth: int


def search_industries(question: str) -> Answer:
    """Divisions, groups and classes; a section is too wide to be chosen."""
    return _search(question, _industries(), industry_title)


def search_regions(question: str) -> Answer:
    """Provinces, prefectures and counties; after a place the places within it."""
    return _search(question, _regions(), coded_region_title)


def coded_region_title(code: str) -> Text:
    """A region's code with its title, as a picker shows it."""
    title = region_title(code)
    return title if title.zh == code else Text(f"{code} {title.zh}", f"{code} {title.en}")


def _search(question: str, rows: Iterable[_Sought], titled: Callable[[str], Text]) -> Answer:
    words = _plain(question[:LONGEST_QUESTION]).split()
    if not words:
        return Answer((), more=False)
    ranked = [(rank, one) for one in rows if (rank := _rank(one, words)) is not None]
    ranked.sort(key=lambda pair: (pair[0], pair[1].depth, pair[1].code))
    codes = [one.code.upper() for _, one in ranked[:MOST]]
    return Answer(tuple(Found(code, titled(code)) for code in codes), len(ranked) > MOST)


def _plain(text: str) -> str:
    """Full-width characters made plain, lower case, ü as the keyboards of pinyin write it."""
    return unicodedata.normalize("NFKC", text).lower().replace("ü", "v").replace("'", "")


def _rank(one: _Sought, words: list[str]) -> int | None:
    """How well a row answers; None when it does not."""
    joined = "".join(words)
    best = _rank_of(one, joined)
    if best is not None:
        return best
    if len(words) == 1:
        return WORDS if joined in one.full else None
    ranks = [_rank_of(one, word) for word in words]
    fits = all(
        rank is not None or word in one.around for rank, word in zip(ranks, words, strict=True)
    )
    return WORDS if fits and any(rank is not None for rank in ranks) else None


def _rank_of(one: _Sought, word: str) -> int | None:
    """How well the row itself answers one word."""
    if word in {one.code, one.digits}:
        return CODE
    if one.code.startswith(word) or one.digits.startswith(word):
        return CODE_BEGINS
    if word in one.names:
        return NAME
    if any(spelling.startswith(word) for spelling in (one.name, one.pinyin, one.initials)):
        return BEGINS
    if word in one.name or word in one.initials or word in one.en or _holds(one, word):
        return HOLDS
    return None


def _holds(one: _Sought, word: str) -> bool:
    """Whether the pinyin holds the word from the begin of a syllable on."""
    at = one.pinyin.find(word)
    while at >= 0:
        if at in one.starts:
            return True
        at = one.pinyin.find(word, at + 1)
    return False


@functools.cache
def _industries() -> tuple[_Sought, ...]:
    rows = (one for one in industries().values() if len(one.code) > SECTION_LENGTH)
    return tuple(_sought(one, one.code[1:], len(one.code), ()) for one in rows)


@functools.cache
def _regions() -> tuple[_Sought, ...]:
    known = regions()
    return tuple(_sought(one, "", _depth(one.code), _above(one, known)) for one in known.values())


def _depth(code: str) -> int:
    """0 for a province, 1 for a prefecture, 2 for a county."""
    if code.endswith("0000"):
        return 0
    return 1 if code.endswith("00") else 2


def _above(one: Entry, known: Mapping[str, Entry]) -> tuple[Entry, ...]:
    """The province and the prefecture around a place."""
    codes = dict.fromkeys((one.code[:2] + "0000", one.code[:4] + "00"))
    return tuple(known[code] for code in codes if code != one.code and code in known)


def _sought(one: Entry, digits: str, depth: int, above: tuple[Entry, ...]) -> _Sought:
    syllables = one.pinyin.split()
    starts = itertools.accumulate((len(syllable) for syllable in syllables), initial=0)
    spelled = _spellings(one.zh, one.pinyin)
    short = _spellings(*shortened(one)) if one.code.isdigit() else ()
    return _Sought(
        code=one.code.lower(),
        digits=digits,
        names=frozenset((*spelled, *short)),
        name=spelled[0],
        pinyin=spelled[1],
        initials=spelled[2],
        starts=frozenset(starts),
        en=_plain(one.en),
        full=_plain("".join(wider.zh for wider in above) + one.zh),
        around=" ".join(
            spelling for wider in above for spelling in _spellings(wider.zh, wider.pinyin)
        ),
        depth=depth,
    )


def _spellings(zh: str, pinyin: str) -> tuple[str, str, str]:
    """Chinese, pinyin, and the initials of its syllables."""
    syllables = pinyin.split()
    return _plain(zh), "".join(syllables), "".join(syllable[0] for syllable in syllables)
