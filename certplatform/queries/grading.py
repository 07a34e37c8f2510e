"""Level and grade of a case, computed by the rules of its scheme's version (R33, R34)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.capsule import rules_of_scheme
from certplatform.domain.errors import NotNow
from certplatform.domain.finding import open_majors
from certplatform.domain.grading import GradeAnswer, grade_result
from certplatform.domain.grading_context import Context, disagreements, grading_context
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_
from certplatform.expressions.engine import RuleFault, evaluate
from certplatform.logbook import log
from certplatform.models.case import Case
from certplatform.models.conclusion import Conclusion, GradeCapsule
from certplatform.models.document import Document, StoredFile
from certplatform.queries.audits import rated_capabilities, ratings_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.findings import facts_of_all


class NotComputable(NotNow):
    """The rules of a scheme fail, or contradict R33 and R34: nobody concludes with them."""


@dataclass(frozen=True, slots=True)
class Computation:
    """What the rules were asked, what they answered, and R33 and R34 explained.

    The rules' answer is the result. The explanation is worked out on its own; both say the same.
    """

    context: Context
    results: dict[str, Any]
    answer: GradeAnswer


def grade_applied(case: Case) -> str:
    """The grade applied for; a case without one is measured against the highest."""
    grades = sorted(scheme_of(case).grades, key=lambda one: one.rank)
    return case.grade_applied or grades[-1].code


def computation(case: Case) -> Computation:
    """Level and grade from the results and findings as they stand. Raises NotComputable."""
    scheme, claims = scheme_of(case), rated_capabilities(case)
    applied, majors = grade_applied(case), open_majors(facts_of_all(case))
    context = grading_context(claims, applied, majors, scheme)
    answer = grade_result(claims, applied, majors, scheme)
    results = _evaluated(scheme, context)
    differing = disagreements(results, answer)
    if differing:
        raise _refused(scheme, differing[0], f"contradicts R33, R34: {', '.join(differing)}")
    return Computation(context, results, answer)


def _evaluated(scheme: Scheme, context: Context) -> dict[str, Any]:
    try:
        return evaluate(rules_of_scheme(scheme), context)
    except RuleFault as error:
        raise _refused(scheme, error.rule, error.what) from None


def _refused(scheme: Scheme, rule: str, what: str) -> NotComputable:
    log().error("grade_not_computable", scheme=scheme.code, version=scheme.version, why=what)
    return NotComputable(
        N_(
            "The rule “%(rule)s” of scheme %(scheme)s, version %(version)s, does not lead to a "
            "sound result; nobody can conclude before the scheme is mended. Tell the operator."
        ),
        {"rule": rule, "scheme": scheme.code, "version": scheme.version},
    )


def computed_grade(case: Case) -> GradeAnswer:
    """The result explained criterion by criterion. Raises NotComputable."""
    return computation(case).answer


def evidence_digests(case: Case) -> list[tuple[str, str]]:
    """SHA-256 of each file of evidence with the criterion of a capability it was put to."""
    named = {
        (key.rpartition(":")[2], number)
        for key, row in ratings_of(case).items()
        if key.startswith("claim:")
        for number in row.evidence
    }
    wanted = {number for _, number in named}
    rows = session.execute(
        select(Document.id, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == Document.file_id)
        .where(Document.case_id == case.id, Document.id.in_(wanted))
    )
    digests = {number: sha256 for number, sha256 in rows}  # noqa: C416 - rows are no pairs
    return [
        (digests[number], criterion) for criterion, number in sorted(named) if number in digests
    ]


def capsule_of_conclusion(conclusion: Conclusion) -> GradeCapsule | None:
    """The capsule kept with a revision; conclusions of before there were any have none."""
    query = select(GradeCapsule).where(GradeCapsule.conclusion_id == conclusion.id)
    return session.scalars(query).one_or_none()


def capsules_numbered(number: str) -> list[tuple[int, GradeCapsule]]:
    """The capsules of a case by its number, with their revisions, the latest first."""
    query = (
        select(Conclusion.revision, GradeCapsule)
        .join(GradeCapsule, GradeCapsule.conclusion_id == Conclusion.id)
        .join(Case, Case.id == Conclusion.case_id)
        .where(Case.number == number)
        .order_by(Conclusion.revision.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]
