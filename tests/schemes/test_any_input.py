"""Whatever stands in the files, the check answers with problems and never with an exception."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certplatform.scheme_check import check_scheme
from certplatform.scheme_files import FILES, RULES_FILE, load_rulesets, load_scheme, rules_file

pytestmark = pytest.mark.prove

TINY = Path(__file__).parent / "tiny"
NAMES = [*FILES, RULES_FILE]
# Strings, numbers and words of a TOML file: what a careless editor would change.
TOKEN = re.compile(r'"[^"\n]*"|\b[\w.-]+\b|[\[\]{}=,]')
VALUES = [
    '""',
    '" "',
    '"x"',
    '"%"',
    '"%(x)d"',
    '"{"',
    '"{0}"',
    '"{serial:99d}"',
    '"\\u0000"',
    "0",
    "-1",
    "9" * 40,
    "9" * 5000,
    "1.5",
    "1e999999999",
    "1e99999999999999999999",
    "nan",
    "-inf",
    "true",
    "2026-02-29",
    "2026-11-21T10:00:00+08:00",
    "10:00:00",
    "[]",
    "{}",
    "[[1]]",
    "{ code = 1 }",
    "[" * 2000,
    "'''",
    "code",
    "=",
    "\n",
    "",
]


@pytest.fixture(scope="module")
def spoiled() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(TINY, Path(folder) / "tiny"))


def answers(folder: Path) -> None:
    """It says file, what and cure of each problem; what it passes can be loaded."""
    problems = check_scheme(folder)
    assert all(one.file and one.what and one.cure for one in problems)
    if not problems:
        load_scheme(folder)
        load_rulesets(rules_file(folder))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_value_in_any_place_is_answered(spoiled: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    text = (TINY / name).read_text(encoding="utf-8")
    tokens = list(TOKEN.finditer(text))
    for _ in range(data.draw(st.integers(1, 3))):
        token = data.draw(st.sampled_from(tokens))
        new = data.draw(st.sampled_from(VALUES) | st.text(max_size=8))
        text = text[: token.start()] + new + text[token.end() :]
    try:
        (spoiled / name).write_text(text, encoding="utf-8")
        answers(spoiled)
    finally:
        shutil.copy(TINY / name, spoiled / name)


@given(st.sampled_from(NAMES), st.binary(max_size=60), st.integers(0, 4000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_in_any_file_are_answered(
    spoiled: Path, name: str, noise: bytes, at: int
) -> None:
    content = (TINY / name).read_bytes()
    try:
        (spoiled / name).write_bytes(content[:at] + noise + content[at + len(noise) :])
        answers(spoiled)
    finally:
        shutil.copy(TINY / name, spoiled / name)


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=150, deadline=None)
def test_any_lines_left_out_or_doubled_are_answered(
    spoiled: Path, name: str, data: st.DataObject
) -> None:
    lines = (TINY / name).read_text(encoding="utf-8").splitlines()
    start = data.draw(st.integers(0, len(lines) - 1))
    block = lines[start : start + data.draw(st.integers(1, 8))]
    rest = lines[:start] + lines[start + len(block) :]
    changed = data.draw(st.sampled_from([rest, [*lines, *block], [*block, *lines]]))
    try:
        (spoiled / name).write_text("\n".join(changed), encoding="utf-8")
        answers(spoiled)
    finally:
        shutil.copy(TINY / name, spoiled / name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", ["", "x = 1", "[[x]]", "# nothing"])
def test_any_file_emptied_is_answered(spoiled: Path, name: str, content: str) -> None:
    try:
        (spoiled / name).write_text(content, encoding="utf-8")
        problems = check_scheme(spoiled)
        assert name in {one.file for one in problems}
    finally:
        shutil.copy(TINY / name, spoiled / name)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_in_the_place_of_a_file_is_answered(tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    (folder / name).unlink()
    (folder / name).mkdir()
    assert name in {one.file for one in check_scheme(folder)}
