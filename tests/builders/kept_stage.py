"""Cases that stand in a stage, built once by their deeds in a world that nobody has touched."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec

from certplatform.db import session
from certplatform.models.case import Case
from tests.builders.kept_database import Kept, keep, moment, put_back, state_now
from tests.builders.people import World

P = ParamSpec("P")
_BEGUN: list[str] = []
_KEPT: dict[Hashable, tuple[Kept, int]] = {}


def kept_stage(
    build: Callable[Concatenate[World, P], Case],
) -> Callable[Concatenate[World, P], Case]:
    """A builder whose case is put back when it is asked for again with the same plain arguments.

    A builder begins with the stage before; that one need not look again whether anybody has touched
    the world.
    """

    @wraps(build)
    def built(world: World, *args: P.args, **kwargs: P.kwargs) -> Case:
        plain = (*args, *kwargs.values())
        untouched = (
            world.start is not None
            and all(isinstance(one, str | tuple | None) for one in plain)
            and (bool(_BEGUN) or state_now() == world.start.untouched)
        )
        if not untouched:
            return build(world, *args, **kwargs)
        key = (build, world.start.origin, moment(), args, tuple(sorted(kwargs.items())))
        if key not in _KEPT:
            _BEGUN.append(build.__name__)
            try:
                case = build(world, *args, **kwargs)
            finally:
                _BEGUN.pop()
            _KEPT[key] = (keep(), case.id)
        else:
            put_back(_KEPT[key][0])
        return session.get_one(Case, _KEPT[key][1])

    return built
