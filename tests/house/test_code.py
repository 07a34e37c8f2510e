"""The norms of the house, read off the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "certplatform").rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_VIEW = 25
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "certplatform").as_posix()


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _length(function: ast.FunctionDef) -> int:
    """Lines of a function without its decorators and docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_file_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE, "split it"
    limit = LONGEST_VIEW + 15 if "/web/" in str(path) else LONGEST_FUNCTION
    long = [one.name for one in _functions(ast.parse(text)) if _length(one) > limit]
    assert not long, f"functions over {limit} lines: {long}"


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_nothing_is_kept_in_a_drawer(path: Path) -> None:
    assert path.stem not in DRAWERS


def _places(pattern: str) -> set[str]:
    found = re.compile(pattern)
    return {_name(path) for path in CODE if found.search(path.read_text(encoding="utf-8"))}


def test_only_the_step_and_the_worker_commit() -> None:
    assert _places(r"session\.commit\(|connection\.commit\(") <= {
        "process/step.py",
        "jobs/worker.py",
    }


def test_the_clock_is_read_in_one_file() -> None:
    assert _places(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(") <= {"clock.py"}


def test_the_environment_is_read_in_one_file() -> None:
    assert _places(r"os\.environ|os\.getenv") <= {"settings.py"}


def test_a_file_asks_for_its_own_place_once() -> None:
    assert _places(r"__file__") <= {"paths.py"}


def _hidden_imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for function in _functions(tree):
        for node in ast.walk(function):
            names = []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            found += [name for name in names if name.startswith("certplatform")]
    return found


@pytest.mark.parametrize("path", [path for path in CODE if "/cli/" not in str(path)], ids=_name)
def test_no_own_imports_inside_functions(path: Path) -> None:
    assert not _hidden_imports(path)


def test_no_machine_path_and_no_unfinished_word() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|lorem ipsum)\b")
    unfinished = {_name(path) for path in CODE if words.search(path.read_text(encoding="utf-8"))}
    assert not unfinished
