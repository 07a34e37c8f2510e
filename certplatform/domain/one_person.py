"""One person, one record: the number, phone and mail by which two accounts turn out to be one."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from stdnum.cn import ric

from certplatform.domain.errors import Invalid
from certplatform.domain.identity import mended_code
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_

IDENTITY, PHONE, MAIL, NAME = "identity", "phone", "mail", "name"
REASONS: dict[str, str] = {
    IDENTITY: N_("Same identity number"),
    PHONE: N_("Same telephone number"),
    MAIL: N_("Same mail address, spelled differently"),
    NAME: N_("Same name and same employer"),
}
_COUNTRY, _LONG_NUMBER = "86", 11
_SHORTEST_PHONE = 7  # a shorter one is an extension, not somebody's number
_DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})
_SAME_HOUSE = {"googlemail.com": "gmail.com", "vip.qq.com": "qq.com"}
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is known of an account when it is compared with another."""

    person: int
    name: str
    phone: str
    mail: str
    employers: frozenset[str]


def phone_key(text: str) -> str:
    """A telephone number as its digits, without the country code of China; '' for none."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdecimal())
    digits = digits.removeprefix("00")
    if len(digits) > _LONG_NUMBER and digits.startswith(_COUNTRY):
        digits = digits.removeprefix(_COUNTRY)
    return digits[:20] if len(digits) >= _SHORTEST_PHONE else ""


def mail_key(text: str) -> str:
    """The mail box behind a mail address: no tag after +, no dots where they mean nothing."""
    local, _, domain = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in _DOTS_MEAN_NOTHING:
        local = local.replace(".", "")
    return f"{local}@{_SAME_HOUSE.get(domain, domain)}" if local else ""


def likenesses(one: Likeness, other: Likeness) -> list[str]:
    """What speaks for two accounts being one person's; the identity number is asked elsewhere."""
    if one.person == other.person:
        return []
    found = []
    if one.phone and one.phone == other.phone:
        found.append(PHONE)
    if one.mail and one.mail == other.mail:
        found.append(MAIL)
    if one.name == other.name and one.employers & other.employers:
        found.append(NAME)
    return found


def mended_identity(text: str) -> str:
    """A resident identity number as it is compared. Raises Invalid for one that does not exist."""
    number = mended_code(text)
    if not ric.is_valid(number):
        told = N_("This is not a resident identity number; compare all 18 characters.")
        raise Invalid(told, fields={"identity": told})
    return number


def tail_of(number: str) -> str:
    """What is shown of an identity number: its last four characters."""
    return number[-_SHOWN:]


def merging_obstacles(shared_cases: Iterable[int]) -> list[Obstacle]:
    """R18: two accounts that hold parts of one case are not made one by a merge."""
    count = len(set(shared_cases))
    if not count:
        return []
    return [
        Obstacle(
            "R18",
            N_("Both accounts hold a part of the same case (%(count)s cases)."),
            N_("Replace the person in one of the two parts first; then the accounts are merged."),
            {"count": count},
        )
    ]
