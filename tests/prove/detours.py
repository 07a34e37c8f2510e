"""The ways beside the road: right deeds by the right people that most cases never need."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import PUBLIC, TEAM_ROLES, Actor, Role
from certplatform.models.appeal import Appeal
from certplatform.models.assignment import Assignment
from certplatform.models.audit import SiteSignIn
from certplatform.models.case import Case
from certplatform.process import (
    appeal,
    application,
    assignment,
    attendance,
    ballot,
    confirmation,
    correction,
    finding_draft,
    plan,
    publicity,
)
from certplatform.queries import ballots
from certplatform.queries.applications import application_documents
from certplatform.queries.cases import assignments_of, scheme_of
from certplatform.queries.findings import findings_of
from certplatform.queries.notices import latest_notice, open_objections
from tests.builders.application import a_pdf, covered
from tests.prove.road_people import WHY, People
from tests.prove.walker import Move

Way = Callable[[Case], Move | None]


class Detours(People):
    """Draws one of the ways that stand open beside the road; None where none does."""

    def detour(self, case: Case) -> Move | None:
        """Something rare that is right here."""
        by_state: dict[str, tuple[Way, ...]] = {
            "draft": (self._attach, self._remove),
            "returned": (self._attach, self._remove),
            "submitted": (self._withdraw, self._change_body),
            "planning": (self._refuse, self._object, self._answer_objection),
            "stage2": (self._explain, self._revise),
            "correction": (self._return_answer, self._repeat_stage2),
            "confirmation": (self._fail,),
            "decision": (self._refuse, self._recuse),
            "objection": (self._object_again, self._dismiss_one, self._reject),
        }
        ways = (*by_state.get(case.state, ()), self._reinstate, self._appeal)
        return self.w.rng.choice(ways)(case)

    # Application

    def _attach(self, case: Case) -> Move:
        kind = self.w.rng.choice(scheme_of(case).documents)
        given = {
            "kind": kind.code,
            "filename": f"{kind.code}.pdf",
            "content": a_pdf(f"{kind.code} {self.w.steps}"),
            **covered(kind),
        }
        call = partial(application.attach_document, case.id, **given, by=self.applicant(case))
        return Move("attach_document", call)

    def _remove(self, case: Case) -> Move | None:
        """Only one that is there twice, so that the application stays complete."""
        documents = application_documents(case.id)
        kinds = [one.kind for one in documents]
        spare = [one for one in documents if kinds.count(one.kind) > 1]
        if not spare:
            return None
        call = application.remove_document
        return Move(
            "remove_document",
            partial(call, case.id, spare[0].public_id, by=self.applicant(case)),
        )

    def _withdraw(self, case: Case) -> Move | None:
        return self._give_up(case) if self.w.chance(0.2) else None

    def _change_body(self, case: Case) -> Move | None:
        """To the other body; the road brings the case back to the one whose people drive it."""
        if case.body_id != self.w.world.body.id:
            return None
        return self.to_body(case, self.w.world.other_body)

    # Team and audit

    def _place(self, case: Case, state: str) -> Assignment | None:
        found = [one for one in assignments_of(case.id) if one.state == state]
        return self.w.rng.choice(found) if found else None

    def _refuse(self, case: Case) -> Move | None:
        asked = self._place(case, "proposed")
        if asked is None or asked.invited_at is None:
            return None
        own = self.w.actor(asked.person_id)
        call = partial(assignment.refuse_assignment, asked.id, by=own, reason=WHY)
        return Move("refuse_assignment", call)

    def _reinstate(self, case: Case) -> Move | None:
        barred = self._place(case, "suspended")
        if barred is None:
            return None
        by = self.w.by("scheduler" if Role(barred.role) in TEAM_ROLES else "secretary")
        return Move("reinstate", partial(assignment.reinstate, barred.id, by=by, reason=WHY))

    def _object(self, case: Case) -> Move | None:
        member = self._place(case, "confirmed")
        if member is None:
            return None
        given = {"assignment_id": member.id, "reason": WHY, "by": self.applicant(case)}
        return Move("object_to_member", partial(plan.object_to_member, case.id, **given))

    def _answer_objection(self, case: Case) -> Move | None:
        for one in assignments_of(case.id):
            if one.objection and not one.objection_answer:
                given = {"assignment_id": one.id, "reason": WHY, "by": self.w.by("scheduler")}
                call = partial(plan.answer_member_objection, case.id, **given)
                return Move("answer_member_objection", call)
        return None

    def _explain(self, case: Case) -> Move | None:
        signed = session.scalars(select(SiteSignIn).where(SiteSignIn.case_id == case.id))
        odd = [one for one in signed if one.anomalies and not one.explanation]
        if not odd:
            return None
        given = {"sign_in_id": odd[0].id, "explanation": WHY}
        own = self.w.actor(odd[0].person_id)
        call = partial(attendance.explain_anomaly, case.id, **given, by=own)
        return Move("explain_anomaly", call)

    def _revise(self, case: Case) -> Move | None:
        """A draft that was shown is changed, and so has to be shown anew."""
        shown = [one for one in findings_of(case) if one.state == "shown"]
        if not shown or not self.places(case, Role.LEAD):
            return None
        one = shown[0]
        given = {"key": one.key, "site_id": one.site_id, "grade": one.grade, "fact": WHY}
        by = self.holder(case, Role.LEAD)
        call = partial(
            finding_draft.revise_finding, one.id, **given, evidence_text=one.evidence_text, by=by
        )
        return Move("revise_finding", call)

    def _return_answer(self, case: Case) -> Move | None:
        answered = [one for one in findings_of(case) if one.state == "answered"]
        if not answered:
            return None
        by = self.holder(case, Role.LEAD)
        call = partial(correction.return_answer, answered[0].id, by=by, reason=WHY)
        return Move("return_answer", call)

    def _repeat_stage2(self, case: Case) -> Move | None:
        if not self.places(case, Role.LEAD) or self.w.chance(0.5):
            return None
        by = self.holder(case, Role.LEAD)
        return Move("repeat_stage2", partial(correction.repeat_stage2, case.id, by=by, reason=WHY))

    # Committee

    def _fail(self, case: Case) -> Move | None:
        if not self.places(case, Role.CONFIRMATION_AUDITOR):
            return None
        said = {"answers": {}, "summary": WHY, "reason": WHY}
        by = self.holder(case, Role.CONFIRMATION_AUDITOR)
        call = partial(confirmation.fail_confirmation, case.id, **said, by=by)
        return Move("fail_confirmation", call)

    def _recuse(self, case: Case) -> Move | None:
        running = ballots.open_ballot_of(case)
        if running is None:
            return None
        voted = {one.person_id for one in ballots.votes_of(running)}
        left = [one for one in running.members if one not in voted]
        if not left:
            return None
        own = self.w.actor(self.w.rng.choice(left))
        return Move("recuse", partial(ballot.recuse, case.id, justification=WHY, by=own))

    def _object_again(self, case: Case) -> Move | None:
        notice = latest_notice(case)
        if notice is None:
            return None
        given = {"text": WHY, "name": "某", "contact": "某"}
        return Move("lodge_objection", partial(publicity.lodge_objection, notice.id, **given))

    def _dismiss_one(self, case: Case) -> Move | None:
        return self._on_objection(case, publicity.dismiss_one_objection, least=2)

    def _reject(self, case: Case) -> Move | None:
        return self._on_objection(case, publicity.reject_on_objection, least=1)

    def _on_objection(self, case: Case, deed: Callable[..., object], *, least: int) -> Move | None:
        notice = latest_notice(case)
        lodged = open_objections(notice) if notice else []
        if len(lodged) < least or not self.places(case, Role.APPEAL_HANDLER):
            return None
        by = self.holder(case, Role.APPEAL_HANDLER)
        return Move(deed.__name__, partial(deed, lodged[0].id, by=by, reason=WHY))

    # Appeals and complaints

    def _appeal(self, case: Case) -> Move | None:
        waiting = session.scalars(
            select(Appeal).where(Appeal.state.in_(("lodged", "acknowledged"))).order_by(Appeal.id)
        ).first()
        if waiting is None:
            given = {"kind": "complaint", "text": WHY, "about": case.number, "by": PUBLIC}
            return Move("lodge_appeal", partial(appeal.lodge_appeal, **given))
        if waiting.state == "lodged":
            handler = self.w.world[self._somebody(("expert_",))].id
            given = {"handler_id": handler, "by": self.w.by("secretary")}
            return Move("acknowledge", partial(appeal.acknowledge, waiting.id, **given))
        by: Actor = self.w.actor(waiting.handler_id or 0)
        decide = appeal.uphold_appeal if self.w.chance(0.5) else appeal.dismiss_appeal
        return Move(decide.__name__, partial(decide, waiting.id, by=by, reason=WHY))
