"""Known vulnerabilities of the locked packages; `python -m tests.house.advisories`.

A clean answer counts only if a planted old pin is reported: without data every list is clean.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLANTED = "flask==0.12\n"


def audited(requirements: Path) -> "subprocess.CompletedProcess[str]":
    """What the auditor says of a list."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("pip-audit"),
            "--strict",
            "--no-deps",
            "--disable-pip",
            "--requirement",
            requirements,
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """First the planted pin, then the lock."""
    with tempfile.TemporaryDirectory() as folder:
        planted = Path(folder) / "planted.txt"
        planted.write_text(PLANTED, encoding="utf-8")
        said = audited(planted)
    if "flask" not in said.stdout.lower() or said.returncode == 0:
        sys.stdout.write("no advisory data: a planted old pin was not reported\n")
        return 1
    done = audited(ROOT / "requirements" / "runtime.txt")
    sys.stdout.write(done.stdout + done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
