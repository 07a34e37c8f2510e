"""What issuing goes by: the decision, what will stand on the paper, what is in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.certificate import (
    Capability,
    Held,
    certified_capabilities,
    content_obstacles,
    glyph_obstacles,
    held_obstacles,
)
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.publicity import date_obstacles
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.models.application import Claim, Site
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.models.conclusion import Conclusion
from certplatform.models.decision import Decision
from certplatform.models.organisation import Organisation
from certplatform.models.publicity import PublicNotice
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.certificates import making_obstacles

_UNDECIDED = Obstacle(
    "R41",
    N_("No decision of the panel grants a certificate in this case."),
    N_("The certificate follows the decision and its public notice."),
)


@dataclass(frozen=True, slots=True)
class Granted:
    """What the panel granted, with the conclusion and the notice that belong to it."""

    grade: str
    decided_on: date
    scope: str
    scope_en: str
    capabilities: tuple[Capability, ...]
    published_on: date
    notice_ended_on: date


def granted(case: Case) -> Granted | None:
    """The latest decision that granted a grade; None while there is none."""
    approval = scheme_of(case).case_type(case.case_type).decisions[0]
    row = session.execute(
        select(Decision, Conclusion, PublicNotice)
        .join(Conclusion, Conclusion.id == Decision.conclusion_id)
        .join(PublicNotice, PublicNotice.decision_id == Decision.id)
        .where(Decision.case_id == case.id, Decision.outcome == approval)
        .order_by(Decision.id.desc(), PublicNotice.round.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    decision, conclusion, notice = row
    return Granted(
        decision.grade,
        decision.decided_on,
        conclusion.scope,
        conclusion.scope_en,
        tuple(capabilities_of(case, conclusion, decision.grade)),
        notice.starts_on,
        notice.ends_on,
    )


def capabilities_of(case: Case, conclusion: Conclusion, grade: str) -> list[Capability]:
    """The capabilities with the level that a certificate of this grade names (R34)."""
    claims = session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.position))
    listed = list(claims)
    computed = {
        int(one["position"]): str(one["level"] or "")
        for one in conclusion.computed.get("capabilities", [])
    }
    reached = {
        place: computed[claim.position]
        for place, claim in enumerate(listed)
        if claim.position in computed
    }
    claimed = [Capability(one.name, one.viewpoint, one.level) for one in listed]
    return certified_capabilities(claimed, reached, grade, scheme_of(case))


def held_by(case: Case) -> Certificate | None:
    """The certificate that the case builds on."""
    return session.get(Certificate, case.certificate_id) if case.certificate_id else None


def as_held(certificate: Certificate | None) -> Held | None:
    """The certificate as the rules see it."""
    if certificate is None:
        return None
    return Held(
        certificate.state,
        certificate.revision,
        certificate.first_issued_on,
        certificate.issued_on,
        certificate.expires_on,
    )


def revision_of_case(case_id: int) -> CertificateRevision | None:
    """The revision that a case has made."""
    return session.scalar(select(CertificateRevision).where(CertificateRevision.case_id == case_id))


def holder_facts(holder: Organisation) -> dict[str, str]:
    """The holder as the certificate names it (R43); without personal data (R53)."""
    return {
        "name": holder.name,
        "name_en": holder.name_en,
        "uscc": holder.code or "",
        "address": holder.address,
        "region": holder.region,
        "industry": holder.industry,
    }


def sites_of(case: Case) -> list[Mapping[str, str]]:
    """The sites annex: those of the case."""
    rows = session.scalars(select(Site).where(Site.case_id == case.id).order_by(Site.position))
    return [{"name": one.name, "address": one.address} for one in rows]


def obstacles_to_issue(case: Case, today: date) -> list[Obstacle]:
    """R41-R43, R49-R51: what stands in the way of issuing; the page shows the same list."""
    found = granted(case)
    if found is None:
        return [_UNDECIDED]
    holder, rules, body = holder_facts(case.enterprise), rules_of(case), case.body
    kind = scheme_of(case).case_type(case.case_type)
    held = held_by(case)
    return [
        *(making_obstacles(held.id) if held else ()),
        *date_obstacles(found.decided_on, found.published_on, found.notice_ended_on, today),
        *held_obstacles(kind.outcome, as_held(held), found.decided_on, rules),
        *content_obstacles(
            holder, found.scope, found.capabilities, (body.short_code or "") if body else ""
        ),
        *glyph_obstacles(house().issuer.unprintable(_texts(case, found, holder))),
    ]


def _texts(case: Case, found: Granted, holder: Mapping[str, str]) -> Sequence[str]:
    """Every text of people that goes onto the paper."""
    sites = [text for site in sites_of(case) for text in site.values()]
    names = [one.name for one in found.capabilities]
    body = (case.body.name, case.body.name_en) if case.body else ()
    return [
        holder["name"],
        holder["name_en"],
        holder["address"],
        found.scope,
        found.scope_en,
        *sites,
        *names,
        *body,
    ]
