"""Review, confirmation, re-check, vote, public notice and objection."""

from datetime import timedelta

from certplatform import clock
from certplatform.cli.demo.scene import Scene, Step
from certplatform.domain.actors import Actor, Role
from certplatform.domain.compliance_review import YES, CheckAnswer
from certplatform.models.publicity import Objection
from certplatform.process.assignment import declare
from certplatform.process.ballot import open_ballot, vote
from certplatform.process.certificate import issue
from certplatform.process.compliance_review import appoint, pass_review, require_confirmation
from certplatform.process.confirmation import pass_confirmation
from certplatform.process.publicity import (
    dismiss_objection,
    lodge_objection,
    reject_on_objection,
)
from certplatform.process.recheck import record_recheck
from certplatform.queries.notices import latest_notice
from certplatform.queries.reviews import (
    CONFIRMATION_KIND,
    RECHECK_KIND,
    REVIEW_KIND,
    checklist_of,
    confirmation_done,
    need_of,
    proposed_grade,
)

PANEL_SEATS = (3, 4, 5)
HANDLER_SEAT = 6
SUMMARY = "材料齐全，时限、回避与人日均符合要求，结论与证据一致。"
OBJECTION = "该企业近期因数据上报问题被行业协会通报，请核实其能力证据的真实性。"


def _take(scene: Scene, seat: int, role: Role) -> Actor:
    person = scene.expert(seat)
    place = appoint(scene.case_id, person_id=person.id, role=role, by=scene.secretary)
    actor = scene.cast.actor(scene.key_of(person.id))
    declare(place.id, by=actor)
    return actor


def _answers(scene: Scene, kind: str) -> dict[str, CheckAnswer]:
    return {one.code: CheckAnswer(YES) for one in checklist_of(scene.case, kind)}


def review(scene: Scene) -> Step:
    """The compliance review, by the way that R37 leaves open."""
    yield scene.after(3)
    reviewer = _take(scene, 0, Role.COMPLIANCE_REVIEWER)
    yield scene.after(2)
    due = need_of(scene.case).needed and not confirmation_done(scene.case)
    go_on = require_confirmation if due else pass_review
    go_on(scene.case_id, answers=_answers(scene, REVIEW_KIND), summary=SUMMARY, by=reviewer)


def confirm(scene: Scene) -> Step:
    """The confirmation audit, where it is asked for."""
    if scene.case.state != "confirmation":
        return
    yield scene.after(4)
    auditor = _take(scene, 1, Role.CONFIRMATION_AUDITOR)
    yield scene.after(3)
    answers = _answers(scene, CONFIRMATION_KIND)
    pass_confirmation(scene.case_id, answers=answers, summary=SUMMARY, by=auditor)


def recheck(scene: Scene) -> Step:
    """The re-check by somebody else."""
    yield scene.after(3)
    checker = _take(scene, 2, Role.RECHECKER)
    record_recheck(
        scene.case_id,
        passed=True,
        answers=_answers(scene, RECHECK_KIND),
        summary="抽查评级与证据，结论可靠。",
        by=checker,
    )


def decide(scene: Scene) -> Step:
    """The panel votes; the last vote closes the ballot."""
    yield scene.on + timedelta(days=1)
    for seat in PANEL_SEATS:
        _take(scene, seat, Role.PANEL_MEMBER)
    open_ballot(scene.case_id, closes_at=clock.now() + timedelta(days=20), by=scene.secretary)
    yield scene.on + timedelta(days=1)
    choice, grade = "grant", proposed_grade(scene.case) or ""
    if scene.case_type == "surveillance":
        choice, grade = "maintain", ""
    elif scene.turn == "rejected":
        choice, grade = "reject", ""
    why = "能力证据之间缺乏关联，不足以支持所申报等级。" if choice == "reject" else ""
    for seat in PANEL_SEATS:
        voter = scene.cast.actor(scene.key_of(scene.expert(seat).id))
        vote(scene.case_id, choice=choice, grade=grade, justification=why, by=voter)


def object_to_it(scene: Scene) -> Step:
    """Somebody objects; the objection is dismissed or upheld."""
    if not scene.turn.startswith("objection"):
        return
    yield scene.on + timedelta(days=1)
    notice = latest_notice(scene.case)
    if notice is None:
        raise LookupError(scene.key)
    made: Objection = lodge_objection(
        notice.id, text=OBJECTION, name="王先生", contact="wang@example.cn"
    )
    if scene.stop == "objection":
        return
    yield scene.after(2)
    handler = _take(scene, HANDLER_SEAT, Role.APPEAL_HANDLER)
    yield scene.after(4)
    if scene.turn == "objection_upheld":
        reject_on_objection(made.id, by=handler, reason="经核查，部分能力证据不真实，异议成立。")
    else:
        dismiss_objection(
            made.id, by=handler, reason="经核查，所述通报与申报能力无关，异议不成立。"
        )


def wait_for_notice(scene: Scene) -> Step:
    """The daily work ends the notice."""
    while scene.case.state == "publicity":
        yield scene.on + timedelta(days=1)


def issue_it(scene: Scene) -> Step:
    """The secretariat issues; the file follows by itself."""
    yield scene.after(1)
    issue(scene.case_id, by=scene.secretary)
