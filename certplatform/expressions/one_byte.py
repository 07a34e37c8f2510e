"""Finds the one byte of a capsule that was changed, with nothing but the capsule's own digest.

The digest covers every byte but its own, so putting the right byte back makes it fit again, and no
other single byte does. There are few enough to try: for each place the sum of what stands before it
is kept, and only what comes after it is summed anew.
"""

import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SECONDS = 20.0
_DIGEST = re.compile(rb'"digest":"(.{64})",', re.DOTALL)
_PART = re.compile(rb'[{,]"(case|concluded|context|digest|evidence|expected|rules|schema|scheme)":')
_HEX = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Restored:
    """The byte that was changed: its place, the part of the capsule, what it is and was."""

    at: int
    part: str
    now: int
    was: int


def byte_that_fits(
    content: bytes, near: tuple[int, int] | None = None, seconds: float = SECONDS
) -> Restored | None:
    """The change of one byte after which the digest fits; None if none was found in time."""
    place = _DIGEST.search(content)
    if place is None:
        return None
    rest = content[: place.start()] + content[place.end() :]
    own = _in_the_digest(hashlib.sha256(rest).hexdigest().encode(), place)
    if own is not None or not _HEX.fullmatch(place[1]):
        return own
    gap = len(place[0])
    until = time.monotonic() + seconds
    tried = [at for at in range(len(rest)) if _asked(at, place.start(), gap, near)]
    for at, was in _fitting(rest, bytes.fromhex(place[1].decode()), tried, until):
        here = at if at < place.start() else at + gap
        return Restored(here, _part(content, here), rest[at], was)
    return None


def _asked(at: int, digest_at: int, gap: int, near: tuple[int, int] | None) -> bool:
    here = at if at < digest_at else at + gap
    return near is None or near[0] <= here < near[1]


def _in_the_digest(wanted: bytes, place: "re.Match[bytes]") -> Restored | None:
    """The digest itself differs in one place from that of the rest."""
    wrong = [at for at, (one, two) in enumerate(zip(wanted, place[1], strict=True)) if one != two]
    if len(wrong) != 1:
        return None
    at = wrong[0]
    return Restored(place.start(1) + at, "digest", place[1][at], wanted[at])


def _fitting(
    rest: bytes, wanted: bytes, places: list[int], until: float
) -> Iterator[tuple[int, int]]:
    """From the end, where there is least to sum; letters and digits before anything else."""
    sums = _sums(rest, places)
    for plain, foreign in _ROUNDS:
        for at in reversed(places):
            if time.monotonic() > until:
                return
            tail, before = rest[at + 1 :], sums[at]
            for one in plain if rest[at] < _FOREIGN else foreign:
                tried = before.copy()
                tried.update(one + tail)
                if tried.digest() == wanted:
                    yield at, one[0]


def _sums(rest: bytes, places: list[int]) -> dict[int, "hashlib._Hash"]:
    """The sum of what stands before each place."""
    found = {}
    running, done = hashlib.sha256(), 0
    for at in places:
        running.update(rest[done:at])
        done = at
        found[at] = running.copy()
    return found


def _bytes(values: Iterable[int]) -> list[bytes]:
    return [bytes([one]) for one in values]


_FOREIGN = 0x80
_PLAIN = [*range(0x30, 0x3A), *range(0x61, 0x7B)]
# a byte of a text in another script was one of such a text before: two rounds, by what was found
_ROUNDS = (
    (_bytes(_PLAIN), _bytes(range(_FOREIGN, 0xC0))),
    (_bytes({*range(0x20, 0x7F)} - {*_PLAIN}), _bytes(range(0xC0, 0x100))),
)


def _part(content: bytes, at: int) -> str:
    """The part of the capsule a byte lies in, as far as its names can still be read."""
    names = [one[1].decode() for one in _PART.finditer(content) if one.start() <= at]
    return names[-1] if names else "file"
