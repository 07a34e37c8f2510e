"""Issue 5, done 2: another engine, in another language, comes to the same on 1,000 capsules.

What it answered is recorded beside this test; README.md says how to record it anew.
"""

import hashlib
import json

import pytest
import rfc8785

from certplatform.domain.capsule import rules_of_scheme
from tests.builders.capsules import capsule_number
from tests.builders.rules import IIIMS, TINY
from tests.crosscheck.record import COUNT, HERE, RECORDED

ROWS = [line.split(" ") for line in RECORDED.read_text(encoding="ascii").splitlines()]


def compared(numbers: range) -> None:
    for number in numbers:
        capsule, answers, grade = ROWS[number]
        made = capsule_number(number)
        assert hashlib.sha256(made).hexdigest() == capsule, f"capsule {number} is another one now"
        expected = json.loads(made)["expected"]
        assert hashlib.sha256(rfc8785.dumps(expected)).hexdigest() == answers, f"capsule {number}"
        assert (expected["grade"] or "-") == grade


def test_the_second_engine_came_to_the_same_on_a_share_of_the_capsules() -> None:
    compared(range(0, COUNT, 9))


@pytest.mark.prove
def test_the_second_engine_came_to_the_same_on_all_capsules() -> None:
    compared(range(COUNT))


def test_a_thousand_are_recorded_and_every_grade_is_among_them() -> None:
    assert len({row[0] for row in ROWS}) == COUNT
    grades = {one.code for scheme in (IIIMS, TINY) for one in scheme.grades}
    assert {row[2] for row in ROWS} == {*grades, "-"}


def test_the_tiny_and_the_shipped_scheme_have_the_same_rules() -> None:
    """They are one text in two places; a version that changes one of them drops this test."""
    assert rules_of_scheme(TINY) == rules_of_scheme(IIIMS)


def test_the_other_engine_is_pinned_by_hash_and_no_registry_is_named() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values())
