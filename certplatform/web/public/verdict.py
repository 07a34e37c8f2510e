"""One glance at a certificate: four separate answers in words (experience.md, 3)."""

from dataclasses import dataclass

from certplatform import clock
from certplatform.domain.certificate import SUPERSEDED
from certplatform.domain.scheme import Text
from certplatform.domain.wording import N_
from certplatform.domain.workflow.certificate import (
    CANCELLED,
    EXPIRED,
    REVOKED,
    SUSPENDED,
    VALID,
)
from certplatform.registry.entry import Line, PublicRecord
from certplatform.web.formats import gettext, instant, text

TONES = {
    VALID: "good",
    SUSPENDED: "wait",
    REVOKED: "bad",
    CANCELLED: "bad",
    EXPIRED: "bad",
    SUPERSEDED: "wait",
}
WORDS = {
    VALID: N_("Valid"),
    SUSPENDED: N_("Suspended"),
    REVOKED: N_("Withdrawn"),
    CANCELLED: N_("Cancelled"),
    EXPIRED: N_("Expired"),
    SUPERSEDED: N_("Superseded"),
}
SENTENCES = {
    VALID: N_("This certificate is genuine and valid today."),
    SUSPENDED: N_("This certificate is genuine, but suspended: it may not be relied on today."),
    REVOKED: N_("This certificate was withdrawn for ever: it may not be relied on."),
    CANCELLED: N_("This certificate was cancelled: it may not be relied on."),
    EXPIRED: N_("This certificate is genuine, but its validity has ended."),
    SUPERSEDED: N_("A newer revision is in force. Look at that one."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the four answers."""

    tone: str
    answer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Overall:
    """What the eye meets first."""

    tone: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of the public history as the components draw it."""

    label: str
    tone: str
    since: object
    reason: str


def status_word(status: str) -> str:
    """The word for a status."""
    return gettext(WORDS[status])


def overall(record: PublicRecord) -> Overall:
    """Valid or not, today."""
    status = record.status
    return Overall(TONES[status], status_word(status), gettext(SENTENCES[status]))


def answers(record: PublicRecord) -> dict[str, Answer]:
    """Genuine, status and since when, issuer entitled, how fresh."""
    since = gettext("since %(day)s", day=record.since.isoformat())
    why = text(record.reason)
    entitled = record.entitled
    return {
        "authentic": Answer(
            "good",
            gettext("Yes"),
            gettext("This registry entered number and revision itself."),
        ),
        "status": Answer(
            TONES[record.status],
            status_word(record.status),
            f"{since} · {why}" if why else since,
        ),
        "issuer": Answer(
            "good" if entitled else "wait",
            gettext("Yes") if entitled else gettext("Not established"),
            gettext("Approval of %(body)s on the day of issue", body=_body(record)),
        ),
        "freshness": Answer(
            "good",
            gettext("Read just now"),
            gettext("from the registry itself, %(at)s", at=instant(clock.now())),
        ),
    }


def _body(record: PublicRecord) -> str:
    return str(record.said["body"]["name"])


def history(record: PublicRecord) -> list[HistoryLine]:
    """The public history, the latest first."""
    return [_line(one) for one in record.history]


def _line(one: Line) -> HistoryLine:
    return HistoryLine(status_word(one.status), TONES[one.status], one.since, text(one.reason))


def label(codes: list[tuple[str, Text]], code: str) -> str:
    """The name of a code in the reader's language."""
    return next((text(title) for known, title in codes if known == code), code)
