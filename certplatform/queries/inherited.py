"""What the audit before found against the same criteria, and whether this team has confirmed it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.workflow.finding import DRAFTED, DROPPED
from certplatform.models.application import Site
from certplatform.models.case import Case
from certplatform.models.finding import Finding, InheritedLook
from certplatform.models.person import Person
from certplatform.queries.findings import case_before
from certplatform.queries.plans import sites_of


@dataclass(frozen=True, slots=True)
class Inherited:
    """A finding of the audit before: its site by name, and whether that site is in this audit."""

    finding: Finding
    site: str
    same_site: bool
    look: InheritedLook | None
    by: str


def inherited_findings(case: Case, keys: Collection[str] | None = None) -> list[Inherited]:
    """Findings of the audit before, on some criteria or all."""
    before = case_before(case)
    if before is None:
        return []
    query = (
        select(Finding, Site.name, InheritedLook, Person.name)
        .join(Site, Site.id == Finding.site_id)
        .outerjoin(
            InheritedLook,
            (InheritedLook.finding_id == Finding.id) & (InheritedLook.case_id == case.id),
        )
        .outerjoin(Person, Person.id == InheritedLook.confirmed_by)
        .where(Finding.case_id == before, Finding.state.not_in((DRAFTED, DROPPED)))
        .order_by(Finding.number)
    )
    if keys is not None:
        query = query.where(Finding.key.in_(keys))
    names = {one.name.strip() for one in sites_of(case)}
    return [
        Inherited(one, site, site.strip() in names, look, by or "")
        for one, site, look, by in session.execute(query)
    ]
