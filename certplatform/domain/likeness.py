"""Whether two entries may be the same enterprise: by code, name, address, telephone or mail.

Nothing here decides anything; an officer looks at what is alike and asks.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from certplatform.domain.naming import core_name, plain_name
from certplatform.domain.wording import N_

SAME_NAME = N_("the same name apart from the legal form")
NEAR_NAME = N_("a similar name")
SAME_ORGANISATION = N_("the same organisation number inside its social credit code")
SAME_ADDRESS = N_("the same address")
SAME_PHONE = N_("the same telephone number")
SAME_MAIL = N_("the same mail address")

# Characters 9 to 17 of a social credit code are the organisation's own number; the rest says who
# registered it, and where.
_OWN_NUMBER = slice(8, 17)
_CODE_LENGTH = 18
_NEAR = 0.8
_WINDOW = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an enterprise."""

    name: str
    code: str = ""
    address: str = ""
    phone: str = ""
    mail: str = ""


def pieces_of(name: str) -> tuple[str, ...]:
    """Every run of three characters of the core of a name, to look for candidates by."""
    core = core_name(name)
    if len(core) <= _WINDOW:
        return (core,) if core else ()
    return tuple(dict.fromkeys(core[at : at + _WINDOW] for at in range(len(core) - _WINDOW + 1)))


def likenesses(one: Entry, other: Entry) -> tuple[str, ...]:
    """Everything two entries have in common; the same for both ways round."""
    first, second = core_name(one.name), core_name(other.name)
    found = []
    if first and first == second:
        found.append(SAME_NAME)
    elif first and second and _ratio(first, second) >= _NEAR:
        found.append(NEAR_NAME)
    if _number(one) and _number(one) == _number(other):
        found.append(SAME_ORGANISATION)
    for said, mine, theirs in (
        (SAME_ADDRESS, plain_name(one.address), plain_name(other.address)),
        (SAME_PHONE, _digits(one.phone), _digits(other.phone)),
        (SAME_MAIL, one.mail.strip().casefold(), other.mail.strip().casefold()),
    ):
        if mine and mine == theirs:
            found.append(said)
    return tuple(found)


def _ratio(first: str, second: str) -> float:
    one, other = sorted((first, second))  # the matcher is not symmetric by itself
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _number(one: Entry) -> str:
    return one.code[_OWN_NUMBER] if len(one.code) == _CODE_LENGTH else ""


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
