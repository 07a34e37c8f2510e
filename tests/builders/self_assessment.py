"""Other enterprises with a submitted self-assessment, as plain rows."""

from decimal import Decimal

from certplatform import clock
from certplatform.db import session
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.models.self_assessment import SelfAssessmentResult, SelfAssessmentScore
from certplatform.schemes import scheme


def others_assessed(
    count: int,
    *,
    first: int = 0,
    industry: str = "C34",
    region: str = "370100",
    score: str = "50",
    scheme_version: str = "",
) -> list[Organisation]:
    """So many enterprises, each with one result: the same score in every view."""
    return [
        _assessed(_firm(number, industry, region), Decimal(score), scheme_version)
        for number in range(first, first + count)
    ]


def assessed_again(firm: Organisation, score: str) -> None:
    """Another application of an enterprise, with another result."""
    _assessed(firm, Decimal(score), "")


def _firm(number: int, industry: str, region: str) -> Organisation:
    firm = Organisation(
        kind="enterprise",
        code=f"{number:018d}",
        name=f"第{number}自评机械有限公司",
        region=region,
        industry=industry,
        created_at=clock.now(),
    )
    session.add(firm)
    session.flush()
    return firm


def _assessed(firm: Organisation, score: Decimal, scheme_version: str) -> Organisation:
    known = scheme("IIIMS")
    version = scheme_version or known.version
    session.query(SelfAssessmentResult).filter_by(enterprise_id=firm.id).update({"latest": False})
    held = session.query(Case).filter_by(enterprise_id=firm.id).count()
    case = Case(
        number=f"S{firm.id:06d}-{held}",
        scheme=known.code,
        scheme_version=version,
        case_type="surveillance",
        enterprise_id=firm.id,
        body_id=session.query(Organisation).filter_by(kind="body").first().id,
        opened_on=clock.today(),
        rules_on=clock.today(),
        created_at=clock.now(),
        state="planning",
        state_since_at=clock.now(),
    )
    session.add(case)
    session.flush()
    result = SelfAssessmentResult(
        case_id=case.id,
        version=1,
        enterprise_id=firm.id,
        scheme=known.code,
        scheme_version=version,
        region=firm.region,
        industry=firm.industry,
        total=score,
        stage=known.self_assessment.stages[0].code,
        submitted_at=clock.now(),
    )
    session.add(result)
    session.flush()
    session.add_all(
        SelfAssessmentScore(result_id=result.id, view=one.code, score=score)
        for one in known.self_assessment.views
    )
    session.commit()
    return firm
