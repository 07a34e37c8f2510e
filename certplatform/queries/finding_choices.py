"""What the sheet for findings of a case offers: grades, clauses and criteria, sites."""

from certplatform.domain.finding import MAJOR, MINOR, OBSERVATION, STRENGTH
from certplatform.domain.finding_rows import Choice, SheetChoices
from certplatform.domain.wording import Text
from certplatform.models.case import Case
from certplatform.queries.audits import checklist_of, reference_of
from certplatform.queries.plans import sites_of

GRADES = {
    MAJOR: Text("严重不符合", "Major nonconformity"),
    MINOR: Text("一般不符合", "Minor nonconformity"),
    OBSERVATION: Text("观察项", "Observation"),
    STRENGTH: Text("亮点", "Strength"),
}


def choices_of(case: Case) -> SheetChoices:
    """The choices of a case's sheet."""
    return SheetChoices(
        case.public_id,
        case.number,
        [
            Choice(code, f"{title.zh} {title.en}", (title.zh, title.en))
            for code, title in GRADES.items()
        ],
        [
            Choice(row.key, _shown(row.key, row.title, claim), (reference_of(row.key),))
            for part in checklist_of(case)
            for claim in [part.claim.name if part.claim else ""]
            for row in part.rows
        ],
        _sites(case),
    )


def _shown(key: str, title: Text, claim: str) -> str:
    words = f"{title.zh} {title.en}" if title.en != title.zh else title.zh
    return f"{reference_of(key)} {claim + ' · ' if claim else ''}{words}"


def _sites(case: Case) -> list[Choice]:
    """By name; of several that are called alike each with its place."""
    sites = sites_of(case)
    names = [one.name for one in sites]
    return [
        Choice(
            str(one.id),
            one.name if names.count(one.name) == 1 else f"{one.name} ({place})",
        )
        for place, one in enumerate(sites, 1)
    ]
