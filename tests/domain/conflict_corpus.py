"""Planted conflicts: people, enterprises and the answer that was hidden in their facts.

The answers are laid down together with the facts, never computed by the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from certplatform.domain.conflict_facts import (
    Enterprise,
    Holding,
    Kin,
    Organisation,
    Person,
    Tie,
)

DAY = date(2026, 12, 1)
WINDOW = date(2024, 12, 1)
ONE = timedelta(days=1)
LONG_AGO = date(2015, 1, 1)
WORK = ("employment", "consultancy", "training", "internal_audit")
INTERESTS = ("shareholding", "kinship", "business", "other")
BLOCKS, CLEAR, NOTHING = "blocks", "clear", ""

PLANT = Organisation("齐鲁精密制造有限公司", "91370100000000000A", ("Qilu Precision Co., Ltd.",))
PARENT = Organisation("齐鲁控股集团有限公司", "91370100000000000B")
ABOVE = Organisation("华东投资股份有限公司", "91370100000000000C")
SISTER = Organisation("齐鲁铸造有限公司", "91370100000000000D")
BELOW = Organisation("齐鲁轴承销售有限公司", "91370100000000000E")
FARTHER = Organisation("齐鲁物流有限公司", "91370100000000000F")
STRANGER = Organisation("长江电子有限公司", "91370100000000000G")
ADVISER = Organisation("明道管理咨询有限公司", "91370100000000000H")
ADVISERS_PARENT = Organisation("明道集团有限公司", "91370100000000000J")


@dataclass(frozen=True)
class Planted:
    """One case: its facts, and what each rule has to answer; rules not named answer nothing."""

    name: str
    ties: tuple[Tie, ...]
    expected: dict[str, str]
    holdings: tuple[Holding, ...] = ()
    kin: tuple[Kin, ...] = ()
    consultancies: tuple[Organisation, ...] = ()

    @property
    def person(self) -> Person:
        return Person(7, "陈静", self.ties, self.kin)

    @property
    def enterprise(self) -> Enterprise:
        return Enterprise(PLANT, holdings=self.holdings, consultancies=self.consultancies)


def corpus() -> list[Planted]:
    """Every planted case, the same ones in the same order each time."""
    families = (direct, grouped, nearly_grouped, dated_links, circles, advised, named, family)
    return [case for one in families for case in one()]


def rule_of(kind: str) -> str:
    return "R13" if kind in WORK else "R15"


def wanted(kind: str, verdict: str) -> dict[str, str]:
    return {rule_of(kind): verdict} if verdict else {}


def held(
    owner: Organisation,
    owned: Organisation,
    share: str,
    since: date | None = LONG_AGO,
    until: date | None = None,
) -> Holding:
    return Holding(owner, owned, Decimal(share), since, until)


SPANS: dict[str, tuple[date | None, date | None, bool]] = {
    "ended the day before the window": (LONG_AGO, WINDOW - ONE, False),
    "ended on the first day of the window": (LONG_AGO, WINDOW, True),
    "ended inside the window": (LONG_AGO, date(2025, 6, 30), True),
    "goes on": (LONG_AGO, None, True),
    "of one day on the day itself": (DAY, DAY, True),
    "begins on the day": (DAY, None, True),
    "begins the day after": (DAY + ONE, None, False),
    "without dates": (None, None, True),
}


def direct() -> Iterator[Planted]:
    for kind in (*WORK, *INTERESTS):
        for said, (since, until, touches) in SPANS.items():
            tie = Tie(kind, PLANT, since, until)
            yield Planted(f"{kind} {said}", (tie,), wanted(kind, BLOCKS if touches else NOTHING))


TO_GROUP: dict[str, tuple[Organisation, tuple[Holding, ...]]] = {
    "the parent": (PARENT, (held(PARENT, PLANT, "51"),)),
    "the parent's parent": (ABOVE, (held(ABOVE, PARENT, "80"), held(PARENT, PLANT, "60"))),
    "a sister": (SISTER, (held(PARENT, SISTER, "100"), held(PARENT, PLANT, "60"))),
    "a daughter": (BELOW, (held(PLANT, BELOW, "75"),)),
    "a daughter's daughter": (FARTHER, (held(PLANT, BELOW, "75"), held(BELOW, FARTHER, "90"))),
    "a cousin": (
        FARTHER,
        (
            held(ABOVE, PARENT, "66"),
            held(PARENT, PLANT, "66"),
            held(ABOVE, SISTER, "66"),
            held(SISTER, FARTHER, "66"),
        ),
    ),
    "who controls through two others together": (
        ABOVE,
        (
            held(ABOVE, PARENT, "60"),
            held(ABOVE, SISTER, "60"),
            held(PARENT, PLANT, "26"),
            held(SISTER, PLANT, "25"),
        ),
    ),
}


def grouped() -> Iterator[Planted]:
    for said, (organisation, holdings) in TO_GROUP.items():
        for kind in (*WORK, *INTERESTS):
            ties = (Tie(kind, organisation, LONG_AGO, date(2025, 3, 31)),)
            yield Planted(f"{kind} at {said}", ties, wanted(kind, BLOCKS), holdings)
        gone = (Tie("employment", organisation, LONG_AGO, WINDOW - ONE),)
        yield Planted(f"too long ago at {said}", gone, {}, holdings)
        other = (Tie("employment", STRANGER, LONG_AGO),)
        yield Planted(f"a stranger beside {said}", other, {}, holdings)


def _at(organisation: Organisation, kind: str = "employment") -> tuple[Tie, ...]:
    return (Tie(kind, organisation, LONG_AGO),)


def nearly_grouped() -> Iterator[Planted]:
    for share, verdict in (
        ("50.000001", BLOCKS), ("51", BLOCKS), ("50", CLEAR), ("20", CLEAR), ("19.999999", NOTHING),
    ):  # fmt: skip
        for kind in ("employment", "internal_audit", "business"):
            up, down = (held(PARENT, PLANT, share),), (held(PLANT, BELOW, share),)
            answer = wanted(kind, verdict)
            yield Planted(f"{kind}, owner of {share}", _at(PARENT, kind), answer, up)
            yield Planted(f"{kind}, {share} owned", _at(BELOW, kind), answer, down)
    for first, second, verdict in (
        ("40", "50", CLEAR), ("40", "49", NOTHING), ("100", "20", CLEAR), ("60", "30", CLEAR),
        ("50", "100", CLEAR), ("51", "51", BLOCKS), ("30", "30", NOTHING),
    ):  # fmt: skip
        chain = (held(ABOVE, PARENT, first), held(PARENT, PLANT, second))
        share = f"{first} of {second}"
        if (first, second) != ("60", "30"):
            yield Planted(f"a chain of {share}", _at(ABOVE), wanted("employment", verdict), chain)
    shell = (held(ABOVE, PARENT, "10"), held(PARENT, PLANT, "10"))
    yield Planted("a shareholder two steps away", _at(ABOVE, "shareholding"), {"R15": CLEAR}, shell)
    yield Planted("an employee two steps away", _at(ABOVE), {}, shell)
    below = (held(PLANT, BELOW, "10"),)
    yield Planted("a shareholder of a small holding", _at(BELOW, "shareholding"), {}, below)
    apart = (
        held(ABOVE, PARENT, "60"), held(ABOVE, SISTER, "60"),
        held(PARENT, PLANT, "25"), held(SISTER, PLANT, "25"),
    )  # fmt: skip
    yield Planted("two halves do not control", _at(ABOVE), {}, apart)
    yield Planted("one of the halves", _at(SISTER), {"R13": CLEAR}, apart)


def dated_links() -> Iterator[Planted]:
    for said, (since, until, touches) in SPANS.items():
        holdings = (held(PARENT, PLANT, "60", since, until),)
        for kind in ("employment", "kinship"):
            answer = wanted(kind, BLOCKS if touches else NOTHING)
            yield Planted(f"{kind}, ownership {said}", _at(PARENT, kind), answer, holdings)
    turn = date(2025, 9, 1)
    for gap, verdict in ((0, BLOCKS), (1, NOTHING)):
        chain = (
            held(ABOVE, PARENT, "60", LONG_AGO, turn),
            held(PARENT, PLANT, "60", turn + gap * ONE),
        )
        yield Planted(f"links {gap} days apart", _at(ABOVE), wanted("employment", verdict), chain)
    sold = (held(PARENT, PLANT, "60", LONG_AGO, turn), held(PARENT, PLANT, "10", turn + ONE))
    yield Planted("sold down inside the window", _at(PARENT), {"R13": BLOCKS}, sold)
    doubled = (held(PARENT, PLANT, "30"), held(PARENT, PLANT, "30"))
    yield Planted("one share told twice", _at(PARENT), {"R13": CLEAR}, doubled)
    unknown = (Holding(PARENT, PLANT),)
    yield Planted("a parent without a share", _at(PARENT), {"R13": BLOCKS}, unknown)


def circles() -> Iterator[Planted]:
    two = (held(PARENT, PLANT, "60"), held(PLANT, PARENT, "15"))
    three = (
        held(ABOVE, PARENT, "60"), held(PARENT, PLANT, "60"), held(PLANT, ABOVE, "30"),
    )  # fmt: skip
    small = (held(PARENT, PLANT, "15"), held(PLANT, PARENT, "15"))
    wide = (held(ABOVE, SISTER, "40"), held(SISTER, FARTHER, "40"), held(FARTHER, ABOVE, "40"))
    for kind in WORK:
        yield Planted(f"{kind} in a circle of two", _at(PARENT, kind), {"R13": BLOCKS}, two)
        yield Planted(f"{kind} in a circle of three", _at(ABOVE, kind), {"R13": BLOCKS}, three)
        yield Planted(f"{kind} in a small circle", _at(PARENT, kind), {}, small)
        beside = (*wide, held(ABOVE, PLANT, "50"))
        yield Planted(f"{kind} at who leads a circle", _at(ABOVE, kind), {"R13": CLEAR}, beside)
        yield Planted(f"{kind} behind a circle", _at(SISTER, kind), {}, wide)
        # 40 % of 40 % of 50 %: eight per cent come through
        yield Planted(f"{kind} held through a circle", _at(SISTER, kind), {}, beside)


def advised() -> Iterator[Planted]:
    for said, (since, until, touches) in SPANS.items():
        ties = (Tie("employment", ADVISER, since, until),)
        answer = {"R14": BLOCKS} if touches else {}
        yield Planted(f"the consultancy, {said}", ties, answer, consultancies=(ADVISER,))
    for kind in (*WORK[1:], *INTERESTS):
        yield Planted(f"{kind} with the consultancy", _at(ADVISER, kind), {},
                      consultancies=(ADVISER,))  # fmt: skip
    above = (held(ADVISERS_PARENT, ADVISER, "70"),)
    some = (held(ADVISERS_PARENT, ADVISER, "50"),)
    both = (STRANGER, ADVISER)
    yield Planted("the consultancy's parent", _at(ADVISERS_PARENT), {"R14": CLEAR}, above,
                  consultancies=(ADVISER,))  # fmt: skip
    yield Planted("half an owner of the consultancy", _at(ADVISERS_PARENT), {}, some,
                  consultancies=(ADVISER,))  # fmt: skip
    yield Planted("the second consultancy", _at(ADVISER), {"R14": BLOCKS}, consultancies=both)
    yield Planted("another consultancy", _at(ADVISER), {}, consultancies=(STRANGER,))
    alike = Organisation("明道管理咨询股份有限公司")
    yield Planted("a consultancy of nearly that name", _at(alike), {"R14": CLEAR},
                  consultancies=(ADVISER,))  # fmt: skip
    plain = Organisation("明道管理咨询有限责任公司")
    yield Planted("the consultancy by name", _at(plain), {"R14": BLOCKS}, consultancies=(ADVISER,))
    yield Planted("adviser and parent at once", _at(PARENT), {"R13": BLOCKS, "R14": BLOCKS},
                  (held(PARENT, PLANT, "60"),), consultancies=(PARENT,))  # fmt: skip


MENTIONS: dict[str, tuple[Organisation, str]] = {
    "the code under an old name": (Organisation("泰山机床厂", "91370100000000000A"), BLOCKS),
    "the code in small letters": (Organisation("", "91370100000000000a"), BLOCKS),
    "the code in wide letters": (Organisation("", "９１370100000000000Ａ"), BLOCKS),
    "the name under another code": (Organisation(PLANT.name, "91370100000000000Z"), NOTHING),
    "a near name under another code": (
        Organisation("齐鲁精密制造股份有限公司", "91370100000000000Z"), NOTHING,
    ),
    "the name alone": (Organisation(PLANT.name), BLOCKS),
    "the name with blanks": (Organisation(" 齐鲁 精密制造 有限公司"), BLOCKS),
    "the name in the long form": (Organisation("齐鲁精密制造有限责任公司"), BLOCKS),
    "the name with marks": (Organisation("「齐鲁精密制造」有限公司"), BLOCKS),
    "the English name": (Organisation("QILU Precision Company Limited"), BLOCKS),
    "the English name in wide letters": (Organisation("Ｑｉｌｕ Precision Co Ltd"), BLOCKS),
    "another legal form": (Organisation("齐鲁精密制造股份有限公司"), CLEAR),
    "a group of that name": (Organisation("齐鲁精密制造集团有限公司"), CLEAR),
    "a place in brackets": (Organisation("齐鲁精密制造（青岛）有限公司"), CLEAR),
    "a place in front": (Organisation("山东省齐鲁精密制造有限公司"), CLEAR),
    "a branch": (Organisation("齐鲁精密制造有限公司济南分公司"), CLEAR),
    "no legal form": (Organisation("齐鲁精密制造"), CLEAR),
    "one word more": (Organisation("齐鲁精密制造设备有限公司"), NOTHING),
    "one word less": (Organisation("齐鲁精密有限公司"), NOTHING),
    "only a legal form": (Organisation("有限公司"), NOTHING),
    "another English name": (Organisation("Qilu Castings Co., Ltd."), NOTHING),
}  # fmt: skip


def named() -> Iterator[Planted]:
    for said, (mention, verdict) in MENTIONS.items():
        for kind in ("employment", "consultancy", "shareholding", "kinship"):
            yield Planted(f"{kind}, {said}", _at(mention, kind), wanted(kind, verdict))
    surely = (held(Organisation("齐鲁控股集团有限责任公司"), PLANT, "60"),)
    perhaps = (held(Organisation("齐鲁控股集团股份有限公司"), PLANT, "60"),)
    coded = (held(Organisation("齐鲁控股集团有限公司", "91370100000000000Y"), PLANT, "60"),)
    for kind in ("employment", "business"):
        tie = _at(PARENT, kind)
        yield Planted(f"{kind}, parent by name", tie, wanted(kind, BLOCKS), surely)
        yield Planted(f"{kind}, parent by a near name", tie, wanted(kind, CLEAR), perhaps)
        yield Planted(f"{kind}, parent's namesake", tie, {}, coded)


def family() -> Iterator[Planted]:
    group = (held(PARENT, PLANT, "60"),)
    for kind in (*WORK, "shareholding", "business"):
        for said, (since, until, touches) in SPANS.items():
            present = touches and (until is None or until >= DAY)
            answer = {"R15": BLOCKS if present else CLEAR} if touches else {}
            kin = (Kin("陈父", (Tie(kind, PLANT, since, until),)),)
            yield Planted(f"a relative's {kind} {said}", (), answer, kin=kin)
    at_group = (Kin("陈父", (Tie("employment", PARENT, LONG_AGO),)),)
    yield Planted("a relative in the group", (), {"R15": BLOCKS}, group, at_group)
    parted = (Kin("陈父", (Tie("employment", PLANT, LONG_AGO),), LONG_AGO, WINDOW - ONE),)
    yield Planted("no relative any more", (), {}, kin=parted)
    alike = (Kin("陈父", (Tie("employment", Organisation("齐鲁精密制造集团")),)),)
    yield Planted("a relative at a near name", (), {"R15": CLEAR}, kin=alike)
    elsewhere = (Kin("陈父", (Tie("employment", STRANGER),)),)
    yield Planted("a relative elsewhere", (), {}, group, elsewhere)
    adviser = (Kin("陈父", (Tie("employment", ADVISER),)),)
    yield Planted("a relative at the consultancy", (), {}, kin=adviser, consultancies=(ADVISER,))
