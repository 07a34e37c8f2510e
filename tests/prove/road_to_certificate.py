"""The road from the conclusion to the certificate."""

from datetime import timedelta
from functools import partial

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.domain.compliance_review import YES, CheckAnswer
from certplatform.domain.decision import GRANT
from certplatform.domain.technical_check import ALL_PASSED
from certplatform.models.case import Case
from certplatform.process import (
    ballot,
    certificate,
    compliance_review,
    conclusion,
    confirmation,
    decision,
    publicity,
    recheck,
)
from certplatform.queries import ballots, conclusions, grading, reviews
from certplatform.queries.issuing import revision_of_case
from certplatform.queries.notices import latest_notice, open_objections
from tests.prove.road_people import WHY, People
from tests.prove.walker import Move


class RoadToCertificate(People):
    """The second half of a case."""

    # Conclusion and committee

    def in_concluding(self, case: Case) -> Move:
        if move := self.fill(case, Role.LEAD) or self.fill(case, Role.TECHNICAL_CHECKER):
            return move
        last = conclusions.current_conclusion(case)
        if last is None or self.stuck.get(case.id, 0) > 4:
            return Move("conclude", partial(self._conclude, case.id, self.holder(case, Role.LEAD)))
        if not last.check_outcome:
            by = self.holder(case, Role.TECHNICAL_CHECKER)
            call = conclusion.check_conclusion
            return Move(
                "check_conclusion", partial(call, case.id, sections=ALL_PASSED, comment=WHY, by=by)
            )
        confirm = conclusion.confirm_conclusion
        if self.w.chance(0.5):
            by = self.applicant(case)
            return Move("confirm_conclusion", partial(confirm, case.id, confirmed=True, by=by))
        submit = conclusion.submit_conclusion
        return Move("submit_conclusion", partial(submit, case.id, by=self.w.by("case_officer")))

    def _conclude(self, case_id: int, by) -> None:  # noqa: ANN001
        case = session.get_one(Case, case_id)
        grade = grading.computed_grade(case).grade
        conclusion.conclude(
            case_id,
            grade=grade.code if grade else None,
            recommendation=conclusions.recommendations_of(case)[0],
            scope="轴承的设计、生产和服务",
            scope_en="Design of bearings",
            reasons=WHY,
            answers=dict.fromkeys(conclusions.sections_to_answer(case), WHY),
            by=by,
        )

    def answers(self, case: Case, kind: str) -> dict[str, CheckAnswer]:
        return {one.code: CheckAnswer(YES) for one in reviews.checklist_of(case, kind)}

    def in_review(self, case: Case) -> Move:
        if move := self.fill(case, Role.COMPLIANCE_REVIEWER):
            return move
        by = self.holder(case, Role.COMPLIANCE_REVIEWER)
        said = {"answers": self.answers(case, reviews.REVIEW_KIND), "summary": WHY, "by": by}
        if self.w.chance(0.06):
            back = self.w.rng.choice(
                [compliance_review.return_to_conclusion, compliance_review.return_to_stage2]
            )
            return Move(back.__name__, partial(back, case.id, reason=WHY, **said))
        due = reviews.need_of(case).needed and not reviews.confirmation_done(case)
        call = compliance_review.require_confirmation if due else compliance_review.pass_review
        return Move(call.__name__, partial(call, case.id, **said))

    def in_confirmation(self, case: Case) -> Move:
        if move := self.fill(case, Role.CONFIRMATION_AUDITOR):
            return move
        by = self.holder(case, Role.CONFIRMATION_AUDITOR)
        if self.w.chance(0.04):
            fail = confirmation.fail_confirmation
            call = partial(fail, case.id, answers={}, summary=WHY, by=by, reason=WHY)
            return Move("fail_confirmation", call)
        call = partial(confirmation.pass_confirmation, case.id, answers={}, summary=WHY, by=by)
        return Move("pass_confirmation", call)

    def in_decision(self, case: Case) -> Move:
        running = ballots.open_ballot_of(case)
        if running is not None:
            return self._vote(case, running.id)
        if move := self.fill(case, Role.RECHECKER):
            return move
        if reviews.recheck_in_force(case) is None:
            by = self.holder(case, Role.RECHECKER)
            answers = self.answers(case, reviews.RECHECK_KIND)
            call = recheck.record_recheck
            return Move(
                "record_recheck",
                partial(call, case.id, passed=True, answers=answers, summary=WHY, by=by),
            )
        if move := self.fill(case, Role.PANEL_MEMBER, 3):
            return move
        closes_at = clock.now() + timedelta(days=5)
        call = partial(ballot.open_ballot, case.id, closes_at=closes_at, by=self.w.by("secretary"))
        return Move("open_ballot", call)

    def _vote(self, case: Case, ballot_id: int) -> Move:
        running = session.get_one(ballots.Ballot, ballot_id)
        voted = {one.person_id for one in ballots.votes_of(running)}
        left = [one for one in running.members if one not in voted]
        if not left or self.stuck.get(case.id, 0) > 4:
            until = clock.local_date(running.closes_at) + timedelta(days=1)
            return Move("count_ballot", partial(decision.count_ballot, ballot_id), until=until)
        drawn = self.w.rng.random()
        choice = GRANT if drawn < 0.93 else self.w.rng.choice(ballots.choices_of(case))
        call = partial(
            ballot.vote,
            case.id,
            choice=choice,
            grade=reviews.proposed_grade(case) or "",
            justification=WHY,
            by=self.w.actor(left[0]),
        )
        return Move("vote", call)

    # Notice and certificate

    def in_publicity(self, case: Case) -> Move:
        notice = latest_notice(case)
        assert notice is not None
        if self.w.chance(0.03):
            call = partial(publicity.lodge_objection, notice.id, text=WHY, name="某", contact="某")
            return Move("lodge_objection", call)
        until = notice.ends_on + timedelta(days=1)
        end = partial(publicity.end_publicity, case.id, by=SYSTEM)
        return Move("end_publicity", end, until=until)

    def in_objection(self, case: Case) -> Move:
        if move := self.fill(case, Role.APPEAL_HANDLER):
            return move
        by = self.holder(case, Role.APPEAL_HANDLER)
        notice = latest_notice(case)
        assert notice is not None
        lodged = open_objections(notice)
        call = publicity.dismiss_objection if self.w.chance(0.8) else publicity.uphold_objection
        return Move(call.__name__, partial(call, lodged[0].id, by=by, reason=WHY))

    def in_issuing(self, case: Case) -> Move:
        if revision_of_case(case.id) is None:
            by = self.w.by(self.w.rng.choice(["secretary", "second_secretary"]))
            return Move("issue", partial(certificate.issue, case.id, by=by))
        digest = f"{self.w.rng.getrandbits(256):064x}"
        return Move(
            "certify", partial(certificate.certify, case.id, pdf_sha256=digest, size=1, by=SYSTEM)
        )
