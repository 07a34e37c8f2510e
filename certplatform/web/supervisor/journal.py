"""The journal of a case, entry by entry, with rules, digests, and whether the chain fits."""

import hashlib
from itertools import pairwise
from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from certplatform.domain.actors import ROLE_TITLES, Role
from certplatform.domain.workflow.tables import title_of
from certplatform.models.journal import JournalEntry
from certplatform.queries.cases import case_for
from certplatform.queries.filings import GENESIS
from certplatform.queries.journal import said, story_of
from certplatform.queries.page import PAGE_SIZE
from certplatform.web.answers import page
from certplatform.web.case_head import case_head
from certplatform.web.formats import gettext, state
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

MOST = 5000
LONGEST = 9


@audience(Role.SUPERVISOR)
def journal(case: str) -> Response:
    """All entries of a case's chain, the latest first."""
    actor = current_actor()
    found = case_for(actor, case)
    entries = story_of(f"case:{found.id}", limit=MOST)
    before = _before()
    rest = [one for one in entries if before is None or one.seq < before]
    here = url_for("supervisor.journal", case=case)
    return page(
        "supervisor/case_journal.html",
        case=found,
        case_head=case_head(found, actor, active="supervisor.journal"),
        entries=[_told(one) for one in rest[:PAGE_SIZE]],
        sound=chain_fits(entries),
        pager={
            "count_text": str(len(entries)),
            "next_url": f"{here}?before={rest[PAGE_SIZE - 1].seq}" if rest[PAGE_SIZE:] else "",
            "first_url": here if before is not None else "",
        },
    )


def _before() -> int | None:
    asked = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST else None


def chain_fits(entries: list[JournalEntry]) -> bool:
    """Whether each entry has the digest of its bytes and names the one before; latest first."""
    whole = all(hashlib.sha256(one.content).hexdigest() == one.digest for one in entries)
    linked = all(later.previous == earlier.digest for later, earlier in pairwise(entries))
    first = entries[-1] if entries else None
    begun = first is None or first.seq > 1 or first.previous == GENESIS
    return whole and linked and begun


def _told(entry: JournalEntry) -> dict[str, Any]:
    content = said(entry)
    states = dict.fromkeys(one for one in (entry.from_state, entry.to_state) if one)
    return {
        "seq": entry.seq,
        "at": entry.at,
        "who": entry.person_name if entry.person_id else gettext(ROLE_TITLES[Role(entry.role)]),
        "role": gettext(ROLE_TITLES[Role(entry.role)]),
        "deed": gettext(title_of(entry.subject, entry.action)),
        "move": " → ".join(state(one, entry.subject) for one in states),
        "reason": content["reason"],
        "checked": content["checked"],
        "stored": entry.content.decode("utf-8"),
        "digest": entry.digest,
    }


def add_to(blueprint: Blueprint) -> None:
    """Add the page."""
    blueprint.add_url_rule("/cases/<case>/journal", view_func=journal)
