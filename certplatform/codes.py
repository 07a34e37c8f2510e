"""Industries after GB/T 4754 and regions after GB/T 2260: lists in config/codes, and their titles.

Searching them: `code_search`.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from certplatform import paths
from certplatform.domain.identity import CodeLists, FormerRegion
from certplatform.domain.scheme import Text

DIVISION_LENGTH = 3  # a section letter and two digits
# The last word of a place's name says its kind; a county's English name is the pinyin of the rest.
KINDS = (
    ("特别行政区", "Special Administrative Region"),
    ("自治区", "Autonomous Region"),
    ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"),
    ("自治旗", "Autonomous Banner"),
    ("林区", "Forestry District"),
    ("特区", "Special District"),
    ("区", "District"),
    ("县", "County"),
    ("市", "City"),
    ("旗", "Banner"),
    ("省", "Province"),
    ("盟", "League"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list: its code, its names, and how the Chinese one is read, with blanks."""

    code: str
    zh: str
    pinyin: str
    en: str

    @property
    def title(self) -> Text:
        """The name in both languages."""
        return Text(self.zh, self.en)


def _rows(name: str) -> Iterator[list[str]]:
    text = (paths.CONFIG / "codes" / f"{name}.psv").read_text("utf-8")
    return (line.split("|") for line in text.splitlines() if not line.startswith("#"))


@functools.cache
def industries() -> Mapping[str, Entry]:
    """Sections, divisions, groups and classes by their code: A, C36, C361, C3611.

    Groups and classes have no English name of their own but that of their division.
    """
    found: dict[str, Entry] = {}
    for code, zh, pinyin, en in _rows("industries"):
        found[code] = Entry(code, zh, pinyin, en or found[code[:DIVISION_LENGTH]].en)
    return MappingProxyType(found)


@functools.cache
def regions() -> Mapping[str, Entry]:
    """Provinces, prefectures and counties by their six-digit code."""
    found = {}
    for code, zh, pinyin, en in _rows("regions"):
        one = Entry(code, zh, pinyin, en)
        found[code] = one if en else Entry(code, zh, pinyin, _romanised(one))
    return MappingProxyType(found)


def _romanised(one: Entry) -> str:
    """Lixia District from 历下区 and li xia qu."""
    zh, pinyin = shortened(one)
    kind = dict(KINDS).get(one.zh[len(zh) :], "")
    return f"{pinyin.replace(' ', '').capitalize()} {kind}".strip()


def shortened(one: Entry) -> tuple[str, str]:
    """A place's name and pinyin without the word for its kind, where it has one."""
    for ending, _ in KINDS:
        if one.zh.endswith(ending) and len(one.zh) > len(ending):
            return one.zh[: -len(ending)], " ".join(one.pinyin.split()[: -len(ending)])
    return one.zh, one.pinyin


@functools.cache
def former_regions() -> Mapping[str, FormerRegion]:
    """Region codes that were given up."""
    found = {
        code: FormerRegion(Text(zh, zh), present) for code, zh, present in _rows("former_regions")
    }
    return MappingProxyType(found)


@functools.cache
def code_lists() -> CodeLists:
    """What rule R11 wants to know of the lists."""
    return CodeLists(
        {code: one.title for code, one in industries().items()},
        {code: region_title(code) for code in regions()},
        former_regions(),
    )


def industry_title(code: str) -> Text:
    """What an industry code means, with the code; of an unknown one what is known of its begin.

    Below its division it is told apart by its Chinese name, in English too.
    """
    for length in range(len(code), 0, -1):
        if found := industries().get(code[:length]):
            own = f" ({found.zh})" if length > DIVISION_LENGTH else ""
            return Text(f"{code} {found.zh}", f"{code} {found.en}{own}")
    return Text(code, code)


def region_title(code: str) -> Text:
    """What a region code means: province, prefecture, county, as far as known; else the code."""
    codes = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
    found = [regions()[one] for one in codes if one in regions()]
    if not found:
        return Text(code, code)
    return Text("".join(one.zh for one in found), ", ".join(one.en for one in reversed(found)))
