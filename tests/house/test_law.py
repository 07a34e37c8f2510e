"""The tables, the deeds, the pages, the facts and the messages stand for each other."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from certplatform.domain.actors import Role
from certplatform.domain.facts import FACTS
from certplatform.domain.workflow.machine import Machine, State, Transition
from certplatform.domain.workflow.tables import MACHINES
from certplatform.jobs.reactions import REACTIONS
from certplatform.messages.catalogue import LINKS, MESSAGES, SILENT
from certplatform.models.tables import METADATA, MOVED, WRITE_ONCE
from certplatform.web.case_head import DEEDS
from tests.house.workflow_diagram import CYCLE, FILE, cycle, page
from tests.prove.mischief import unnameable

ROWS = [(name, row) for name, machine in MACHINES.items() for row in machine.transitions]
WEB = FILE.parents[1] / "certplatform" / "web"
# Moves of a second subject that happen inside the deed of the first.
WITHIN = {"enter", "revise", "dismiss", "uphold"}
# Deeds that a page reaches through another deed.
BY_ANOTHER = {"dismiss_one_objection"}


@pytest.mark.parametrize(("subject", "row"), ROWS, ids=lambda one: str(getattr(one, "action", one)))
def test_every_transition_has_its_deed(subject: str, row: Transition) -> None:
    del subject
    module = importlib.import_module(f"certplatform.process.{row.process}")
    if row.action in WITHIN:
        assert f'"{row.action}"' in inspect.getsource(module)
        return
    assert callable(getattr(module, row.action, None)), f"{row.process}.{row.action} is missing"


def _deeds_used_by(page: Path) -> set[str]:
    """The deeds that a file of the pages imports from the process."""
    tree = ast.parse(page.read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("certplatform.process")
        for alias in node.names
    }
    return imported | {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in imported
    }


def test_every_deed_of_a_person_is_offered_by_a_page(app: Flask) -> None:
    del app
    offered = set(DEEDS) | {name for page in WEB.rglob("*.py") for name in _deeds_used_by(page)}
    people = {
        row.action
        for _, row in ROWS
        if row.roles - {Role.SYSTEM} and row.action not in WITHIN | BY_ANOTHER
    }
    assert not people - offered, f"no page offers {sorted(people - offered)}"


def test_every_fact_has_a_reaction_or_a_reason_for_none() -> None:
    assert set(REACTIONS) <= set(FACTS)
    without = set(FACTS) - {name for name, table in REACTIONS.items() if table}
    assert not without


def test_every_fact_is_told_or_silent_with_a_reason() -> None:
    assert set(MESSAGES) | set(SILENT) == set(FACTS)
    assert not set(MESSAGES) & set(SILENT)


def test_every_message_renders_in_both_languages(app: Flask) -> None:
    del app
    names = "number enterprise body member certificate reason stage count grade due_on days what "
    names += "revision changes title filename virus who finding"
    fields = {**dict.fromkeys(names.split(), "§"), "status": "§"}
    for message in [*MESSAGES.values(), *LINKS.values()]:
        said = set()
        for locale in ("zh_CN", "en"):
            with force_locale(locale):
                said.add(gettext(message.subject, **fields))
                assert gettext(message.body, **fields)
        assert len(said) == 2, f"{message.subject} has one language only"


# tables that later migrations guard by themselves
LATER_WRITE_ONCE = {
    "capture_record",
    "conflict_check",
    "grade_capsule",
    "offline_change",
    "rating_version",
    "second_rating",
}


def test_the_diagram_is_drawn_from_the_tables() -> None:
    assert FILE.read_text(encoding="utf-8") == page()
    assert CYCLE.read_text(encoding="utf-8") == cycle()


def test_the_triggers_know_every_moved_and_every_written_once_table() -> None:
    guarding = importlib.util.spec_from_file_location(
        "guarding", FILE.parents[1] / "migrations" / "versions" / "0010_guarding_triggers.py"
    )
    assert guarding is not None
    assert guarding.loader is not None
    module = importlib.util.module_from_spec(guarding)
    guarding.loader.exec_module(module)
    assert {table: subject for table, (subject, _) in module.MOVED.items()} == {
        table: subject for subject, table in MOVED.items()
    }
    assert {*module.WRITE_ONCE, *LATER_WRITE_ONCE} == set(WRITE_ONCE)
    for subject, table in MOVED.items():
        assert set(module.MOVED[table][1]) == MACHINES[subject].initial
        assert {"state", "entry_id", "version"} <= set(METADATA.tables[table].columns.keys())


def test_nothing_leaves_an_end_state() -> None:
    end, begin = State("end", "End", final=True), State("begin", "Begin", initial=True)
    back = Transition("back", "end", "begin", frozenset({Role.SYSTEM}), "case", "Back")
    with pytest.raises(ValueError, match="leaves the end"):
        Machine("planted", (end, begin), [back])


def test_a_deed_stands_once_per_state() -> None:
    begin = State("begin", "Begin", initial=True)
    row = Transition("stay", "begin", "begin", frozenset({Role.SYSTEM}), "case", "Stay")
    with pytest.raises(ValueError, match="stands twice"):
        Machine("planted", (begin,), [row, row])


def test_the_random_walk_can_play_every_deed() -> None:
    """A deed with a new fact would else be seen to be missing only by the long proofs."""
    assert not unnameable()
