"""The conclusion, its technical check, the enterprise's answer, and on to the committee."""

from certplatform.cli.demo.scene import Scene, Step
from certplatform.domain.actors import Role
from certplatform.domain.technical_check import ALL_PASSED
from certplatform.process.conclusion import (
    check_conclusion,
    conclude,
    confirm_conclusion,
    submit_conclusion,
)
from certplatform.queries.conclusions import recommendations_of


def write_conclusion(scene: Scene) -> Step:
    """The lead concludes with the computed grade."""
    yield scene.after(3)
    case = scene.case
    conclude(
        scene.case_id,
        grade=case.grade_applied,
        recommendation=recommendations_of(case)[0],
        scope=f"与{scene.enterprise.activity}相关的两化融合管理活动",
        scope_en=f"Integration management of {scene.enterprise.name_en}",
        reasons="全部条款符合，所申报能力在各维度均达到相应等级要求。",
        by=scene.acting(Role.LEAD),
    )


def check(scene: Scene) -> Step:
    """The body checks, the enterprise confirms."""
    yield scene.after(2)
    place = scene.holder(Role.TECHNICAL_CHECKER)
    checker = scene.cast.actor(scene.key_of(place.person_id))
    check_conclusion(scene.case_id, sections=ALL_PASSED, comment="证据充分，评级有据。", by=checker)
    yield scene.after(2)
    confirm_conclusion(scene.case_id, confirmed=True, by=scene.applicant)


def send_on(scene: Scene) -> Step:
    """The body submits to the committee."""
    yield scene.after(1)
    submit_conclusion(scene.case_id, by=scene.officer)
