"""Evaluates rules in a process of their own, with a limit on time, memory and answers."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from certplatform.expressions.engine import RuleFault

MOST_RULES, LONGEST_RULE, LONGEST_NAME = 64, 4000, 40
SECONDS = 10
# the engine has started and the answers were read long before the clock runs out for everything
GRACE_SECONDS = 20
MOST_ANSWERED = 16 * 1024**2

Answer = Mapping[str, Any] | RuleFault


def evaluate_apart(
    rules: Sequence[tuple[str, str]], contexts: Sequence[Mapping[str, Any]], seconds: int = SECONDS
) -> list[Answer]:
    """For each context the answers by rule, or what went wrong; ends with the first that kills."""
    too_much = _too_much(rules)
    if too_much:
        return [too_much]
    asked = json.dumps({"rules": [list(one) for one in rules], "contexts": list(contexts)})
    ended = _run(asked, seconds)
    answers = [_read(line) for line in ended.stdout.splitlines() if line.endswith("}")]
    if len(ended.stdout) > MOST_ANSWERED:
        return [RuleFault("", f"it answers with more than {MOST_ANSWERED} characters")]
    if len(answers) < len(contexts):
        what = f"it took more than {seconds} seconds of computing, or the memory it may have"
        answers.append(RuleFault(_last_begun(ended.stderr, rules), what))
    return answers


def _too_much(rules: Sequence[tuple[str, str]]) -> RuleFault | None:
    if len(rules) > MOST_RULES:
        return RuleFault("", f"there are {len(rules)} rules; {MOST_RULES} are the most")
    for name, text in rules:
        if len(text) > LONGEST_RULE:
            return RuleFault(name, f"it has {len(text)} characters; {LONGEST_RULE} are the most")
    return None


def _run(asked: str, seconds: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "certplatform.expressions.child", str(seconds)]
    try:
        return subprocess.run(  # noqa: S603 - our own module, its input on a pipe
            command,
            input=asked,
            capture_output=True,
            encoding="utf-8",
            timeout=seconds + GRACE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        said = [(one or b"") for one in (error.stdout, error.stderr)]
        out, err = (one.decode() if isinstance(one, bytes) else one for one in said)
        return subprocess.CompletedProcess(command, 1, out, err)


def _read(line: str) -> Answer:
    said = json.loads(line)
    return said["results"] if "results" in said else RuleFault(said["rule"], said["what"])


def _last_begun(errors: str, rules: Sequence[tuple[str, str]]) -> str:
    names = {name for name, _ in rules}
    return next((line for line in reversed(errors.splitlines()) if line in names), "")
