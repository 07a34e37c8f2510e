"""Every test has an application of its own; the addresses of all of them are compiled once."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_BUILDERS: dict[tuple[object, ...], Callable[..., Any]] = {}
_READ: dict[tuple[object, ...], tuple[list[Any], list[Any], dict[str, Any]]] = {}


class CompiledOnce(Rule):
    """A rule of the URL map that is read and built by its text alone."""

    def compile(self) -> None:
        key = (self.rule, self.subdomain, self.host, self.merge_slashes, repr(self.defaults))
        if key not in _READ:
            super().compile()
            _READ[key] = (self._parts, self._trace, self._converters)
            return
        self._parts, self._trace, self._converters = _READ[key]
        self.arguments.update(self._converters)
        self._build = self._compile_builder(append_unknown=False).__get__(self, None)
        self._build_unknown = self._compile_builder(append_unknown=True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
