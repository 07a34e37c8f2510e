"""The programme: every outcome that outsiders rely on, and an open case in every stage."""

from collections.abc import Callable
from datetime import date, timedelta

from certplatform.cli.demo import (
    application_scenes as application,
)
from certplatform.cli.demo import (
    audit_scenes as audit,
)
from certplatform.cli.demo import (
    committee_scenes as committee,
)
from certplatform.cli.demo import (
    conclusion_scenes as conclusion,
)
from certplatform.cli.demo import (
    life_scenes as life,
)
from certplatform.cli.demo.cast import Cast
from certplatform.cli.demo.scene import Scene, Step

# Each step of the road, and the state it leads to; "" where the state stays or depends.
Road = tuple[tuple[Callable[[Scene], Step], str], ...]
APPLICATION: Road = (
    (application.prepare, "draft"),
    (application.hand_in, "submitted"),
    (application.accept_it, "accepted"),
    (application.agree, "planning"),
)
AUDIT: Road = (
    (audit.make_team, ""),
    (audit.release, ""),
    (audit.begin, "stage1"),
    (audit.close_first, "stage2"),
    (audit.audit, ""),
    (audit.close_second, "correction"),
    (audit.answer, ""),
    (audit.correct, "concluding"),
    (conclusion.write_conclusion, ""),
    (conclusion.check, ""),
    (conclusion.send_on, "review"),
    (committee.review, "confirmation"),
    (committee.confirm, "decision"),
    (committee.recheck, ""),
    (committee.decide, "publicity"),
)
CERTIFICATE: Road = (
    (committee.object_to_it, "objection"),
    (committee.wait_for_notice, "issuing"),
    (committee.issue_it, "certified"),
)
ENDS = frozenset({"certified", "declined", "rejected", "withdrawn", "terminated", "closed"})


# A notice runs out by itself, so whoever objects today does so to one of these days.
HELD_BEFORE = {"objection": "publicity", "issuing": "publicity"}
UNHELD = frozenset({"draft", "submitted"})


def walk(scene: Scene, road: Road) -> Step:
    """Walk a road until its end, an end state, or the state in which the case waits today."""
    for step, state in road:
        if scene.case_id and scene.case.state in {*ENDS, scene.stop}:
            return
        if state and state not in UNHELD and state == HELD_BEFORE.get(scene.stop, scene.stop):
            yield scene.held()
        yield from step(scene)
        yield scene.on  # what follows from the step happens now


def initial(scene: Scene) -> Step:
    """From the application to the certificate, or to wherever it stops."""
    yield from walk(scene, APPLICATION + AUDIT + CERTIFICATE)


def upkeep(scene: Scene) -> Step:
    """An initial case, then every surveillance up to today."""
    yield from initial(scene)
    first, certificate = scene.case_id, life.certificate_of(scene)
    while certificate.next_surveillance_on and certificate.next_surveillance_on < scene.today:
        yield from life.wait_for_surveillance(scene, certificate.id)
        if scene.case_id == first:
            return
        yield from walk(scene, AUDIT)
        scene.case_id, scene.case_type = first, "initial"
        certificate = life.certificate_of(scene)


def suspended_and_restored(scene: Scene) -> Step:
    """Certified, suspended, restored."""
    yield from initial(scene)
    yield from life.suspend_it(scene)
    yield from life.restore_it(scene)


def suspended(scene: Scene) -> Step:
    """Certified and suspended."""
    yield from initial(scene)
    yield from life.suspend_it(scene)


def certificate_withdrawn(scene: Scene) -> Step:
    """Certified, suspended, withdrawn."""
    yield from suspended(scene)
    yield from life.withdraw_it(scene)


def renewed(scene: Scene) -> Step:
    """Certified, kept alive by surveillance, renewed before the end."""
    yield from upkeep_until_renewal(scene)
    certificate = life.certificate_of(scene)
    yield max(life.renewal_opens_on(certificate), scene.on)
    scene.case_type, scene.certificate_id, scene.case_id = "renewal", certificate.id, 0
    yield from walk(scene, APPLICATION + AUDIT)
    yield from walk(scene, CERTIFICATE)
    life.end_surveillance(scene, certificate.id)


def upkeep_until_renewal(scene: Scene) -> Step:
    """An initial case and the surveillances that come before its renewal."""
    yield from initial(scene)
    first, certificate = scene.case_id, life.certificate_of(scene)
    opens_on = life.renewal_opens_on(certificate)
    while certificate.next_surveillance_on and certificate.next_surveillance_on < opens_on:
        yield from life.wait_for_surveillance(scene, certificate.id)
        yield from walk(scene, AUDIT)
        scene.case_id, scene.case_type = first, "initial"
        certificate = life.certificate_of(scene)


def surveillance_due(scene: Scene) -> Step:
    """Certified; the surveillance opens by itself and waits in planning."""
    yield from initial(scene)
    yield from life.wait_for_surveillance(scene, life.certificate_of(scene).id)


# enterprise, outcome, days before today on which it begins, grade's rank, script, stop, turn, body
ROWS: tuple[tuple[str, str, int, int, Callable[[Scene], Step], str, str, str], ...] = (
    ("liaohe", "expired", 1720, 1, upkeep, "", "", "bc"),
    ("guanzhong", "renewed", 1560, 2, renewed, "", "", "hh"),
    ("minjiang", "granted", 330, 1, initial, "", "", "bc"),
    ("jinling", "granted", 325, 2, initial, "", "", "hh"),
    ("lingnan", "granted", 390, 3, initial, "", "", "hh"),
    ("taihang", "granted", 400, 4, initial, "", "objection_dismissed", "hh"),
    ("qilu", "granted", 420, 5, initial, "", "", "hh"),
    ("yunling", "declined", 200, 1, initial, "", "declined", "bc"),
    ("gansu", "rejected", 300, 2, initial, "", "rejected", "bc"),
    ("saibei", "objection_upheld", 310, 2, initial, "", "objection_upheld", "hh"),
    ("changbai", "application_withdrawn", 190, 1, initial, "", "withdrawn", "bc"),
    ("songjiang", "suspended_and_restored", 480, 3, suspended_and_restored, "", "", "hh"),
    ("zhedong", "certificate_withdrawn", 460, 2, certificate_withdrawn, "", "", "bc"),
    ("chutian", "suspended", 350, 2, suspended, "", "", "hh"),
    ("huaihai", "surveillance_due", 520, 1, surveillance_due, "", "", "hh"),
    ("beijiang", "open_draft", 130, 2, initial, "draft", "", "hh"),
    ("nanhai", "open_submitted", 122, 1, initial, "submitted", "", "hh"),
    ("guiyuan", "open_returned", 145, 2, initial, "returned", "returned", "hh"),
    ("gangcheng", "open_accepted", 150, 2, initial, "accepted", "", "hh"),
    ("dongting", "open_planning", 155, 2, initial, "planning", "", "hh"),
    ("hongtu", "open_stage1", 175, 2, initial, "stage1", "", "hh"),
    ("jingji", "open_stage2", 190, 2, initial, "stage2", "", "hh"),
    ("zhongzhou", "open_correction", 210, 2, initial, "correction", "", "hh"),
    ("ganpo", "open_concluding", 235, 2, initial, "concluding", "", "hh"),
    ("shushan", "open_review", 240, 2, initial, "review", "", "hh"),
    ("xiangjiang", "open_confirmation", 280, 3, initial, "confirmation", "", "hh"),
    ("bashu", "open_decision", 290, 3, initial, "decision", "", "hh"),
    ("qiantang", "open_publicity", 270, 2, initial, "publicity", "", "hh"),
    ("yanzhao", "open_issuing", 270, 2, initial, "issuing", "", "hh"),
    ("haihe", "open_objection", 285, 2, initial, "objection", "objection_open", "hh"),
)


def programme(cast: Cast, today: date) -> list[Scene]:
    """All scenes, each with its script."""
    scenes = []
    for seat, (key, outcome, days, rank, script, stop, turn, body) in enumerate(ROWS):
        scene = Scene(
            cast=cast,
            key=key,
            outcome=outcome,
            begins_on=today - timedelta(days=days),
            today=today,
            rank=rank,
            body=body,
            stop=stop,
            turn=turn,
            seat=seat,
        )
        scene.script = script(scene)
        scenes.append(scene)
    return scenes
