"""Whether what was done about the findings of the audit before has worked (R31)."""

from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotNow, NotVisible
from certplatform.domain.finding import MINOR, NONCONFORMITIES
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.finding import EffectivenessCheck, Finding
from certplatform.process.finding import raise_finding
from certplatform.process.step import deed
from certplatform.queries.audits import checklist_keys
from certplatform.queries.cases import ABSENT
from certplatform.queries.findings import effectiveness_of, findings_to_check
from certplatform.queries.plans import sites_of


def check_effectiveness(
    case_id: int | str,
    *,
    earlier: int | str,
    effective: bool,
    note: str,
    by: Actor,
    grade: str = MINOR,
    key: str = "",
) -> EffectivenessCheck:
    """Say of an earlier finding whether what was done works; if not, it is raised anew.

    `grade` is that of the new finding, `key` its clause or criterion where the old one is no
    longer on the checklist.
    """
    if not note.strip():
        said = N_("Write what you have looked at.")
        raise Invalid(said, fields={"note": said})
    with deed(by=by) as act:
        case = act.on_case(case_id, "check_effectiveness")
        found = _earlier(case, earlier)
        if found.id in effectiveness_of(case):
            raise NotNow(N_("Whether this works is already recorded."))
        raised = None if effective else _raised(case, found, note, grade, key, by)
        made = EffectivenessCheck(
            case_id=case.id,
            finding_id=found.id,
            effective=effective,
            note=note.strip(),
            raised_id=raised.id if raised else None,
            checked_by=by.person_id or 0,
            checked_at=act.at,
        )
        session.add(made)
        act.note(earlier=found.id, effective=effective, raised=raised.number if raised else 0)
    return made


def _earlier(case: Case, key: int | str) -> Finding:
    for one in findings_to_check(case):
        if key in (one.id, one.public_id):
            return one
    raise NotVisible(ABSENT)


def _raised(case: Case, found: Finding, note: str, grade: str, key: str, by: Actor) -> Finding:
    """The fault has come back: a new draft against the same clause, linked by the check."""
    if grade not in NONCONFORMITIES:
        said = N_("What does not work is a nonconformity: minor or major.")
        raise Invalid(said, fields={"grade": said})
    known = checklist_keys(case)
    site = _site_like(case, found)
    return raise_finding(
        case.id,
        key=key or found.key,
        more_keys=[one for one in found.more_keys if one in known],
        site_id=site,
        grade=grade,
        fact=note,
        by=by,
    )


def _site_like(case: Case, found: Finding) -> int:
    """The site of the same name in this case, else its first one."""
    sites = sites_of(case)
    before = sites_of(session.get_one(Case, found.case_id))
    name = next((one.name for one in before if one.id == found.site_id), "")
    if not sites:
        raise NotNow(N_("The case has no site."))
    return next((one.id for one in sites if one.name == name), sites[0].id)
