"""The process that evaluates rules nobody vouches for: it bounds itself before it reads them.

Reads one JSON document from standard input and answers on standard output, one line for each
context: {"results": ...} or {"rule": ..., "what": ...}. A line on standard error says which rule it
has begun with, so that the one that does not end can be named.
"""

import json
import resource
import sys
from typing import Any

from certplatform.expressions.engine import RuleFault, evaluate

MEMORY_BYTES = 2 * 1024**3


def main() -> None:
    """Answer one request."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.load(sys.stdin)
    rules = [(str(name), str(text)) for name, text in asked["rules"]]
    for context in asked["contexts"]:
        sys.stdout.write(json.dumps(_answer(rules, context)) + "\n")
        sys.stdout.flush()


def _answer(rules: list[tuple[str, str]], context: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"results": evaluate(rules, context, begun=_begun)}
    except RuleFault as error:
        return {"rule": error.rule, "what": error.what}
    except (MemoryError, RecursionError):
        return {"rule": "", "what": "it needs more memory than it may have"}


def _begun(rule: str) -> None:
    sys.stderr.write(f"{rule}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
