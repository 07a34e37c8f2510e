"""What a name says of an organisation: compared whole, and without legal form, place and branch.

Two mentions are compared by their codes where both have one; names decide only where a code is
missing. A whole name that agrees is the organisation; a core that agrees is to be looked at.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_CHINESE_FORMS = (
    (r"股份有限责任公司|股份有限公司|股份公司", "股份有限公司"),
    (r"有限责任公司|有限公司", "有限公司"),
)
_ENGLISH_FORMS = (
    (r"co(?:mpany)? l(?:imited|td)|limited|ltd|limited liability company|llc", "ltd"),
    (r"incorporated|inc|corporation|corp", "inc"),
    (r"joint stock co(?:mpany)?|plc|public limited company", "plc"),
)
_LEGAL_FORMS = re.compile(
    r"(股份有限公司|有限公司|股份有限责任公司|有限责任公司|集团公司|股份公司|总公司|公司|集团|总厂|厂)+$"
)
_ENGLISH_TAIL = re.compile(r"(?:^|\s+)(?:group|holdings?|co|company|ltd|inc|plc|gmbh|ag|the)$")
_BRANCH = re.compile(r"(?<=公司)[\u4e00-\u9fff]{2,8}?分公司$")
_BRACKETED = re.compile(r"[(【\[〔「].*?[)】\]〕」]")
_PLACES = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}(?:省|市|自治区))+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SHORTEST_CORE = 2
_remembered = lru_cache(maxsize=8192)  # a page compares the same few names again and again


def plain_name(name: str) -> str:
    """A name without blanks, in one width and case, so that mentions can be compared."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def plain_code(code: str) -> str:
    """A unified social credit code in one width and case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", code).upper().split())


@_remembered
def whole_name(name: str) -> str:
    """A name without marks and blanks, its legal form written in one way; '' for none."""
    words = _words(name)
    for pattern, form in _ENGLISH_FORMS:
        words = re.sub(rf"(?<=\s)(?:{pattern})$", form, words)
    squeezed = words.replace(" ", "")
    for pattern, form in _CHINESE_FORMS:
        shorter = re.sub(rf"(?:{pattern})$", form, squeezed)
        if shorter != squeezed or squeezed.endswith(form):
            return shorter
    return squeezed


@_remembered
def core_name(name: str) -> str:
    """What tells a name from others: no brackets, legal form, branch, nor the place in front."""
    if not _CHINESE.search(name):
        return _english_core(name)
    plain = _BRACKETED.sub("", plain_name(name))
    core = _PLACES.sub("", _LEGAL_FORMS.sub("", _BRANCH.sub("", plain)))
    return core or plain


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are one name, apart from width, marks and spelling of the legal form."""
    return bool(whole_name(one)) and whole_name(one) == whole_name(other)


def has_same_core(one: str, other: str) -> bool:
    """Whether two names differ in legal form, place or branch only: perhaps one organisation."""
    core = core_name(one)
    return len(core) >= _SHORTEST_CORE and core == core_name(other)


def known_names(name: str, aliases: Sequence[str]) -> tuple[str, ...]:
    """All names under which an organisation is known, each once."""
    return tuple(dict.fromkeys(one for one in (name, *aliases) if one.strip()))


def _words(name: str) -> str:
    """A name in one width and case; marks become blanks, blanks are single."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(one if one.isalnum() else " " for one in folded).split())


def _english_core(name: str) -> str:
    words = _words(_BRACKETED.sub(" ", unicodedata.normalize("NFKC", name)))
    for pattern, form in _ENGLISH_FORMS:
        words = re.sub(rf"(?<=\s)(?:{pattern})$", form, words)
    shorter = _ENGLISH_TAIL.sub("", words)
    while shorter and shorter != words:
        words, shorter = shorter, _ENGLISH_TAIL.sub("", shorter)
    return words.removeprefix("the ").replace(" ", "")
