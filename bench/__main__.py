"""Runs the benchmarks: prints a table of ratios and writes bench/latest.json; `make bench`."""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.comparison import Ratio, compare
from bench.side import OFFICER, SUPERVISOR, Page, Side
from bench.staffing import Staffed, staffed
from bench.workbench import measured

FEW, MANY = 10, int(os.environ.get("BENCH_CASES", "10000"))
ANSWERS = 6
LATEST = Path(__file__).parent / "latest.json"
PAGES = {
    "work list of an officer": Page(OFFICER, "/work", "号制造有限公司"),
    "list of cases of an officer": Page(OFFICER, "/cases", "号制造有限公司"),
    "open cases of a supervisor": Page(SUPERVISOR, "/supervision/cases", "号制造有限公司"),
}
MOST = 1.5


def main() -> int:
    """Run all; exit 1 when a limit is not kept."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Side(Path(scratch) / "few", FEW) as few,
        Side(Path(scratch) / "many", MANY) as many,
    ):
        found = [_compared(name, page, many, few) for name, page in PAGES.items()]
        found += measured(Path(scratch))
    _print(found)
    quarter = staffed()
    _print_staffed(quarter)
    record = {**_record(found), "staffing": {**asdict(quarter), "verdict": quarter.verdict}}
    LATEST.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 1 if any(one.verdict == "fail" for one in (*found, quarter)) else 0


def _compared(name: str, page: Page, many: Side, few: Side) -> Ratio:
    return compare(
        f"{name}: {many.cases} open cases to {few.cases}",
        lambda: many.answers(page, ANSWERS).seconds,
        lambda: few.answers(page, ANSWERS).seconds,
        MOST,
    )


def _print(found: list[Ratio]) -> None:
    sys.stdout.write(f"{'ratio':>6} {'range':>11} {'control':>8} {'limit':>6}  {'':12} \n")
    for one in found:
        sys.stdout.write(
            f"{one.median:6.2f} {one.low:5.2f}-{one.high:5.2f} {one.control:8.2f} "
            f"{one.limit:6.2f}  {one.verdict:12} {one.name} "
            f"({one.seconds[0] * 1000:.1f} ms to {one.seconds[1] * 1000:.1f} ms CPU)\n"
        )


def _print_staffed(one: Staffed) -> None:
    sys.stdout.write(
        f"staffing {one.cases} cases x {one.people} people x {one.days} days: {one.seconds} s "
        f"({one.cpu_seconds} s CPU), {one.placed} placed, {one.violated} rules broken, "
        f"at most {one.gap:.1%} from the best possible: {one.verdict}\n"
    )


def _record(found: list[Ratio]) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "commit": _commit(),
        "ratios": [{**asdict(one), "verdict": one.verdict} for one in found],
    }


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    asked = [git, "rev-parse", "--short", "HEAD"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    return said.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
