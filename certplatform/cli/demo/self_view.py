"""What an enterprise of the demo says of itself: internal audit, review, self-assessment."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from certplatform.cli.demo.scene import Scene
from certplatform.domain.questionnaire import Question, ReviewItem

AUDIT_LASTS = 3
LEADERS = ("顾云舟", "陶景明", "冯晓岚", "严思远", "任佳禾")
NOTES = (
    "已查阅年度总结与指标台账，总体符合预期。",
    "各部门提交了书面材料，存在的差距已列入计划。",
    "与去年同期对比，有改进，个别指标未达标。",
    "由管理者代表汇报，会上逐项讨论。",
)
DECISIONS = (
    "同意按计划实施，由管理者代表跟踪。",
    "安排专人负责，下季度检查完成情况。",
    "维持现状，明年评审时再议。",
)


def audits(scene: Scene, audited: date, reviewed: date) -> dict[str, Any]:
    """Internal audit over some days, then the management review with all that it went through."""
    found, review = scene.seat % 5, scene.scheme.management_review
    return {
        "internal_audit_from_on": (audited - timedelta(days=AUDIT_LASTS)).isoformat(),
        "internal_audit_on": audited.isoformat(),
        "internal_audit_leader": LEADERS[scene.seat % len(LEADERS)],
        "internal_audit_found": str(found),
        "internal_audit_closed": str(found),
        "internal_audit_result": f"共发现一般不符合 {found} 项，均已整改并验证。",
        "management_review_on": reviewed.isoformat(),
        "management_review_chair": scene.enterprise.representative,
        "review_inputs": _ticked(review.inputs, NOTES, scene.seat),
        "review_outputs": _ticked(review.outputs, DECISIONS, scene.seat),
        "management_review_result": "体系适宜、充分、有效，具备申请评定的条件。",
    }


def _ticked(items: Sequence[ReviewItem], notes: Sequence[str], seat: int) -> list[dict[str, Any]]:
    return [
        {"item": one.code, "done": True, "note": notes[(seat + place) % len(notes)]}
        for place, one in enumerate(items)
    ]


def answers(scene: Scene) -> dict[str, str]:
    """Answers that get better with the grade applied for, and differ from one to the next."""
    standing = 2 * scene.rank + scene.seat * 37 % 7
    return {
        one.code: _answer(one, standing + (scene.seat * 7 + place * 4) % 9 - 2)
        for place, one in enumerate(scene.scheme.self_assessment.questions)
    }


def _answer(question: Question, standing: int) -> str:
    return question.choices[min(max(standing // 5, 0), len(question.choices) - 1)].code
