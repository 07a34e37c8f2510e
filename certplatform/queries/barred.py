"""Cases withheld from whoever has a conflict of interest with them (R13-R15).

Withheld means absent: no page, list, count, search, export or message knows of the case. Only what
is public, what somebody sees as the enterprise itself, and what they were asked to declare on is
left. It is found from the facts as they stand at the moment, so that no job has to come first.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)

from certplatform import clock
from certplatform.db import session
from certplatform.domain import impartiality
from certplatform.domain.conflict_engine import BLOCKS, judge
from certplatform.domain.impartiality import Organisation as Mention
from certplatform.domain.impartiality import is_same
from certplatform.models.application import CaseConsultant, CaseOwner
from certplatform.models.audit import AuditPlan, PlanRow
from certplatform.models.case import Case
from certplatform.models.certificate import CertificateRevision
from certplatform.models.organisation import Organisation
from certplatform.models.person import Membership, Person, Tie
from certplatform.queries.law import rules_of
from certplatform.queries.once import once
from certplatform.queries.ties import OUTSIDE, bonds_of, enterprise_of, facts_of, links_around


@once
def barred_cases(person_id: int | None) -> frozenset[int]:
    """The cases that a person may not know of, by their id; few, for only ties lead there.

    Judged by today and by the first audit day, whichever speaks against it.
    """
    if person_id is None or not _is_tied(person_id):
        return frozenset()
    bound = bonds_of([person_id])[person_id]
    ties = [*bound.ties, *(tie for kin in bound.kin for tie in kin.ties)]
    mentions = list(dict.fromkeys(tie.organisation for tie in ties))
    if not mentions:
        return frozenset()
    found = session.scalars(select(Case).where(or_(*_may_concern(mentions)))).all()
    first = _first_days([one.id for one in found])
    facts = facts_of(session.get_one(Person, person_id))
    return frozenset(one.id for one in found if _stops(facts, one, first.get(one.id)))


_TIED = select(
    or_(
        exists().where(or_(Tie.person_id == bindparam("who"), Tie.relative_id == bindparam("who"))),
        exists().where(
            Membership.person_id == bindparam("who"),
            Membership.organisation_id == Organisation.id,
            Organisation.kind.in_(OUTSIDE),
        ),
    )
)


def _is_tied(person_id: int) -> bool:
    """Whether anything is on record at all: one small question, for most people the only one."""
    return bool(session.scalar(_TIED, {"who": person_id}))


def known_to(
    person_id: int | None, case_id: SQLColumnExpression[int] | SQLColumnExpression[int | None]
) -> ColumnElement[bool]:
    """The condition under which what belongs to a case, or to none, is not withheld."""
    barred = barred_cases(person_id)
    return or_(case_id.is_(None), case_id.not_in(barred)) if barred else true()


def certificate_known_to(
    person_id: int | None, certificate_id: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """The condition under which none of the cases behind a certificate is withheld."""
    if not (barred := barred_cases(person_id)):
        return true()
    made = select(CertificateRevision.certificate_id).where(CertificateRevision.case_id.in_(barred))
    return certificate_id.not_in(made)


def withheld_from(case: Case, people: Iterable[Person]) -> frozenset[int]:
    """Those of some people who may not know of the case, by their id."""
    return frozenset(one.id for one in people if case.id in barred_cases(one.id))


def _stops(facts: impartiality.Person, case: Case, first_on: date | None) -> bool:
    today, rules = clock.today(), rules_of(case)
    return any(
        judge(facts, enterprise_of(case, day), day, rules).verdict == BLOCKS
        for day in sorted({today, first_on or today})
    )


def _first_days(cases: Collection[int]) -> dict[int, date]:
    rows = session.execute(
        select(AuditPlan.case_id, func.min(PlanRow.on))
        .join(PlanRow, PlanRow.plan_id == AuditPlan.id)
        .where(AuditPlan.case_id.in_(cases))
        .group_by(AuditPlan.case_id)
    )
    return dict(rows.all())


def _may_concern(mentions: Collection[Mention]) -> list[ColumnElement[bool]]:
    """All cases that the rules have to look at for these organisations, and some more."""
    around = _with_owners(_registered(mentions))
    named = [*mentions, *(_mention(*one[1:]) for one in around)]
    owners = _naming(named, CaseOwner.case_id, CaseOwner.code, CaseOwner.name)
    consultants = _naming(
        named,
        CaseConsultant.case_id,
        CaseConsultant.organisation_code,
        CaseConsultant.organisation_name,
    )
    return [
        Case.enterprise_id.in_([key for key, *_ in around]),
        Case.id.in_(owners | consultants),
    ]


Registered = tuple[int, str | None, str, str]
_COLUMNS = (Organisation.id, Organisation.code, Organisation.name, Organisation.name_en)


def _registered(mentions: Collection[Mention]) -> list[Registered]:
    """The organisations of the platform that are meant."""
    query = select(*_COLUMNS)
    if all(one.code for one in mentions):
        query = query.where(
            or_(
                Organisation.code.in_([one.code.upper() for one in mentions]),
                Organisation.code.is_(None),
            )
        )
    rows: Sequence[Registered] = session.execute(query).all()
    return [row for row in rows if _means(mentions, _mention(*row[1:]))]


def _with_owners(registered: Collection[Registered]) -> list[Registered]:
    """With everybody joined to them by ownership at any time, in both directions."""
    found = {one[0]: one for one in registered}
    for _, *ends in links_around(set(found), date.min, date.max):
        for one in ends:
            found.setdefault(one.id, (one.id, one.code, one.name, one.name_en))
    return list(found.values())


def _naming(
    mentions: Collection[Mention],
    case_id: SQLColumnExpression[int],
    code: SQLColumnExpression[str],
    name: SQLColumnExpression[str],
) -> set[int]:
    """The cases whose application names one of these organisations."""
    codes = [one.code.upper() for one in mentions if one.code]
    query = select(case_id, name, code)
    if len(codes) == len(mentions):
        query = query.where(or_(code.in_(codes), code == ""))
    return {row[0] for row in session.execute(query) if _means(mentions, Mention(row[1], row[2]))}


def _mention(code: str | None, name: str, name_en: str) -> Mention:
    return Mention(name, code or "", (name_en,) if name_en else ())


def _means(mentions: Iterable[Mention], other: Mention) -> bool:
    return any(is_same(one, other) for one in mentions)
