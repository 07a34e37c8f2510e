"""The minutes of a panel session: who sat, which cases, how the votes fell, what was decided."""

from dataclasses import dataclass
from datetime import date

from certplatform.documents.flow import bilingual, day
from certplatform.documents.layout import Head, Sheet, Signature, begin, finish
from certplatform.documents.table import Column
from certplatform.domain.scheme import Text

TITLE = Text("评审会议纪要", "Minutes of the Panel Session")


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote; the reason is empty where the scheme asks for none."""

    member: str
    choice: Text
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A case on the agenda, its ballot, and what came of it."""

    case_number: str
    enterprise: str
    body: str
    proposed: Text
    quorum: int
    recused: str
    votes: tuple[Vote, ...]
    outcome: Text
    note: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A session's minutes."""

    head: Head
    session: str
    opened_on: date
    closed_on: date
    members: tuple[str, ...]
    secretary: str
    items: tuple[Item, ...]
    signed: tuple[Signature, ...]


def render_minutes(minutes: Minutes) -> bytes:
    """The minutes."""
    sheet = begin(minutes.head, TITLE)
    days = f"{day(minutes.opened_on)} – {day(minutes.closed_on)}"
    sheet.facts(
        [
            (Text("会议", "Session"), minutes.session),
            (Text("日期", "Held on"), days),
            (Text("评审委员", "Panel members"), "、".join(minutes.members)),
            (Text("会议秘书", "Secretary"), minutes.secretary),
            (Text("评审项目数", "Cases"), str(len(minutes.items))),
        ]
    )
    for number, item in enumerate(minutes.items, 1):
        _item(sheet, number, item)
    sheet.signatures(minutes.signed)
    return finish(sheet, minutes.head, TITLE)


def _item(sheet: Sheet, number: int, item: Item) -> None:
    sheet.heading(Text(f"{number}. {item.case_number} {item.enterprise}", ""))
    sheet.facts(
        [
            (Text("评定机构", "Assessment body"), item.body),
            (Text("提请决定", "Proposed"), bilingual(item.proposed)),
            (Text("法定人数", "Quorum"), str(item.quorum)),
            (Text("回避委员", "Recused"), item.recused or "无 none"),
        ]
    )
    sheet.table(
        [
            Column(Text("评审委员", "Member"), 0.22),
            Column(Text("表决", "Vote"), 0.33),
            Column(Text("理由", "Reason"), 0.45),
        ],
        [(vote.member, bilingual(vote.choice), vote.reason) for vote in item.votes],
    )
    sheet.facts(
        [
            (Text("表决结果", "Outcome"), bilingual(item.outcome)),
            *([(Text("备注", "Note"), item.note)] if item.note else []),
        ]
    )
