"""Small graphs of the facts that lead from a person to an enterprise: where boxes and lines lie."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from certplatform.domain.conflict_engine import Answer, Judged
from certplatform.domain.conflict_facts import ADVICE, KINSHIP, OTHER, OWNERSHIP, Organisation
from certplatform.domain.conflict_graph import PERSON, Fact, Link
from certplatform.domain.impartiality import period
from certplatform.domain.wording import N_
from certplatform.process.person_record import TIE_KINDS
from certplatform.web.formats import gettext

BOX_WIDTH, BOX_HEIGHT, ROW, GAP = 150, 40, 96, 14
LINE_UNITS, MOST_LINES, LINE_HEIGHT, TEXT_DROP = 22, 2, 14, 4
ADVISED = N_("advised")
OWNS = N_("owns %(share)s per cent of")


@dataclass(frozen=True, slots=True)
class Box:
    """One person or organisation: its upper left corner and the lines of its name."""

    x: float
    y: float
    lines: list[tuple[float, str]]
    is_end: bool
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def middle(self) -> float:
        """Where its text stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Joint:
    """One fact between two boxes; dashed where a name had to be guessed."""

    x1: float
    y1: float
    x2: float
    y2: float
    label: str
    certain: bool

    @property
    def middle(self) -> tuple[float, float]:
        """Where its words stand."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2 + TEXT_DROP


@dataclass(frozen=True, slots=True)
class Step:
    """One fact in words, for the table behind the drawing."""

    source: str
    said: str
    target: str
    period: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One answer drawn: the size of the picture, its parts, and the same in words."""

    rule: str
    width: int
    height: int
    boxes: list[Box]
    joints: list[Joint]
    steps: list[Step]

    @property
    def said(self) -> str:
        """The whole picture in one sentence."""
        return "; ".join(f"{one.source} {one.said} {one.target}" for one in self.steps)


def drawings(judged: Judged, person: str, enterprise: str) -> list[Drawing]:
    """Each answer as a small graph, from the person above to the enterprise below."""
    return [_drawing(one, judged, person, enterprise) for one in judged.answers]


def _drawing(answer: Answer, judged: Judged, person: str, enterprise: str) -> Drawing:
    ends = {PERSON, *judged.graph.enterprise}
    rows = _rows(answer.path, ends - {PERSON})
    width = max(2, *(len(row) for row in rows)) * (BOX_WIDTH + GAP) + GAP
    places = _places(answer.path, rows, width)
    names = {node: _name(node, judged, person, enterprise) for node in places}
    return Drawing(
        answer.rule,
        width,
        GAP * 2 + (len(rows) - 1) * ROW + BOX_HEIGHT,
        [Box(x, y, _lines(names[node], y), node in ends) for node, (x, y) in places.items()],
        [_joint(one, judged, places) for one in answer.path if one.source != one.target],
        [_step(one, judged, names) for one in answer.path],
    )


def _rows(path: Sequence[Link], last: set[str]) -> list[list[str]]:
    """The nodes by their distance from the person; the enterprise stands below all others."""
    rows, seen = [[PERSON]], {PERSON}
    while fresh := _beside(path, rows[-1], seen):
        rows.append(fresh)
        seen |= set(fresh)
    upper = [[one for one in row if one not in last] for row in rows]
    lowest = [one for row in rows for one in row if one in last]
    return [row for row in (*upper, lowest) if row]


def _places(
    path: Sequence[Link], rows: Sequence[Sequence[str]], width: int
) -> dict[str, tuple[float, float]]:
    """The corner of each box; a lone one steps aside for a line that runs past its row."""
    depth = {node: at for at, row in enumerate(rows) for node in row}
    passed = {
        at
        for one in path
        for at in range(
            min(depth[one.source], depth[one.target]) + 1,
            max(depth[one.source], depth[one.target]),
        )
    }
    found = {}
    for at, row in enumerate(rows):
        aside = at in passed and len(row) == 1
        left = GAP if aside else (width - len(row) * (BOX_WIDTH + GAP) + GAP) / 2
        for place, node in enumerate(row):
            found[node] = (left + place * (BOX_WIDTH + GAP), float(GAP + at * ROW))
    return found


def _beside(path: Iterable[Link], row: Sequence[str], seen: set[str]) -> list[str]:
    pairs = [(one.source, one.target) for one in path]
    pairs += [(other, one) for one, other in pairs]
    return list(dict.fromkeys(other for one, other in pairs if one in row and other not in seen))


def _name(node: str, judged: Judged, person: str, enterprise: str) -> str:
    if node == PERSON:
        return person
    if judged.graph.enterprise.get(node):
        return enterprise
    return judged.graph.shown(node).removeprefix("kin:")


def _joint(link: Link, judged: Judged, places: dict[str, tuple[float, float]]) -> Joint:
    (x1, y1), (x2, y2) = places[link.source], places[link.target]
    upper, lower = sorted([(y1, x1), (y2, x2)])
    half = BOX_WIDTH / 2
    beside = upper[0] == lower[0]
    return Joint(
        upper[1] + half,
        upper[0] + (BOX_HEIGHT / 2 if beside else BOX_HEIGHT),
        lower[1] + half,
        lower[0] + (BOX_HEIGHT / 2 if beside else 0),
        _said(judged.graph.facts[link.fact]),
        link.certain,
    )


def _step(link: Link, judged: Judged, names: dict[str, str]) -> Step:
    fact = judged.graph.facts[link.fact]
    dates = period(fact.from_on, fact.until_on) if fact.from_on or fact.until_on else ""
    return Step(names[link.source], _said(fact), names[link.target], dates)


def _said(fact: Fact) -> str:
    if fact.kind == OWNERSHIP:
        share = "?" if fact.share is None else f"{float(Fraction(fact.share)):.6g}"
        return gettext(OWNS, share=share)
    if fact.kind == ADVICE:
        return gettext(ADVISED)
    if not isinstance(fact.target, Organisation):
        return gettext(TIE_KINDS[KINSHIP])
    return gettext(TIE_KINDS.get(fact.kind, TIE_KINDS[OTHER]))


def _lines(name: str, top: float) -> list[tuple[float, str]]:
    """The lines of a name with their heights, in the middle of a box."""
    lines = [""]
    for one in name:
        if _units(lines[-1] + one) > LINE_UNITS:
            lines.append("")
        lines[-1] += one
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][:-1]}…"]
    first = top + BOX_HEIGHT / 2 + TEXT_DROP - (len(lines) - 1) * LINE_HEIGHT / 2
    return [(first + at * LINE_HEIGHT, one.strip()) for at, one in enumerate(lines)]


def _units(words: str) -> int:
    """How wide a text is; a Chinese character counts as two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in words)
