"""Every test has an application of its own; what all of them compile is compiled once.

Addresses and templates hang on their text alone. A server compiles them once in its life; a run of
tests would do so thousands of times.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_BUILDERS: dict[tuple[object, ...], Callable[..., Any]] = {}
_READ: dict[tuple[object, ...], tuple[list[Any], list[Any], dict[str, Any]]] = {}
_TEMPLATES: dict[tuple[str, str], CodeType] = {}


class CompiledAddress(Rule):
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


class KeptTemplates(BytecodeCache):
    """Compiled templates, as long as their source is the same."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _TEMPLATES.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            _TEMPLATES[bucket.key, bucket.checksum] = bucket.code


class CompiledTemplates(Environment):
    """The templates of an application, all of which read them in the same way."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, bytecode_cache=KeptTemplates(), **options)


def compile_once() -> None:
    """Let all applications of this process share what they compile."""
    Flask.url_rule_class = CompiledAddress
    Flask.jinja_environment = CompiledTemplates
