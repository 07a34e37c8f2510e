"""Accepted cases for tests, through the real deeds."""

from collections.abc import Collection, Sequence
from typing import Any

from certplatform.domain.audit_time import Reduction
from certplatform.models.case import Case
from certplatform.process.acceptance import accept, accept_agreement
from certplatform.queries.applications import acceptance_of
from tests.builders.application import submitted_case
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World

DAY_RATE = 4_000_00


def accept_case(
    world: World,
    case: Case,
    *,
    officer: str = "case_officer",
    reductions: Sequence[Reduction] = (),
    visited: Collection[int] | None = None,
) -> Case:
    """Accept a submitted case."""
    accept(
        case.id,
        competence="有两名组长级评定员覆盖本行业、等级和能力视角。",
        body_conflict="本机构与该企业无咨询、投资或其他利益关系。",
        day_rate_cents=DAY_RATE,
        reductions=reductions,
        visited=visited,
        by=world.actor(world[officer]),
    )
    return case


def agree(world: World, case: Case, *, applicant: str = "applicant") -> Case:
    """Let the enterprise accept the agreement."""
    offered = acceptance_of(case.id)
    assert offered is not None
    accept_agreement(case.id, digest=offered.agreement_sha256, by=world.actor(world[applicant]))
    return case


@kept_stage
def accepted_case(world: World, *, officer: str = "case_officer", **more: Any) -> Case:
    """A case whose agreement waits for the enterprise; arguments as for `submitted_case`."""
    return accept_case(world, submitted_case(world, **more), officer=officer)


@kept_stage
def planning_case(
    world: World, *, officer: str = "case_officer", applicant: str = "applicant", **more: Any
) -> Case:
    """A case whose planning begins; arguments as for `submitted_case`."""
    case = accepted_case(world, officer=officer, applicant=applicant, **more)
    return agree(world, case, applicant=applicant)
