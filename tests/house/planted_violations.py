"""Plants one violation per import contract in a copy of the code and expects each to be caught.

Run as `python -m tests.house.planted_violations`; a contract that catches nothing is no contract.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# (contract that must break, file that gets the line, the line)
PLANTED = [
    ("Imports only go down the stairs", "domain/ruleset.py", "import certplatform.models.base"),
    ("Imports only go down the stairs", "models/base.py", "import certplatform.queries.page"),
    ("Imports only go down the stairs", "queries/page.py", "import certplatform.process.step"),
    ("Imports only go down the stairs", "process/step.py", "import certplatform.web.formats"),
    ("Imports only go down the stairs", "messages/compose.py", "import certplatform.documents.qr"),
    (
        "Imports only go down the stairs",
        "process/journal.py",
        "import certplatform.messages.deliver",
    ),
    ("Imports only go down the stairs", "web/formats.py", "import certplatform.jobs.worker"),
    ("The rules know no framework", "domain/obstacles.py", "import sqlalchemy"),
    ("Tables are plain SQLAlchemy", "models/case.py", "import flask"),
    ("What happens knows no pages and no queue", "process/journal.py", "import wtforms"),
    ("Only what happens opens a step", "messages/deliver.py", "import certplatform.process.step"),
    ("Only documents print and seal", "process/journal.py", "import reportlab"),
    ("Only jobs know the queue", "web/formats.py", "import rq"),
    (
        "Only scheduling knows the solver",
        "queries/page.py",
        "from ortools.sat.python import cp_model",
    ),
    (
        "Finding an answer touches no table",
        "scheduling/search.py",
        "import certplatform.models.case",
    ),
    (
        "Only expressions know the expression engine",
        "queries/grading.py",
        "from cel_expr_python import cel",
    ),
    (
        "Evaluating an expression touches no table",
        "expressions/replay.py",
        "import certplatform.models.case",
    ),
    (
        "One actor's pages do not import another's",
        "web/enterprise/__init__.py",
        "import certplatform.web.body",
    ),
    (
        "The rules know no framework",
        "domain/obstacles.py",
        "def late() -> None:\n    import flask",
    ),
    (
        "Tables are plain SQLAlchemy",
        "models/case.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import flask",
    ),
]


def broken_contracts(root: Path) -> str:
    """What the import checker says of a tree."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def main() -> int:
    """Plant all lines of one contract at a time, on copies; count what is missed."""
    missed = 0
    for number, (contract, file, line) in enumerate(PLANTED, start=1):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            shutil.copytree(
                ROOT / "certplatform",
                root / "certplatform",
                ignore=shutil.ignore_patterns("__pycache__", "translations"),
            )
            shutil.copy(ROOT / "pyproject.toml", root)
            target = root / "certplatform" / file
            target.write_text(f"{target.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
            said = broken_contracts(root)
        if f"{contract} BROKEN" not in said:
            missed += 1
            sys.stderr.write(f"planted violation {number} in {file} was not caught: {contract}\n")
    sys.stdout.write(f"{len(PLANTED) - missed} of {len(PLANTED)} planted violations caught\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
