"""A strict check of a BagIt bag: everything listed is there unchanged, nothing else is.

Written from RFC 8493, apart from the widely used library, which lets some broken bags pass.
"""

import codecs
import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

VERSION = re.compile(r"BagIt-Version: ([0-9]+)\.([0-9]+)")
ENCODING = re.compile(r"Tag-File-Character-Encoding: ([\w-]+)")
MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
LINE = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?(.+)")
ENCODED = re.compile(r"%(?:0[AaDd]|25)")  # all that the standard has encoded in a path
OXUM = re.compile(r"^Payload-Oxum:\s*([0-9]+)\.([0-9]+)\s*$", re.MULTILINE)
BLOCK = 1 << 20


def bag_problems(folder: Path, *, strict: bool = True) -> list[str]:
    """What is wrong with the bag in a folder, each as a sentence; empty when it is sound.

    The standard lets a bag hold tag files that no tag manifest lists; `strict` refuses them, for
    the packages made here list all of theirs.
    """
    if not (folder / "data").is_dir() or not (folder / "bagit.txt").is_file():
        return ["this is no bag: bagit.txt or the folder data is missing"]
    encoding, problems = _declared(folder)
    if problems:
        return problems
    here, problems = _files_in(folder)
    payload = {one for one in here if one.startswith("data/")}
    manifests = {one for one in here if MANIFEST.fullmatch(one)}
    mains = {one for one in manifests if not one.startswith("tag")}
    if not mains:
        return [*problems, "there is no manifest of the payload"]
    for name in sorted(manifests):
        found, listed = _manifest_problems(folder, name, here, encoding)
        extra = payload - listed if name in mains else here - payload - listed - manifests
        if name in mains or strict:
            found += [f"{one}: not listed in {name}" for one in sorted(extra)]
        problems += found
    return problems + _fetch_problems(folder, here) + _oxum_problems(folder, payload, encoding)


def _declared(folder: Path) -> tuple[str, list[str]]:
    """The encoding of the tag files, and what is wrong with the declaration."""
    raw = (folder / "bagit.txt").read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        return "", ["bagit.txt: begins with a byte order mark"]
    lines = raw.decode("utf-8", "replace").splitlines()
    if len(lines) != 2:  # noqa: PLR2004 - the standard says so
        return "", ["bagit.txt: must have exactly two lines"]
    encoding = ENCODING.fullmatch(lines[1])
    if not VERSION.fullmatch(lines[0]) or not encoding:
        return "", ["bagit.txt: version or encoding is not given as it must be"]
    try:
        codecs.lookup(encoding[1])
    except LookupError:
        return "", ["bagit.txt: unknown encoding"]
    return encoding[1], []


def _files_in(folder: Path) -> tuple[set[str], list[str]]:
    found, problems = set(), []
    for one in sorted(folder.rglob("*")):
        path = one.relative_to(folder).as_posix()
        if one.is_symlink():
            problems.append(f"{path}: is a link")
        elif one.is_file():
            found.add(path)
        elif not one.is_dir():
            problems.append(f"{path}: is no plain file")
    return found, problems


def _manifest_problems(
    folder: Path, name: str, here: set[str], encoding: str
) -> tuple[list[str], set[str]]:
    algorithm = (MANIFEST.fullmatch(name) or ("", "", ""))[2]
    if algorithm not in hashlib.algorithms_available:
        return [f"{name}: unknown algorithm"], set()
    problems, listed = [], set()
    try:
        text = (folder / name).read_bytes().decode(encoding)
    except UnicodeDecodeError:
        return [f"{name}: is not in the declared encoding"], set()
    lines = [one for one in re.split(r"\r\n|\r|\n", text) if one.strip()]
    for number, line in enumerate(lines, start=1):
        parsed = LINE.fullmatch(line)
        path = ENCODED.sub(lambda one: unquote(one[0]), parsed[2]) if parsed else ""
        path = path.removeprefix("./")
        if parsed is None or not _is_plain(path):
            problems.append(f"{name}: line {number} does not name a file within the bag")
            continue
        if path in listed:
            problems.append(f"{path}: listed twice in {name}")
        listed.add(path)
        problems += _file_problems(folder, path, here, algorithm, parsed[1].lower())
    return problems, listed


def _is_plain(path: str) -> bool:
    """Whether a path stays within the bag on every system."""
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and not path.startswith(("/", "~"))
        and ".." not in parts
        and not any(sign in path for sign in ("\\", "\0"))
        and not re.match(r"[A-Za-z]:", path)
    )


def _file_problems(
    folder: Path, path: str, here: set[str], algorithm: str, digest: str
) -> list[str]:
    if path not in here:
        same = {unicodedata.normalize("NFC", one) for one in here}
        odd = (
            " (only under another Unicode form)"
            if unicodedata.normalize("NFC", path) in same
            else ""
        )
        return [f"{path}: missing{odd}"]
    found = hashlib.new(algorithm)
    with (folder / path).open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return [] if found.hexdigest() == digest else [f"{path}: changed ({algorithm} differs)"]


def _fetch_problems(folder: Path, here: set[str]) -> list[str]:
    """What is still to be fetched must be there by now, and within the payload."""
    fetch = folder / "fetch.txt"
    lines = fetch.read_text(encoding="utf-8").splitlines() if fetch.is_file() else []
    problems = []
    for number, line in enumerate((one for one in lines if one.strip()), start=1):
        path = line.split(maxsplit=2)[-1].removeprefix("./")
        if not _is_plain(path) or not path.startswith("data/"):
            problems.append(f"fetch.txt: line {number} does not name a file within the payload")
        elif path not in here:
            problems.append(f"{path}: not fetched yet")
    return problems


def _oxum_problems(folder: Path, payload: set[str], encoding: str) -> list[str]:
    info = folder / "bag-info.txt"
    if not info.is_file():
        return []
    said = OXUM.search(info.read_bytes().decode(encoding, "replace"))
    size = sum((folder / one).stat().st_size for one in payload)
    if said and (int(said[1]), int(said[2])) != (size, len(payload)):
        return ["bag-info.txt: size or number of the payload files differs"]
    return []
