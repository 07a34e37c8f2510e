"""The process apart: one task on the bytes of its input, under limits; see `apart`."""

import json
import resource
import sys
from collections.abc import Callable

from certplatform.domain.errors import Invalid
from certplatform.inspection.kinds import recognised
from certplatform.inspection.pdfs import first_page, small_page
from certplatform.inspection.pictures import clean_copy, thumbnail
from certplatform.inspection.refusals import MEGABYTE

SECONDS = 3
MOST_DATA = 190 * MEGABYTE


def _kind(content: bytes) -> tuple[bytes, str]:
    media_type, ending = recognised(content)
    return ending.encode(), media_type


TASKS: dict[str, Callable[[bytes], tuple[bytes, str]]] = {
    "kind": _kind,
    "clean": clean_copy,
    "thumbnail": thumbnail,
    "first_page": first_page,
    "small_page": small_page,
}


def main(task: str) -> None:
    """Do a task; first a line of JSON, then the bytes made."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA, MOST_DATA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content, made = sys.stdin.buffer.read(), b""
    try:
        made, media_type = TASKS[task](content)
        answer: dict[str, object] = {"media_type": media_type}
    except Invalid as error:
        answer = {"message": error.message, "params": error.params}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)


if __name__ == "__main__":
    main(sys.argv[1])
