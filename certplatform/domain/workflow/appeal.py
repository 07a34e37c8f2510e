"""The life of an appeal, a complaint or a report of misuse (R54)."""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.machine import Machine, State, rows

LODGED, ACKNOWLEDGED, UPHELD, DISMISSED = "lodged", "acknowledged", "upheld", "dismissed"

APPEAL = Machine(
    "appeal",
    (
        State(LODGED, N_("Received"), initial=True),
        State(ACKNOWLEDGED, N_("Acknowledged")),
        State(UPHELD, N_("Upheld"), final=True),
        State(DISMISSED, N_("Dismissed"), final=True),
    ),
    [
        *rows(
            "acknowledge",
            LODGED,
            ACKNOWLEDGED,
            (Role.SECRETARIAT,),
            "appeal",
            N_("Acknowledge and hand over"),
            rules=("R18", "R54"),
        ),
        *rows(
            "uphold_appeal",
            ACKNOWLEDGED,
            UPHELD,
            (Role.COMMITTEE_POOL,),
            "appeal",
            N_("Uphold"),
            rules=("R18", "R54"),
            reason=True,
            fresh=True,
        ),
        *rows(
            "dismiss_appeal",
            ACKNOWLEDGED,
            DISMISSED,
            (Role.COMMITTEE_POOL,),
            "appeal",
            N_("Dismiss"),
            rules=("R18", "R54"),
            reason=True,
            fresh=True,
        ),
    ],
)
