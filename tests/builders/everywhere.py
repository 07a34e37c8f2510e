"""A town with cases in many stages, each of its own enterprise with a name found nowhere else.

The cases of the world's body belong to enterprises of its applicant; one case runs at the other
body for the other applicant, so that everybody has a case that is none of theirs.
"""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from stdnum.cn import uscc

from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Role
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.appeal import acknowledge, lodge_appeal
from certplatform.process.people import grant_role
from tests.builders.acceptance import planning_case
from tests.builders.application import drafted_case, submitted_case
from tests.builders.audit import correction_case, stage2_case
from tests.builders.certificate import certified_case
from tests.builders.certified import Snapshot, found_again
from tests.builders.conclusion import concluded_case, review_case
from tests.builders.decision import decided_case, voting_case
from tests.builders.filing import filed, withdrawn_case
from tests.builders.people import World, a_world, an_enterprise, sign_in_as
from tests.builders.planning import proposed
from tests.builders.publicity import objected_case
from tests.builders.review import OUTSIDER

PUBLIC = "public"
PROPOSED_ONLY = "assessor_4"
FIRMS = {
    "draft": "甲一草稿机械有限公司",
    "submitted": "乙二待理机械有限公司",
    "planning": "丙三策划机械有限公司",
    "stage2": "丁四现场机械有限公司",
    "correction": "戊五整改机械有限公司",
    "concluded": "己六结论机械有限公司",
    "review": "庚七复核机械有限公司",
    "voting": "辛八表决机械有限公司",
    "publicity": "壬九公示机械有限公司",
    "certified": "癸十获证机械有限公司",
    "filed": "子一归档机械有限公司",
    "elsewhere": "姑苏丝绸股份有限公司",
}


@dataclass(frozen=True)
class Town:
    """The world, and its cases by their stage; read once, used outside of any context."""

    world: World
    cases: dict[str, Case]


@dataclass(frozen=True)
class Site:
    """An application over a copy of the town, without a context."""

    app: Flask
    town: Town

    def visitor(self, part: str) -> FlaskClient:
        """A browser of one of the people; of nobody for the public."""
        client = self.app.test_client()
        if part != PUBLIC:
            with self.app.app_context():
                sign_in_as(client, self.town.world[part])
        return client


def everywhere() -> World:
    """A world with a case in each of the stages."""
    world = a_world()
    firms = {
        stage: _firm(world, place, name)
        for place, (stage, name) in enumerate(FIRMS.items())
        if stage != "elsewhere"
    }
    _early(world, firms)
    correction_case(world, enterprise=firms["correction"], grades=("minor", "major"))
    concluded_case(world, enterprise=firms["concluded"])
    review_case(world, enterprise=firms["review"])
    voting_case(world, review_case(world, enterprise=firms["voting"]))
    objected_case(world, _decided(world, firms["publicity"]))
    certified_case(world, case=review_case(world, enterprise=firms["certified"]))
    _closed_and_appealed(world, firms["filed"])
    planning_case(
        world,
        officer="other_officer",
        applicant="other_applicant",
        enterprise=world.other_enterprise,
        body=world.other_body,
    )
    return world


def _firm(world: World, place: int, name: str) -> Organisation:
    stem = f"91370100MA3T{place:05d}"
    firm = an_enterprise(stem + uscc.calc_check_digit(stem), name)
    grant_role(world.applicant.id, firm.id, Role.APPLICANT, by=SYSTEM)
    return firm


def _early(world: World, firms: dict[str, Organisation]) -> None:
    drafted_case(world, enterprise=firms["draft"])
    submitted_case(world, enterprise=firms["submitted"])
    case = planning_case(world, enterprise=firms["planning"])
    proposed(world, case, PROPOSED_ONLY, Role.LEAD)
    stage2_case(world, enterprise=firms["stage2"])


def _decided(world: World, firm: Organisation) -> Case:
    return decided_case(world, case=review_case(world, enterprise=firm))


def _closed_and_appealed(world: World, firm: Organisation) -> None:
    filed(withdrawn_case(world, enterprise=firm))
    appeal = lodge_appeal(kind="complaint", text="未按计划到场。", about="某机构", name="某人")
    acknowledge(appeal.id, handler_id=world[OUTSIDER].id, by=world.actor(world.secretary))


def town_again(snapshot: Snapshot) -> Town:
    """The town of the snapshot, loose from the database."""
    world = found_again(snapshot)
    by_name = {case.enterprise.name: case for case in session.query(Case)}
    town = Town(world, {stage: by_name[name] for stage, name in FIRMS.items()})
    session.expunge_all()
    return town
