"""R11: who the enterprise is. Social credit code, industry and region, mended and checked."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from stdnum.cn import uscc

from certplatform.domain.bilingual import in_both
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import Text
from certplatform.domain.wording import N_

RULE = "R11"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH = 18
_LOOK_ALIKES = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}
_AUTHORITIES = "123456789ANY"
_DIGITS_UNTIL = 8
_REGION_LENGTH = 6
_DIVISION_LENGTH, _GROUP_LENGTH = 3, 4  # C36, C361

# GB/T 4754-2017: the last division of each section, A to T without a gap from 01 to 97.
_LAST_DIVISION = {
    "A": 5, "B": 12, "C": 43, "D": 46, "E": 50, "F": 52, "G": 60, "H": 62, "I": 65, "J": 69,
    "K": 70, "L": 72, "M": 75, "N": 79, "O": 82, "P": 83, "Q": 85, "R": 90, "S": 96, "T": 97,
}  # fmt: skip
SECTIONS = tuple(_LAST_DIVISION)

# GB/T 2260: the first two digits name the province.
PROVINCES = {
    "11": Text("北京市", "Beijing"),
    "12": Text("天津市", "Tianjin"),
    "13": Text("河北省", "Hebei"),
    "14": Text("山西省", "Shanxi"),
    "15": Text("内蒙古自治区", "Inner Mongolia"),
    "21": Text("辽宁省", "Liaoning"),
    "22": Text("吉林省", "Jilin"),
    "23": Text("黑龙江省", "Heilongjiang"),
    "31": Text("上海市", "Shanghai"),
    "32": Text("江苏省", "Jiangsu"),
    "33": Text("浙江省", "Zhejiang"),
    "34": Text("安徽省", "Anhui"),
    "35": Text("福建省", "Fujian"),
    "36": Text("江西省", "Jiangxi"),
    "37": Text("山东省", "Shandong"),
    "41": Text("河南省", "Henan"),
    "42": Text("湖北省", "Hubei"),
    "43": Text("湖南省", "Hunan"),
    "44": Text("广东省", "Guangdong"),
    "45": Text("广西壮族自治区", "Guangxi"),
    "46": Text("海南省", "Hainan"),
    "50": Text("重庆市", "Chongqing"),
    "51": Text("四川省", "Sichuan"),
    "52": Text("贵州省", "Guizhou"),
    "53": Text("云南省", "Yunnan"),
    "54": Text("西藏自治区", "Tibet"),
    "61": Text("陕西省", "Shaanxi"),
    "62": Text("甘肃省", "Gansu"),
    "63": Text("青海省", "Qinghai"),
    "64": Text("宁夏回族自治区", "Ningxia"),
    "65": Text("新疆维吾尔自治区", "Xinjiang"),
    "71": Text("台湾省", "Taiwan"),
    "81": Text("香港特别行政区", "Hong Kong"),
    "82": Text("澳门特别行政区", "Macao"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """The three codes by which an enterprise is known."""

    uscc: str
    industry: str
    region: str


@dataclass(frozen=True, slots=True)
class FormerRegion:
    """What a region code meant before it was given up, and the code of the same place today."""

    name: Text
    present: str


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The official lists by code: industries A, C36, C361, C3611; regions; former regions."""

    industries: Mapping[str, Text]
    regions: Mapping[str, Text]
    former_regions: Mapping[str, FormerRegion]


def mended_code(text: str) -> str:
    """A code without blanks and hyphens, in upper case, full-width characters made plain."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in plain if char != "-" and not char.isspace())


def mended_industry(text: str) -> str:
    """An industry code with its section letter, which the division determines."""
    code = mended_code(text)
    if len(code) in (2, 3, 4) and _plain_digits(code):
        return _section_of_division(int(code[:2])) + code
    return code


def mended(identity: Identity) -> Identity:
    """The codes as they are stored."""
    return Identity(
        uscc=mended_code(identity.uscc),
        industry=mended_industry(identity.industry),
        region=mended_code(identity.region),
    )


def identity_obstacles(identity: Identity, lists: CodeLists) -> list[Obstacle]:
    """R11 over all three codes."""
    return [
        *uscc_obstacles(identity.uscc),
        *industry_obstacles(identity.industry, lists),
        *region_obstacles(identity.region, lists),
    ]


def uscc_obstacles(text: str) -> list[Obstacle]:
    """What is wrong with a unified social credit code, by position."""
    code = mended_code(text)
    if not code:
        return [
            _wrong(
                "uscc",
                N_("The unified social credit code is missing."),
                N_("Enter the 18 characters as they stand on the business licence."),
            )
        ]
    if len(code) != _LENGTH:
        return [
            _wrong(
                "uscc",
                N_("The unified social credit code has %(count)s characters instead of 18."),
                N_("Enter the 18 characters as they stand on the business licence."),
                count=len(code),
            )
        ]
    strange = [_strange_character(code, at) for at in range(_LENGTH) if not _fits(code[at], at)]
    if strange:
        return strange
    expected = str(uscc.calc_check_digit(code[:-1]))
    if code[-1] != expected:
        return [
            _wrong(
                "uscc",
                N_(
                    "Character 18 of the unified social credit code, “%(given)s”, "
                    "does not fit the 17 before it."
                ),
                N_(
                    "Compare all characters with the business licence; if the first 17 are right, "
                    "the last one must be “%(expected)s”."
                ),
                given=code[-1],
                expected=expected,
            )
        ]
    return []


def industry_obstacles(text: str, lists: CodeLists) -> list[Obstacle]:
    """What is wrong with a GB/T 4754 code: a division, group or class that the list has."""
    code = mended_industry(text)
    cure = N_("Choose the industry from GB/T 4754, such as C36 for automobile manufacturing.")
    if not code:
        return [_wrong("industry", N_("The industry code is missing."), cure)]
    section, digits = code[0], code[1:]
    if section not in _LAST_DIVISION or len(digits) not in (2, 3, 4) or not _plain_digits(digits):
        return [
            _wrong(
                "industry",
                N_("“%(code)s” is not a letter A to T with two to four digits."),
                cure,
                code=code,
            )
        ]
    if _section_of_division(int(digits[:2])) != section:
        return [
            _wrong(
                "industry",
                N_("Division %(division)s does not belong to section %(section)s."),
                cure,
                division=digits[:2],
                section=section,
            )
        ]
    return [] if code in lists.industries else [_industry_not_listed(code, lists)]


def _industry_not_listed(code: str, lists: CodeLists) -> Obstacle:
    """A division that exists, with a group or class that does not."""
    group = code[:_GROUP_LENGTH]
    if group not in lists.industries:
        known, part = code[:_DIVISION_LENGTH], group
        fact = N_("Division %(known)s “%(name)s” has no group %(part)s.")
    else:
        known, part = group, code
        fact = N_("Group %(known)s “%(name)s” has no class %(part)s.")
    return _wrong(
        "industry",
        fact,
        N_("Choose one that GB/T 4754 has, or enter %(known)s, which is fine enough."),
        known=known,
        part=part,
        **in_both("name", lists.industries[known]),
    )


def region_obstacles(text: str, lists: CodeLists) -> list[Obstacle]:
    """What is wrong with a GB/T 2260 code: a province, prefecture or county that the list has."""
    code = mended_code(text)
    cure = N_("Choose the region from GB/T 2260, such as 370102 for Lixia District, Jinan.")
    if not code:
        return [_wrong("region", N_("The region code is missing."), cure)]
    if len(code) != _REGION_LENGTH or not _plain_digits(code):
        return [_wrong("region", N_("“%(code)s” does not have six digits."), cure, code=code)]
    if code[:2] not in PROVINCES:
        return [
            _wrong("region", N_("No province has the number %(first)s."), cure, first=code[:2]),
        ]
    if code in lists.regions:
        return []
    former = lists.former_regions.get(code)
    return [_given_up(code, former, lists) if former else _region_not_listed(code, lists)]


def _given_up(code: str, former: FormerRegion, lists: CodeLists) -> Obstacle:
    fact = N_("The code %(code)s, once “%(name)s”, has been given up in GB/T 2260.")
    named = in_both("name", former.name)
    if not former.present:
        cure = N_("Look up by name the county or district to which the place belongs today.")
        return _wrong("region", fact, cure, code=code, **named)
    return _wrong(
        "region",
        fact,
        N_("Enter %(present)s, the code of “%(today)s” today."),
        code=code,
        present=former.present,
        **named,
        **in_both("today", lists.regions[former.present]),
    )


def _region_not_listed(code: str, lists: CodeLists) -> Obstacle:
    prefecture = lists.regions.get(code[:4] + "00")
    if prefecture and not code.endswith("00"):
        return _wrong(
            "region",
            N_("“%(name)s” has no county or district with the code %(code)s."),
            N_("Look the county or district up by name, or enter %(known)s for all of “%(name)s”."),
            code=code,
            known=code[:4] + "00",
            **in_both("name", prefecture),
        )
    return _wrong(
        "region",
        N_("“%(name)s” has no place with the code %(code)s."),
        N_("Look the place up by name, or enter %(known)s for all of “%(name)s”."),
        code=code,
        known=code[:2] + "0000",
        **in_both("name", PROVINCES[code[:2]]),
    )


def province_of(region: str) -> Text | None:
    """The province of a region code."""
    return PROVINCES.get(region[:2])


def _fits(char: str, at: int) -> bool:
    if at == 0:
        return char in _AUTHORITIES
    if at < _DIGITS_UNTIL:
        return _plain_digits(char)
    return char in _ALPHABET


def _strange_character(code: str, at: int) -> Obstacle:
    fact = N_("Character %(position)s of the unified social credit code cannot be “%(given)s”.")
    likely = _LOOK_ALIKES.get(code[at], "")
    if likely and _fits(likely, at):
        cure = N_("Letters I, O, S, V and Z never occur in it: probably “%(likely)s” is meant.")
        return _wrong("uscc", fact, cure, position=at + 1, given=code[at], likely=likely)
    cure = N_("Compare this place with the business licence.")
    return _wrong("uscc", fact, cure, position=at + 1, given=code[at])


def _plain_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _section_of_division(division: int) -> str:
    if division < 1:
        return ""
    return next((letter for letter, last in _LAST_DIVISION.items() if division <= last), "")


def _wrong(field: str, fact: str, cure: str, **params: str | int) -> Obstacle:
    return Obstacle(RULE, fact, cure, params, field=field)
