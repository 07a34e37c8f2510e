"""Applications for tests: complete contents, drafts and submitted cases through the real deeds."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pikepdf

from certplatform import clock
from certplatform.domain.actors import Actor
from certplatform.domain.questionnaire import ReviewItem
from certplatform.domain.scheme import DocumentKind, Scheme
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.application import (
    attach_document,
    open_application,
    save_part,
    submit,
)
from certplatform.queries.applications import saved_part
from certplatform.schemes import scheme
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World

EFFECTIVE_ON = "2025-09-01"
AUDIT_FROM_ON, AUDIT_ON = "2026-01-08", "2026-01-12"
REVIEW_ON = "2026-01-26"
DRAFTED_AT = clock.at_local(date(2025, 9, 15), 10)

Parts = Mapping[str, Mapping[str, Any]]
SITES = (
    {
        "name": "总部",
        "address": "济南市历下区泉城路 1 号",
        "headcount": "260",
        "headquarters": True,
    },
    {"name": "章丘工厂", "address": "济南市章丘区明水路 8 号", "headcount": "60"},
)


def a_pdf(words: str = "text") -> bytes:
    """A small whole PDF; other words make other bytes."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.docinfo["/Title"] = words
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def a_capability(name: str, viewpoint: str, level: str) -> dict[str, Any]:
    """A capability with one goal, as it is typed."""
    return {
        "name": name,
        "viewpoint": viewpoint,
        "level": level,
        "departments": "生产部\n质量部",
        "processes": "生产计划\n设备管理",
        "goals": [
            {
                "indicator": "订单准时交付率",
                "start": "82",
                "target": "95",
                "present": "93.5",
                "unit": "%",
                "on": "2026-06-30",
            }
        ],
    }


def ticked(items: Sequence[ReviewItem]) -> list[dict[str, Any]]:
    """Every item of a management review, ticked and with its note."""
    return [{"item": one.code, "done": True, "note": f"已评审：{one.title.zh}"} for one in items]


def answered(known: Scheme, place: int = -2) -> dict[str, str]:
    """An answer to every question of the self-assessment: the one at a place, lowest first."""
    return {
        one.code: one.choices[max(place, -len(one.choices))].code
        for one in known.self_assessment.questions
    }


def complete_application(
    known: Scheme,
    body: Organisation,
    *,
    grade: str = "",
    sites: Sequence[Mapping[str, Any]] = SITES,
    capabilities: Sequence[Mapping[str, Any]] = (),
) -> dict[str, dict[str, Any]]:
    """Every part but the registered facts, filled in so that nothing stands in the way."""
    grade = grade or known.grades[1].code
    level = known.grade(grade).level
    wanted = max(known.level(level).min_viewpoints, 1)
    claimed = list(capabilities) or [
        a_capability(f"柔性制造能力{place}", one.code, level)
        for place, one in enumerate(known.viewpoints[:wanted], 1)
    ]
    return {
        "enterprise": {"sites": [dict(one) for one in sites]},
        "system": {
            "scope": "轴承的设计、生产和服务",
            "scope_en": "Design, production and service of bearings",
            "effective_on": EFFECTIVE_ON,
        },
        "audits": {
            "internal_audit_from_on": AUDIT_FROM_ON,
            "internal_audit_on": AUDIT_ON,
            "internal_audit_leader": "孔令安",
            "internal_audit_found": "3",
            "internal_audit_closed": "3",
            "management_review_on": REVIEW_ON,
            "review_inputs": ticked(known.management_review.inputs),
            "review_outputs": ticked(known.management_review.outputs),
        },
        "self_assessment": {
            "assessed_on": AUDIT_ON,
            "answers": answered(known),
        },
        "consultancy": {"used": "no"},
        "group": {"in_group": "no"},
        "capabilities": {"capabilities": claimed},
        "request": {"grade": grade, "body": body.public_id},
        "declarations": {"truth": True, "no_dishonesty": True, "signed_by": "齐鲁明"},
    }


def save(case: Case, part: str, content: Mapping[str, Any], by: Actor) -> int:
    """Save a part over what is there, whoever saved it last."""
    saved = saved_part(case.id, part)
    return save_part(case.id, part, {**saved.content, **content}, version=saved.version, by=by)


def covered(kind: DocumentKind) -> dict[str, date]:
    """The period that a document of a kind covers, where the kind asks for one."""
    if not kind.covers_period:
        return {}
    return {
        "covers_from_on": date.fromisoformat(EFFECTIVE_ON),
        "covers_until_on": date.fromisoformat(AUDIT_ON),
    }


@kept_stage
def drafted_case(
    world: World,
    *,
    scheme_code: str = "IIIMS",
    parts: Parts | None = None,
    applicant: str = "applicant",
    enterprise: Organisation | None = None,
    body: Organisation | None = None,
    documents: bool = True,
    case_type: str = "initial",
    certificate_id: int | None = None,
    **content: Any,
) -> Case:
    """A complete draft, opened some months before today; `parts` replaces fields of single parts.

    `content` goes to `complete_application`: grade, sites, capabilities.
    """
    by = world.actor(world[applicant])
    enterprise = enterprise or world.enterprise
    with clock.simulated(min(DRAFTED_AT, clock.now())):
        case = open_application(
            enterprise.id, scheme_code, case_type, certificate_id=certificate_id, by=by
        )
        filled = complete_application(scheme(scheme_code), body or world.body, **content)
        for part, fields in filled.items():
            save(case, part, {**fields, **(parts or {}).get(part, {})}, by)
    if documents:
        for kind in scheme(scheme_code).required_documents(case_type):
            attach_document(
                case.id,
                kind=kind.code,
                filename=f"{kind.code}.pdf",
                content=a_pdf(kind.code),
                by=by,
                **covered(kind),
            )
    return case


@kept_stage
def submitted_case(world: World, *, applicant: str = "applicant", **more: Any) -> Case:
    """A case that waits for acceptance; arguments as for `drafted_case`."""
    case = drafted_case(world, applicant=applicant, **more)
    submit(case.id, by=world.actor(world[applicant]))
    return case
