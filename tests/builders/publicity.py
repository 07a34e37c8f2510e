"""Cases in their public notice and after it, through the real deeds."""

from datetime import timedelta

from certplatform import clock
from certplatform.models.case import Case
from certplatform.models.publicity import Objection, PublicNotice
from certplatform.process.publicity import end_publicity, lodge_objection
from certplatform.queries.notices import latest_notice
from tests.builders.decision import decided_case
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World
from tests.builders.review import after


def noticed_case(world: World, *, grade: str = "", case: Case | None = None) -> Case:
    """A case whose public notice runs."""
    return decided_case(world, grade=grade, case=case)


def notice_of(case: Case) -> PublicNotice:
    """The notice of a case."""
    found = latest_notice(case)
    assert found is not None
    return found


def objected_case(world: World, case: Case | None = None) -> tuple[Case, Objection]:
    """A case with an objection, lodged a day after publishing."""
    case = case or noticed_case(world)
    with after(case, days=1):
        objection = lodge_objection(
            notice_of(case).id,
            text="所列能力在我公司参观时并未运行。",
            name="某同行",
            contact="peer@example.cn",
        )
    return case, objection


@kept_stage
def issuing_case(world: World, *, grade: str = "", case: Case | None = None) -> Case:
    """A case whose notice has ended undisputed, on the day after its end."""
    case = noticed_case(world, grade=grade, case=case)
    with clock.simulated(clock.at_local(notice_of(case).ends_on + timedelta(days=1), 8)):
        end_publicity(case.id)
    return case
