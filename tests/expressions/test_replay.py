"""A capsule computes again from its bytes alone; whatever was changed is refused and located."""

import json
import random
from typing import Any

import jsonschema
import pytest
import rfc8785

from certplatform.domain.capsule import differing_paths, digest_of
from certplatform.expressions.replay import replay
from certplatform.expressions.shape import DEEPEST, LARGEST, SCHEMA_FILE
from tests.builders.capsules import capsule_number

NUMBERS = range(0, 40, 8)
GRADED = next(
    one
    for one in map(capsule_number, range(0, 200, 2))
    if json.loads(one)["expected"]["grade"] == "SILVER" and json.loads(one)["evidence"]
)


def told(content: bytes, kept: bytes | None = None) -> list[str]:
    found = replay(content, kept)
    assert found.fits == (not found.misfits)
    return [str(one) for one in found.misfits]


def changed(**parts: Any) -> bytes:
    """Changed by somebody who knows how to make a digest."""
    content = {**json.loads(GRADED), **parts}
    return rfc8785.dumps({**content, "digest": digest_of(content)})


@pytest.mark.parametrize("number", NUMBERS)
def test_a_capsule_computes_again_and_has_the_published_shape(number: int) -> None:
    capsule = capsule_number(number)
    assert told(capsule) == []
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(capsule), schema, cls=jsonschema.Draft202012Validator)


def test_the_order_and_names_are_those_that_were_promised() -> None:
    content = json.loads(GRADED)
    assert set(content) == {
        "schema", "scheme", "case", "context", "rules", "expected", "evidence", "concluded",
        "digest",
    }  # fmt: skip
    assert set(content["scheme"]) == {"id", "version"}
    assert set(content["concluded"]) == {"grade", "reason", "by_role", "at"}
    assert all(set(one) == {"name", "expression"} for one in content["rules"])
    assert all(set(one) == {"sha256", "criterion"} for one in content["evidence"])
    assert set(content["expected"]) == {one["name"] for one in content["rules"]}


def one_byte_changed(count: int, seed: int) -> list[tuple[int, bytes]]:
    chance = random.Random(seed)  # noqa: S311 - places in a file, no secret
    found = []
    for _ in range(count):
        at = chance.randrange(len(GRADED))
        byte = chance.choice([one for one in range(256) if one != GRADED[at]])
        found.append((at, GRADED[:at] + bytes([byte]) + GRADED[at + 1 :]))
    return found


def is_located(misfits: list[str]) -> bool:
    return any(not one.startswith(("digest: the document comes to", "file: ")) for one in misfits)


@pytest.mark.parametrize(("at", "content"), one_byte_changed(25, 5))
def test_one_changed_byte_is_refused_and_located(at: int, content: bytes) -> None:
    assert is_located(told(content)), at


@pytest.mark.prove
@pytest.mark.parametrize(("at", "content"), one_byte_changed(400, 6))
def test_one_changed_byte_anywhere_is_refused_and_located(at: int, content: bytes) -> None:
    assert is_located(told(content)), at


def test_a_byte_that_no_answer_depends_on_is_found_by_the_digest() -> None:
    at = GRADED.index(b'"at":"2026') + len('"at":"202')
    misfits = told(GRADED[:at] + b"5" + GRADED[at + 1 :])
    assert misfits[-1] == f"byte {at} (in concluded): the digest fits if '5' is '6' again"


def test_a_changed_digit_of_the_digest_is_found() -> None:
    at = GRADED.index(b'"digest":"') + len('"digest":"')
    other = b"0" if GRADED[at : at + 1] != b"0" else b"1"
    assert f"byte {at} (in digest)" in told(GRADED[:at] + other + GRADED[at + 1 :])[-1]


def test_beside_the_kept_capsule_every_place_that_differs_is_named() -> None:
    content = json.loads(GRADED)
    concluded = {**content["concluded"], "reason": "另一个理由"}
    forged = rfc8785.dumps({**content, "case": "T-9999", "concluded": concluded})
    assert [one.split(":")[0] for one in told(forged, GRADED)] == [
        "digest", "case", "concluded.reason",
    ]  # fmt: skip


def test_a_rating_raised_with_a_new_digest_contradicts_the_expected_answers() -> None:
    context = json.loads(GRADED)["context"]
    context["capabilities"][0]["ratings"][0]["result"] = "not_met"
    context["capabilities"][0]["ratings"][0]["reasoned"] = False
    misfits = told(changed(context=context))
    assert any(one.startswith("expected.met[0]") for one in misfits)
    assert any("the rule grade answers otherwise" in one for one in misfits)


def test_R34_a_grade_above_the_computed_one_is_refused() -> None:
    expected = {**json.loads(GRADED)["expected"], "grade": "BRONZE"}
    misfits = told(
        changed(expected=expected, concluded=json.loads(GRADED)["concluded"] | {"grade": "SILVER"})
    )
    assert "concluded.grade: SILVER lies above the computed grade BRONZE" in misfits


def test_a_rule_changed_with_a_new_digest_is_named() -> None:
    rules = json.loads(GRADED)["rules"]
    rules[0]["expression"] = "capabilities.map(c, c.nothing)"
    assert told(changed(rules=rules))[0] == 'rules[0]: met Key not found in map : "nothing"'


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "line 1, column 1"),
        (b"\xff", "byte 0"),
        (b"[1, 2", "line 1, column 6"),
        (b"null", "schema"),
        (b'{"schema":2}', "schema"),
        (b'{"schema":1,"schema":1}', "schema"),
        (b'{"schema":NaN}', "file"),
        (b'{"schema":1}', "top level"),
        (b"[" * (DEEPEST + 1), f"character {DEEPEST}"),
        (b"[" * 100_000, f"character {DEEPEST}"),
        (b'{"schema":1' + b" " * LARGEST + b"}", "file"),
        (b'{"schema":' + b"1" * 5000 + b"}", "file"),
        (GRADED + b"\n", f"byte {len(GRADED)}"),
        (b" " + GRADED, "byte 0"),
        (GRADED.replace(b'"schema":1', b'"schema":1.0'), "byte "),
        (GRADED.replace(b'"open_majors":0', b'"open_majors":-1'), "context.open_majors"),
        (GRADED.replace(b'"result":"met"', b'"result":"good"', 1), "context.capabilities[0].rat"),
    ],
)
def test_what_is_no_capsule_is_refused_with_its_place(content: bytes, where: str) -> None:
    assert told(content)[0].startswith(where)


def test_a_hostile_rule_costs_its_limit_and_is_named() -> None:
    rules = json.loads(GRADED)["rules"]
    rules[0]["expression"] = "[1,2,3,4,5,6,7,8,9].map(a, " * 6 + "1" + ")" * 6
    assert told(changed(rules=rules))[0].startswith("rules[0]: met ")


def test_differences_are_named_by_their_path() -> None:
    left: dict[str, Any] = {"a": [1, {"b": True}], "c": 1}
    assert differing_paths(left, {"a": [1, {"b": 1}], "d": 1}) == ["a[1].b", "c", "d"]
    assert differing_paths([1], [1, 2], "x") == ["x (number of rows)"]
