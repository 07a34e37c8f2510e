"""The cause of a nonconformity as a small form: why five times over, or along six branches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_, Text

FIVE_WHY, FISHBONE = "five_why", "fishbone"
METHODS: Mapping[str, str] = {
    FIVE_WHY: N_("Five whys: ask why, and why again"),
    FISHBONE: N_("Fishbone: look along six branches"),
}
WHYS = 5
BRANCHES: Mapping[str, Text] = {
    "people": Text("人", "People"),
    "machine": Text("机", "Machine"),
    "material": Text("料", "Material"),
    "method": Text("法", "Method"),
    "environment": Text("环", "Environment"),
    "measurement": Text("测", "Measurement"),
}
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Cause:
    """How the cause was looked for, and what was found, each with its place in the form."""

    method: str
    entries: tuple[tuple[str, str], ...]

    def kept(self) -> list[dict[str, str]]:
        """As it is kept."""
        return [{"place": place, "text": text} for place, text in self.entries]

    @property
    def rendered(self) -> str:
        """In words, as it stands in reports; labels in both languages."""
        return "\n".join(f"{_label(self.method, place)} {text}" for place, text in self.entries)


def five_why(answers: Sequence[str]) -> Cause:
    """A cause from up to five answers, each to why the one before it was so."""
    said = [one.strip() for one in answers]
    while said and not said[-1]:
        said.pop()
    if not said:
        raise _wrong("why-1", N_("Write at least the first why."))
    if len(said) > WHYS:
        raise _wrong("why-1", N_("There are five whys at most."))
    for number, one in enumerate(said, 1):
        if not one:
            raise _wrong(f"why-{number}", N_("Answer this why before the next one."))
    return Cause(FIVE_WHY, tuple((str(n), _short(one)) for n, one in enumerate(said, 1)))


def fishbone(branches: Mapping[str, str]) -> Cause:
    """A cause from what was found along the branches; those without a find are left out."""
    if strange := set(branches) - set(BRANCHES):
        raise _wrong(min(strange), N_("The fishbone has no such branch."))
    found = tuple(
        (code, _short(branches[code].strip()))
        for code in BRANCHES
        if branches.get(code, "").strip()
    )
    if not found:
        raise _wrong("people", N_("Write what was found along at least one branch."))
    return Cause(FISHBONE, found)


def entries_of(kept: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What is kept of a cause, by its place in the form."""
    return {one["place"]: one["text"] for one in kept}


def _label(method: str, place: str) -> str:
    if method == FIVE_WHY:
        return f"{place}."
    branch = BRANCHES[place]
    return f"{branch.zh} {branch.en}:"


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise Invalid(N_("This is too long to be kept; shorten the texts."))
    return text


def _wrong(place: str, said: str) -> Invalid:
    return Invalid(said, fields={place.replace("-", "_"): said})
