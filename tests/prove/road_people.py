"""Who does what on the road: the right person for each part of a case, often drawn."""

from functools import partial

from certplatform.domain.actors import COMMITTEE_ROLES, Actor, Role
from certplatform.domain.workflow.assignment import STANDING
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process import (
    acceptance,
    application,
    assignment,
    body_choice,
    compliance_review,
)
from certplatform.queries.cases import assignments_of, scheme_of
from tests.prove.walker import Move, Walker

WHY = "依据核查记录，理由充分。"
CLEARANCE = "邮箱同属公共园区域名，经核实无任职或利益关系。"
TEAM_POOL = ("assessor_", "officer_assessor")
COMMITTEE_POOL = ("expert_", "assessor_expert", "secretary_expert", "applicant_expert")


class People:
    """Finds and appoints the people of a case for a walker."""

    def __init__(self, walker: Walker) -> None:
        self.w = walker
        self.stuck: dict[int, int] = {}

    def _give_up(self, case: Case) -> Move:
        scheme = scheme_of(case)
        if case.state in {"draft", "submitted", "returned"}:
            code = scheme.reasons["withdraw_application"][0].code
            return Move(
                "withdraw_application",
                partial(
                    application.withdraw_application,
                    case.id,
                    code=code,
                    by=self.applicant(case),
                    reason=WHY,
                ),
            )
        code = scheme.reasons["terminate"][0].code
        by = self.w.by("secretary")
        return Move(
            "terminate", partial(acceptance.terminate, case.id, code=code, by=by, reason=WHY)
        )

    def to_body(self, case: Case, body: Organisation) -> Move:
        """Give the application to another body."""
        call = partial(
            body_choice.change_body, case.id, body=body.public_id, by=self.applicant(case)
        )
        return Move("change_body", call)

    def applicant(self, case: Case):  # noqa: ANN201 - an Actor, as everywhere here
        part = next(part for firm, part in self.w.firms if firm.id == case.enterprise_id)
        return self.w.by(part)

    # People

    def places(self, case: Case, *roles: str) -> list[Assignment]:
        return [one for one in assignments_of(case.id, *STANDING) if one.role in roles]

    def holder(self, case: Case, role: str):  # noqa: ANN201
        return self.w.actor(self.places(case, role)[0].person_id)

    def fill(self, case: Case, role: Role, wanted: int = 1) -> Move | None:
        """What brings somebody into a part of the case; None once it is filled."""
        in_committee = role in COMMITTEE_ROLES
        planner = self.w.by("secretary" if in_committee else "scheduler")
        places = self.places(case, role)
        for one in places:
            own = self.w.actor(one.person_id)
            if one.state == "proposed" and one.invited_at is None:
                return Move("invite_member", partial(assignment.invite_member, one.id, by=planner))
            if one.state == "proposed":
                return Move("declare", partial(assignment.declare, one.id, by=own))
            if one.state == "suspended" or (self.stuck.get(case.id, 0) > 6 and self.w.chance(0.3)):
                replace = assignment.replace_member
                return Move("replace_member", partial(replace, one.id, by=planner, reason=WHY))
            if one.state == "declared" and not in_committee:
                confirm = partial(
                    assignment.confirm_member, one.id, by=planner, clearance=CLEARANCE
                )
                return Move("confirm_member", confirm)
        return None if len(places) >= wanted else self._ask(case, role, planner)

    def _ask(self, case: Case, role: Role, planner: Actor) -> Move:
        in_committee = role in COMMITTEE_ROLES
        pool = COMMITTEE_POOL if in_committee else TEAM_POOL
        person = self.w.world[self._somebody(pool)].id
        if in_committee:
            call = partial(
                compliance_review.appoint,
                case.id,
                person_id=person,
                role=role,
                by=planner,
                clearance=CLEARANCE,
            )
            return Move("appoint", call)
        if role == Role.TECHNICAL_CHECKER:
            check = assignment.appoint_checker
            return Move("appoint_checker", partial(check, case.id, person_id=person, by=planner))
        propose = assignment.propose_member
        return Move(
            "propose_member", partial(propose, case.id, person_id=person, role=role, by=planner)
        )

    def _somebody(self, pool: tuple[str, ...]) -> str:
        return self.w.rng.choice([one for one in self.w.world.people if one.startswith(pool)])
