"""Who may set up organisations and people, and what an address and a pass word must be like."""

import itertools
import re
import unicodedata
from collections.abc import Container, Iterable

from certplatform.domain.actors import (
    ROLES_OF_KIND,
    Actor,
    OrganisationKind,
    Role,
)
from certplatform.domain.errors import Invalid, NotAllowed, NotFresh
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LONGEST_ADDRESS = 200
PART_OF_ADDRESS = 4  # shorter parts of a name occur in pass words by chance
ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}")

# Words that stand at the top of every list of guessed pass words; alone, repeated or with a tail
# of digits they are no pass word.
COMMON = (
    "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "qwerty", "qwertyuiop",
    "asdfghjkl", "zxcvbnm", "1qaz2wsx", "letmein", "welcome", "admin", "administrator", "root",
    "guest", "test", "testing", "iloveyou", "monkey", "dragon", "football", "baseball",
    "superman", "batman", "princess", "sunshine", "master", "shadow", "michael", "jordan",
    "secret", "changeme", "default", "login", "woaini", "woaiwojia", "nihao", "zhongguo",
    "beijing", "shanghai", "certplatform", "certification", "abc", "abcd", "abcdef", "abcdefg",
    "abcdefgh", "abcdefghijkl", "aaa", "qaz", "wsx", "qazwsx", "qwe", "qweasd", "qweasdzxc",
)  # fmt: skip

WRONG_CODE = N_("One of these codes does not exist.")
NOT_YOURS = N_("This is not for you to do.")


def administers(by: Actor) -> bool:
    """Whether the actor sets up organisations: an administrator, or the system itself."""
    return Role.SYSTEM in by.standing or by.holds(Role.ADMINISTRATOR)


def must_administer(by: Actor) -> None:
    """Raises NotAllowed for everybody but administrators."""
    if not administers(by):
        raise NotAllowed(NOT_YOURS)


def must_be_fresh(by: Actor) -> None:
    """Raises NotFresh when the sign-in is older than minutes."""
    if not by.fresh:
        raise NotFresh(N_("Please confirm your password before this step."))


def may_invite(by: Actor, organisation_id: int) -> bool:
    """Whether the actor brings people into an organisation: its own head, or an administrator."""
    return (
        administers(by)
        or by.holds(Role.BODY_MANAGER, organisation_id)
        or by.holds(Role.APPLICANT, organisation_id)
    )


def must_fit(role: Role, kind: OrganisationKind) -> None:
    """Raises Invalid for a role that this kind of organisation does not have."""
    if role not in ROLES_OF_KIND[kind]:
        raise Invalid(
            N_("This organisation has no such role."),
            fields={"role": N_("This organisation has no such role.")},
        )


def must_be_of_scheme(
    scheme: Scheme,
    *,
    levels: Iterable[str] = (),
    grades: Iterable[str] = (),
    viewpoints: Iterable[str] = (),
    industries: Iterable[str] = (),
    listed: Container[str] = (),
) -> None:
    """Raises Invalid for a level, grade, viewpoint or industry that does not exist.

    `listed` are all industries, sections included: a shorter code covers all that begin with it.
    """
    unknown = {
        "level": set(levels) - {one.code for one in scheme.levels},
        "grades": set(grades) - {one.code for one in scheme.grades},
        "viewpoints": set(viewpoints) - {one.code for one in scheme.viewpoints},
        "industries": {one for one in industries if one not in listed},
    }
    for field, codes in unknown.items():
        if codes:
            told = N_("%(codes)s: no such code.")
            raise Invalid(told, {"codes": ", ".join(sorted(codes))}, fields={field: WRONG_CODE})


def must_not_be_oneself(by: Actor, person_id: int) -> None:
    """Raises NotAllowed when somebody changes their own rights."""
    if by.person_id == person_id:
        raise NotAllowed(N_("Nobody gives or takes roles for themselves; ask somebody else."))


def clean_address(text: str) -> str:
    """A mail address as it is kept. Raises Invalid for padded, look-alike or broken ones."""
    address = text.lower()
    if len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address) or ".." in address:
        raise Invalid(
            N_("This is not a mail address."),
            fields={
                "email": N_("Write the address in plain letters without blanks: name@example.cn")
            },
        )
    return address


def password_fault(password: str, *about: str) -> str:
    """What is wrong with a pass word as a message id, or ''. `about`: name and address."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < SHORTEST_PASSWORD:
        return N_("A password has at least 12 characters; several words are easy to remember.")
    if len(password) > LONGEST_PASSWORD:
        return N_("A password has at most 200 characters.")
    if len(set(plain)) < SHORTEST_PASSWORD // 3 or _is_a_run(plain) or _common(plain):
        return N_("This password is among the first that anybody would try. Choose another one.")
    if any(part in plain for part in _parts(about)):
        return N_("A password must not contain your name or your mail address.")
    return ""


def must_be_password(password: str, *about: str) -> None:
    """Raises Invalid for a pass word that nobody should have."""
    if fault := password_fault(password, *about):
        raise Invalid(fault, fields={"password": fault})


def _parts(about: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for one in about:
        text = one.casefold()
        local = text.partition("@")[0]
        found |= {part for part in re.split(r"[^\w]+|_", local) if len(part) >= PART_OF_ADDRESS}
    return found


def _is_a_run(plain: str) -> bool:
    steps = {ord(right) - ord(left) for left, right in itertools.pairwise(plain)}
    return steps in ({1}, {-1}) or plain.isdigit()


def _common(plain: str) -> bool:
    letters = re.sub(r"[^a-z@]+", "", plain.replace("0", "o"))
    words = {plain.strip("0123456789!?.@#$*_-"), letters}
    return any(
        word in COMMON or any(word == one * (len(word) // len(one)) for one in COMMON)
        for word in words
        if word
    )
