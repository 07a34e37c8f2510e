"""Work on a file in a process of its own, with limits on time and memory; nothing it does stays."""

import json
import os
import subprocess
import sys

from certplatform import paths
from certplatform.inspection.kinds import recognised, wants_room
from certplatform.inspection.refusals import TOO_MUCH_WORK, refused

# The child's own limit on processor time comes first, unless the machine is busy with others:
# nobody's good file is refused for that.
SECONDS = 20


def done_apart(task: str, content: bytes) -> tuple[bytes, str]:
    """What the task made of the bytes, with its media type.

    Raises Invalid with the task's own reason, or when it ran into its limits.
    """
    try:
        run = subprocess.run(  # noqa: S603 - this interpreter and a module of ours
            [sys.executable, "-m", "certplatform.inspection.child", task],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=paths.ROOT,
            env={"PATH": os.defpath, "PYTHONPATH": str(paths.ROOT)},
        )
    except subprocess.TimeoutExpired as error:
        raise refused(TOO_MUCH_WORK) from error
    if run.returncode != 0:
        raise refused(TOO_MUCH_WORK)
    line, _, made = run.stdout.partition(b"\n")
    answer = json.loads(line)
    if "message" in answer:
        raise refused(answer["message"], **answer["params"])
    return made, answer["media_type"]


def kind_of(content: bytes) -> tuple[str, str]:
    """Media type and ending; looked at apart where that could cost much. Raises Invalid."""
    if not wants_room(content):
        return recognised(content)
    ending, media_type = done_apart("kind", content)
    return media_type, ending.decode()
