"""From the first line of an application to the agreement."""

from datetime import date, timedelta
from typing import Any

from certplatform.cli.demo.cast import DAY_RATE_CENTS, register_enterprise
from certplatform.cli.demo.enterprises import Enterprise
from certplatform.cli.demo.papers import paper
from certplatform.cli.demo.scene import Scene, Step
from certplatform.cli.demo.self_view import answers, audits
from certplatform.domain.scheme import Level
from certplatform.process.acceptance import (
    accept,
    accept_agreement,
    decline,
    return_application,
)
from certplatform.process.application import (
    attach_document,
    open_application,
    save_part,
    submit,
    withdraw_application,
)
from certplatform.queries.applications import ReturnPoint, acceptance_of, saved_part

RAMP_UP, RUN_DAYS = 7, 98
EDITIONS = {"MANUAL": "A/0", "PROCEDURE_LIST": "A/1", "SCOPE_STATEMENT": "1.0"}


def prepare(scene: Scene) -> Step:
    """Register, open the application, begin with the dates of the system."""
    if scene.key not in scene.cast.organisations:
        register_enterprise(scene.cast, scene.key)
        yield scene.after(1)
    organisation = scene.cast.organisations[scene.key]
    case = open_application(
        organisation.id,
        "IIIMS",
        scene.case_type,
        certificate_id=scene.certificate_id,
        by=scene.applicant,
    )
    scene.case_id = case.id
    began = scene.on - timedelta(days=RAMP_UP)
    _save(
        scene,
        "system",
        {
            "scope": f"与{scene.enterprise.activity}相关的两化融合管理活动",
            "scope_en": f"Integration management in the business of {scene.enterprise.name_en}",
            "effective_on": began.isoformat(),
        },
    )


def hand_in(scene: Scene) -> Step:
    """Run the system for three months, audit, review, fill in the rest, submit."""
    yield scene.after(RUN_DAYS)
    audited = scene.on
    yield scene.after(8)
    _fill(scene, audited, scene.on)
    for kind in scene.scheme.required_documents(scene.case_type):
        attach_document(
            scene.case_id,
            kind=kind.code,
            filename=f"{kind.title.zh}.pdf",
            content=paper(kind, scene.enterprise, audited),
            by=scene.applicant,
            edition=EDITIONS.get(kind.code, ""),
            covers_from_on=audited - timedelta(days=RUN_DAYS) if kind.covers_period else None,
            covers_until_on=audited if kind.covers_period else None,
        )
    yield scene.after(2)
    submit(scene.case_id, by=scene.applicant)


def _fill(scene: Scene, audited: date, reviewed: date) -> None:
    for part, content in contents_of(scene, audited, reviewed).items():
        _save(scene, part, content)


def contents_of(scene: Scene, audited: date, reviewed: date) -> dict[str, dict[str, Any]]:
    """What the enterprise enters once it has audited and reviewed its system."""
    one, known = scene.enterprise, scene.scheme
    grade = known.grades[scene.rank - 1]
    level = known.level(grade.level)
    return {
        "enterprise": {"sites": _sites(one)},
        "audits": audits(scene, audited, reviewed),
        "self_assessment": {"assessed_on": audited.isoformat(), "answers": answers(scene)},
        "consultancy": _consultancy(scene),
        "group": _group(scene),
        "capabilities": {"capabilities": _capabilities(scene, level)},
        "request": {
            "grade": grade.code,
            "body": scene.cast.organisations[scene.body].public_id,
        },
        "declarations": {"truth": True, "no_dishonesty": True, "signed_by": one.representative},
    }


def _sites(one: Enterprise) -> list[dict[str, Any]]:
    branch = max(one.headcount // 4, 1)
    sites: list[dict[str, Any]] = [
        {
            "name": "总部",
            "address": one.address,
            "headcount": str(max(one.headcount - branch, 1)),
            "activity": one.activity,
            "headquarters": True,
        }
    ]
    if branch > 20:  # noqa: PLR2004 - small enterprises of the demo have one site
        sites.append(
            {
                "name": f"{one.city[-3:]}第二工厂",
                "address": f"{one.city}经济技术开发区 12 号",
                "headcount": str(branch),
                "activity": "生产与仓储",
            }
        )
    return sites


def _consultancy(scene: Scene) -> dict[str, Any]:
    if scene.seat % 3:
        return {"used": "no"}
    name = scene.cast.organisations["consultancy"].name
    return {"used": "yes", "consultants": [{"name": name, "persons": "顾问甲\n顾问乙"}]}


def _group(scene: Scene) -> dict[str, Any]:
    if scene.seat % 4 != 2:  # noqa: PLR2004 - one in four of the demo belongs to a group
        return {"in_group": "no"}
    name = f"{scene.enterprise.city[:2]}实业控股集团有限公司"
    owner = {"name": name, "share": "67", "from_on": "2018-05-01"}
    return {"in_group": "yes", "group_name": name, "owners": [owner]}


def _capabilities(scene: Scene, level: Level) -> list[dict[str, Any]]:
    one, views = scene.enterprise, scene.scheme.viewpoints
    wanted = max(level.min_viewpoints, 1)
    found = []
    for place in range(wanted):
        view = views[(one.viewpoint + place) % len(views)]
        name = one.capability if place == 0 else f"{view.title.zh}协同优化能力"
        found.append(
            {
                "name": name,
                "viewpoint": view.code,
                "level": level.code,
                "departments": "研发中心\n生产制造部\n质量管理部\n供应链管理部\n客户服务部",
                "processes": "订单交付过程\n生产计划与执行过程\n质量追溯过程",
                "boundary": "财务与行政办公不在能力边界之内。",
                "goals": [
                    {
                        "indicator": one.goal,
                        "start": "78",
                        "target": "95",
                        "present": "92.6",
                        "unit": one.unit,
                        "on": (scene.on + timedelta(days=200)).isoformat(),
                    }
                ],
            }
        )
    return found


def _save(scene: Scene, part: str, content: dict[str, Any]) -> None:
    saved = saved_part(scene.case_id, part)
    save_part(
        scene.case_id,
        part,
        {**saved.content, **content},
        version=saved.version,
        by=scene.applicant,
    )


def accept_it(scene: Scene) -> Step:
    """The body accepts, or returns first, or declines."""
    yield scene.after(4)
    if scene.turn == "declined":
        reason = scene.scheme.reasons["decline"][0]
        decline(
            scene.case_id,
            code=reason.code,
            by=scene.officer,
            reason="申请范围与所提供的能力边界说明不一致，且短期内无法补正。",
        )
        return
    if scene.turn == "returned" or scene.seat % 4 == 1:
        yield from _return_once(scene)
        if scene.stop == "returned":
            return
        yield scene.after(3)
    accept(
        scene.case_id,
        competence="本机构有两名以上组长级评定员覆盖该行业、能力视角与等级。",
        body_conflict="经核对，本机构及其关联方与该企业无咨询、投资或其他利益关系。",
        day_rate_cents=DAY_RATE_CENTS,
        by=scene.officer,
    )


def _return_once(scene: Scene) -> Step:
    reason = scene.scheme.reasons["return"][0]
    return_application(
        scene.case_id,
        code=reason.code,
        points=[ReturnPoint("system", "scope", "请在范围描述中写明所涉及的产品与过程。")],
        by=scene.officer,
        reason="范围描述不够具体",
    )
    if scene.stop == "returned":
        return
    yield scene.after(4)
    _save(
        scene,
        "system",
        {"scope": f"与{scene.enterprise.activity}全过程相关的两化融合管理活动"},
    )
    submit(scene.case_id, by=scene.applicant)


def agree(scene: Scene) -> Step:
    """The enterprise reads and takes the agreement, or withdraws."""
    yield scene.after(3)
    if scene.turn == "withdrawn":
        reason = scene.scheme.reasons["withdraw_application"][0]
        withdraw_application(
            scene.case_id,
            code=reason.code,
            by=scene.applicant,
            reason="公司组织机构调整，暂缓评定。",
        )
        return
    offered = acceptance_of(scene.case_id)
    if offered is None:
        raise LookupError(scene.key)
    accept_agreement(scene.case_id, digest=offered.agreement_sha256, by=scene.applicant)
