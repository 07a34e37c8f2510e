"""Every test has an application of its own; the addresses of all of them are compiled once."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_BUILDERS: dict[tuple[object, ...], Callable[..., Any]] = {}


class CompiledOnce(Rule):
    """A rule of the URL map whose builder depends on its text alone."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
