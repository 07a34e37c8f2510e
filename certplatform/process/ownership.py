"""Who owns whom: recorded with dates and shares, ended, never deleted (R13)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotVisible
from certplatform.domain.facts_of_conflict import SurroundingsChanged
from certplatform.domain.ownership_entry import must_be_a_holding
from certplatform.domain.people import must_administer, must_be_fresh
from certplatform.domain.wording import N_
from certplatform.models.organisation import GroupLink, Organisation
from certplatform.process.step import deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.ties import as_holding, links_around

FOR_EVER = date.max


def record_group_link(
    parent_id: int,
    child_id: int,
    share: Decimal | int,
    *,
    by: Actor,
    from_on: date | None = None,
    until_on: date | None = None,
) -> GroupLink:
    """Record that one organisation owns a share of another, in per cent.

    Raises Invalid where the shares of one organisation would exceed the whole on some day, where
    it would come to control itself, and where the dates run backwards.
    """
    must_administer(by)
    with deed(by=by) as act:
        must_be_fresh(by)
        parent, child = session.get(Organisation, parent_id), session.get(Organisation, child_id)
        if parent is None or child is None:
            raise NotVisible(ABSENT)
        made = GroupLink(
            parent_id=parent_id,
            child_id=child_id,
            share=Decimal(share),
            from_on=from_on or clock.today(),
            until_on=until_on,
        )
        around = links_around({parent_id, child_id}, made.from_on, until_on or FOR_EVER)
        must_be_a_holding(as_holding(made, parent, child), [as_holding(*one) for one in around])
        session.add(made)
        session.flush()
        act.log(
            f"organisation:{child_id}",
            "record_group_link",
            parent=parent_id,
            share=str(share),
            from_on=made.from_on.isoformat(),
            until_on=until_on.isoformat() if until_on else None,
        )
        act.tell(SurroundingsChanged(0, child_id))
    return made


def end_group_link(address: str, *, until_on: date, by: Actor) -> GroupLink:
    """Record on which day an ownership ended."""
    must_administer(by)
    with deed(by=by) as act:
        must_be_fresh(by)
        link = session.scalar(select(GroupLink).where(GroupLink.public_id == address))
        if link is None:
            raise NotVisible(ABSENT)
        if until_on < link.from_on or (link.until_on is not None and until_on > link.until_on):
            told = N_("The last day lies between the first day and the end on record.")
            raise Invalid(told, fields={"until_on": told})
        link.until_on = until_on
        act.log(
            f"organisation:{link.child_id}",
            "end_group_link",
            parent=link.parent_id,
            until_on=until_on.isoformat(),
        )
        act.tell(SurroundingsChanged(0, link.child_id))
    return link
