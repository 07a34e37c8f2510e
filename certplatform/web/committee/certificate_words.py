"""What can be done to a certificate, in words; and its history for the committee."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from certplatform.domain.certificate import public_reason
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_
from certplatform.models.certificate import StatusChange
from certplatform.web.formats import state, text, tone


@dataclass(frozen=True, slots=True)
class DeedWords:
    """One deed: what it is called, what it means, what is asked once, what is said afterwards."""

    action: str
    label: str
    meaning: str
    confirm: str
    done: str
    kind: str


DEEDS = (
    DeedWords(
        "suspend",
        N_("Suspend"),
        N_(
            "The certificate may not be relied on until it is restored. The public sees it at once."
        ),
        N_("Suspend this certificate? The public sees it at once."),
        N_("The certificate is suspended."),
        "danger",
    ),
    DeedWords(
        "restore",
        N_("Restore"),
        N_("The certificate is valid again. Somebody outside the audit team decides, on evidence."),
        N_("Restore this certificate?"),
        N_("The certificate is valid again."),
        "primary",
    ),
    DeedWords(
        "withdraw",
        N_("Withdraw"),
        N_("The certificate ends for ever. Only a new assessment leads to another one."),
        N_("Withdraw this certificate for ever?"),
        N_("The certificate is withdrawn."),
        "danger",
    ),
    DeedWords(
        "cancel",
        N_("Cancel the certificate"),
        N_("The certificate ends for ever, at the wish of its holder or because it is no more."),
        N_("Cancel this certificate for ever?"),
        N_("The certificate is cancelled."),
        "danger",
    ),
)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of the history: also the words that the public does not see."""

    label: str
    tone: str
    since: date
    reason: str


def history_lines(changes: Sequence[StatusChange], known: Scheme) -> list[HistoryLine]:
    """The history for the committee."""
    return [
        HistoryLine(
            state(one.status, "certificate"),
            tone(one.status),
            one.since_on,
            " · ".join(
                filter(None, (text(public_reason(one.status, one.reason_code, known)), one.reason))
            ),
        )
        for one in changes
    ]
