"""Pass words as they are kept: argon2id. Nothing here can tell one from its hash."""

import functools

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from certplatform.extensions import house


@functools.cache
def _hasher(cost: str) -> PasswordHasher:
    if cost == "test":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher()


@functools.cache
def _nobody(cost: str) -> str:
    """A hash that takes as long to check as a real one, for accounts that do not exist."""
    return _hasher(cost).hash("nobody has this pass word")


def hash_password(password: str) -> str:
    """What is kept of a pass word."""
    return _hasher(house().settings.password_cost).hash(password)


def password_matches(kept: str, password: str) -> bool:
    """Whether a pass word is the one; takes as long when there is no account at all ('')."""
    cost = house().settings.password_cost
    try:
        return _hasher(cost).verify(kept or _nobody(cost), password) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with other costs than today's."""
    return _hasher(house().settings.password_cost).check_needs_rehash(kept)
