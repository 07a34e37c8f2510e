"""The road from the application to the end of the corrections."""

from datetime import date, timedelta
from functools import partial

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.process import (
    acceptance,
    application,
    attendance,
    audit,
    correction,
    effectiveness,
    finding,
    plan,
    rating,
)
from certplatform.process import finding_draft as drafts
from certplatform.queries import plans
from certplatform.queries.applications import ReturnPoint, acceptance_of
from certplatform.queries.audits import checklist_keys, ratings_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.finding_drafts import comments_of, draft_of
from certplatform.queries.findings import findings_of, unchecked_findings
from tests.builders.audit import all_ready
from tests.prove.road_people import WHY, People
from tests.prove.walker import Move

WAITING = {"issued", "answered", "returned", "planned"}


class RoadToAudit(People):
    """The first half of a case."""

    # Application and acceptance

    def in_draft(self, case: Case) -> Move:
        return Move("submit", partial(application.submit, case.id, by=self.applicant(case)))

    in_returned = in_draft

    def in_submitted(self, case: Case) -> Move:
        if case.body_id != self.w.world.body.id:
            return self.to_body(case, self.w.world.body)
        by, reasons = self.w.by("case_officer"), scheme_of(case).reasons
        drawn = self.w.rng.random()
        if drawn < 0.06:
            point = ReturnPoint("system", "scope", "请写明范围。")
            code = reasons["return"][0].code
            call = acceptance.return_application
            return Move(
                "return_application",
                partial(call, case.id, code=code, points=[point], by=by, reason=WHY),
            )
        if drawn < 0.08:
            code = reasons["decline"][0].code
            return Move(
                "decline", partial(acceptance.decline, case.id, code=code, by=by, reason=WHY)
            )
        call = partial(
            acceptance.accept,
            case.id,
            competence=WHY,
            body_conflict=WHY,
            day_rate_cents=4_000_00,
            by=by,
        )
        return Move("accept", call)

    def in_accepted(self, case: Case) -> Move:
        offered = acceptance_of(case.id)
        digest = offered.agreement_sha256 if offered else ""
        call = partial(acceptance.accept_agreement, case.id, digest=digest, by=self.applicant(case))
        return Move("accept_agreement", call)

    # Planning and audit

    def in_planning(self, case: Case) -> Move:
        for role in (Role.LEAD, Role.ASSESSOR):
            if move := self.fill(case, role):
                return move
        by = self.w.by("scheduler")
        draft, released = plans.draft_plan(case), plans.released_plan(case)
        anew = Move("save_plan", partial(self._save_plan, case.id, by))
        if draft is not None:
            if self.stuck.get(case.id, 0) > 1 and self.w.chance(0.5):
                return anew
            return Move("release_plan", partial(plan.release_plan, case.id, by=by))
        days = plans.stage_days(released, 1)
        if not days or days[0] < clock.today() or self.stuck.get(case.id, 0) > 3:
            return anew
        start = partial(plan.start_stage1, case.id, by=by)
        return Move("start_stage1", start, until=days[0], hour=8)

    def _save_plan(self, case_id: int, by) -> None:  # noqa: ANN001
        case = session.get_one(Case, case_id)
        first_on = clock.today() + timedelta(days=8 + self.w.rng.randrange(6))
        plan.save_plan(case_id, rows=plans.first_draft(case, first_on), by=by)

    def _last_day(self, case: Case, stage: int) -> date:
        days = plans.stage_days(plans.released_plan(case), stage)
        return days[-1] if days else clock.today()

    def in_stage1(self, case: Case) -> Move:
        by = self.holder(case, Role.LEAD) if self.places(case, Role.LEAD) else self.w.anybody()
        if self.w.chance(0.05):
            back = partial(audit.return_to_planning, case.id, by=by, reason=WHY)
            return Move("return_to_planning", back)
        call = partial(audit.pass_stage1, case.id, answers=all_ready(case), summary=WHY, by=by)
        return Move("pass_stage1", call, until=self._last_day(case, 1), hour=16)

    def in_stage2(self, case: Case) -> Move:
        if not self.places(case, Role.LEAD):
            return self.fill(case, Role.LEAD) or self._give_up(case)
        lead = self.holder(case, Role.LEAD)
        known = ratings_of(case)
        left = [key for key in checklist_keys(case) if key not in known]
        if left:
            team = self.places(case, Role.LEAD, Role.ASSESSOR)
            by = self.w.actor(self.w.rng.choice(team).person_id)
            key = self.w.rng.choice(left)
            call = partial(rating.record_rating, case.id, key=key, result="met", by=by)
            return Move("record_rating", call)
        if self.w.chance(0.25):
            return Move("sign_in", partial(attendance.sign_in, case.id, kind="opening", by=lead))
        if move := self._about_findings(case, lead):
            return move
        if self.w.chance(0.12):
            return Move("raise_finding", partial(self._raise, case.id, lead))
        waiting = [one for one in findings_of(case) if one.state in WAITING]
        close = audit.close_stage2_with_findings if waiting else audit.close_stage2
        call = partial(close, case.id, summary=WHY, by=lead)
        return Move(close.__name__, call, until=self._last_day(case, 2), hour=17)

    def _raise(self, case_id: int, by) -> None:  # noqa: ANN001
        case = session.get_one(Case, case_id)
        finding.raise_finding(
            case_id,
            key=self.w.rng.choice(checklist_keys(case)),
            site_id=plans.sites_of(case)[0].id,
            grade=self.w.rng.choice(["major", "minor", "minor", "observation", "strength"]),
            fact=WHY,
            evidence_text="设备台账",
            by=by,
        )

    def _about_findings(self, case: Case, lead) -> Move | None:  # noqa: ANN001
        open_drafts = [one for one in findings_of(case) if one.state in {"drafted", "shown"}]
        if open_drafts:
            return self._settle(case, open_drafts[0], lead)
        if unchecked := unchecked_findings(case):
            given = {"earlier": unchecked[0].id, "effective": self.w.chance(0.6), "note": WHY}
            call = partial(effectiveness.check_effectiveness, case.id, **given, by=lead)
            return Move("check_effectiveness", call)
        return None

    def _settle(self, case: Case, one: Finding, by) -> Move:  # noqa: ANN001
        if not one.evidence_text:
            return Move("drop_finding", partial(finding.drop_finding, one.id, by=by, reason=WHY))
        said = comments_of([one])[one.id]
        draft = draft_of(one, said)
        if waiting := [each.id for each in said if each.kind == "dispute" and not each.answer]:
            given = {"comment_id": waiting[0], "text": WHY, "by": by}
            return Move("answer_dispute", partial(drafts.answer_dispute, one.id, **given))
        if one.state == "drafted" and one.grade in {"major", "minor"}:
            return Move("show_draft", partial(drafts.show_draft, one.id, by=by))
        if one.state == "shown" and draft.is_open(clock.now()):
            kind = "agree" if said else self.w.rng.choice(["agree", "agree", "comment", "dispute"])
            given = {"kind": kind, "text": WHY, "by": self.applicant(case)}
            return Move("comment_draft", partial(drafts.comment_draft, one.id, **given))
        if one.grade in {"major", "minor"}:
            return Move("issue_finding", partial(finding.issue_finding, one.id, by=by))
        return Move("note_finding", partial(finding.note_finding, one.id, by=by))

    def in_correction(self, case: Case) -> Move:
        if not self.places(case, Role.LEAD):
            return self.fill(case, Role.LEAD) or self._give_up(case)
        lead = self.holder(case, Role.LEAD)
        for one in findings_of(case):
            if one.state in {"issued", "returned"}:
                return Move("answer_finding", partial(self._answer, one.id, self.applicant(case)))
            if one.state == "answered" and one.grade == "minor":
                return Move("accept_plan", partial(correction.accept_plan, one.id, by=lead))
            if one.state == "answered":
                call = partial(correction.verify_finding, one.id, method="document", by=lead)
                return Move("verify_finding", call)
        return Move("finish_correction", partial(correction.finish_correction, case.id, by=lead))

    def _answer(self, finding_id: int, by) -> None:  # noqa: ANN001
        one = session.get_one(Finding, finding_id)
        case = session.get_one(Case, one.case_id)
        correction.answer_finding(
            finding_id,
            correction=WHY,
            root_cause=WHY,
            corrective_action=WHY,
            action_due_on=clock.today(),
            sites={site.id: "已排查" for site in plans.sites_of(case)},
            by=by,
        )
