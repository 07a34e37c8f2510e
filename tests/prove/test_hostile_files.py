"""A7, P19, P24-P27: no hostile file costs more than 5 seconds and 200 MB, and none gets through.

Each is looked at in a process that is measured, in processor time, since others use the
machine. Pictures that phones also make are taken; what is shown of them is drawn anew.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.hostile import ALL, DEFUSED, FAMILIES

pytestmark = [pytest.mark.prove, pytest.mark.timeout(300)]
ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS, MOST_MEGABYTES = 5.0, 200
LOOK = """
import json, resource, sys, time
from certplatform.domain.errors import Invalid
from certplatform.domain.files import ending_of
from certplatform.inspection.apart import done_apart, kind_of

def peak():
    with open('/proc/self/status') as lines:
        return next(int(one.split()[1]) for one in lines if one.startswith('VmHWM'))

with open(sys.argv[1], 'rb') as file:
    content = file.read()
def spent():
    used = [resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)

before, began, start, taken, made = peak(), spent(), time.monotonic(), False, b''
try:
    kind, ending = kind_of(content)
    taken = ending_of(sys.argv[2]).replace('jpeg', 'jpg') == ending
    if taken and kind.startswith('image/'):
        made = done_apart('clean', content)[0]
except Invalid:
    pass
apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({
    'seconds': spent() - began,
    'waited': time.monotonic() - start,
    'megabytes': (peak() - before + apart) / 1024,
    'taken': taken,
    'active': b'<script' in made or b'<svg' in made,
}))
"""


def looked_at(content: bytes, name: str, folder: Path) -> dict[str, float]:
    """What it costs to look at a file, and whether it was taken."""
    place = folder / "content"
    place.write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-c", LOOK, str(place), name],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 60


@pytest.mark.parametrize(("family", "name"), ALL)
def test_A7_a_hostile_file_is_refused_or_defused_within_its_bounds(
    family: str, name: str, tmp_path: Path
) -> None:
    found = looked_at(FAMILIES[family][name](), name, tmp_path)
    spent, waited, size = found["seconds"], found["waited"], found["megabytes"]
    print(f"{family}/{name}: {spent:.2f} s ({waited:.2f}), {size:.0f} MB")
    assert found["taken"] is (name in DEFUSED)
    assert not found["active"]
    assert found["seconds"] <= MOST_SECONDS
    assert found["megabytes"] <= MOST_MEGABYTES
