"""Records what a second engine answers: `python -m tests.crosscheck.record` from the root.

Needs node 20 or newer, and once `npm ci` in this folder. Writes recorded.txt, which a test compares
with the capsules and answers of today without needing node.
"""

import subprocess
import sys
from pathlib import Path

from tests.builders.capsules import capsule_number

HERE = Path(__file__).resolve().parent
RECORDED = HERE / "recorded.txt"
COUNT = 1000


def main() -> None:
    """Let the other engine compute all capsules, and keep its answers."""
    capsules = b"".join(capsule_number(number) + b"\n" for number in range(COUNT))
    done = subprocess.run(
        ["node", "recompute.mjs"], cwd=HERE, input=capsules, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.decode())
    RECORDED.write_bytes(done.stdout)
    sys.stdout.write(f"{len(done.stdout.splitlines())} capsules recorded\n")


if __name__ == "__main__":
    main()
