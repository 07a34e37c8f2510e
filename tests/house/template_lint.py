"""What is wrong with a template: each check takes its source and gives sentences."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from certplatform import paths
from certplatform.domain.actors import Role
from certplatform.domain.workflow.tables import MACHINES

Check = Callable[[Environment, str, str], list[str]]

COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)|<style\b", re.IGNORECASE)
ATTRIBUTE = re.compile(r"\s(style|on[a-z]+)\s*=\s*[\"'{]", re.IGNORECASE)
SAFE = re.compile(r"\|\s*safe\b|Markup\(")
POST = re.compile(r"<form[^>]*method=[\"']?post", re.IGNORECASE)
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"')
LONGEST = 200

LITERALS = frozenset(Role) | {state for machine in MACHINES.values() for state in machine.states}
ICONS = frozenset(
    SYMBOL.findall((paths.STATIC / "vendor/tabler-icons/sprite.svg").read_text(encoding="utf-8"))
)


def _bare(source: str) -> str:
    return COMMENT.sub("", source)


def inline_code(environment: Environment, name: str, source: str) -> list[str]:
    """No script, style or handler in the page: the content security policy forbids them."""
    del environment, name
    found = [
        one.group().strip() for kind in (SCRIPT, ATTRIBUTE) for one in kind.finditer(_bare(source))
    ]
    return [f"inline code: {one}" for one in found]


def unused_imports(environment: Environment, name: str, source: str) -> list[str]:
    """Every imported macro is used."""
    del name
    tree = environment.parse(source)
    used = {one.name for one in tree.find_all(nodes.Name)}
    imported = [
        one if isinstance(one, str) else one[1]
        for line in tree.find_all(nodes.FromImport)
        for one in line.names
    ]
    imported += [line.target for line in tree.find_all(nodes.Import)]
    return [f"unused import: {one}" for one in imported if one not in used]


def missing_title(environment: Environment, name: str, source: str) -> list[str]:
    """Every page says its title; the layout of cases gives its own."""
    tree = environment.parse(source)
    parents = [one.template for one in tree.find_all(nodes.Extends)]
    layouts = [one.value for one in parents if isinstance(one, nodes.Const)]
    is_page = not name.startswith(("layouts/", "components/")) and bool(layouts)
    titled = "layouts/case.html" in layouts or any(
        one.name == "title" for one in tree.find_all(nodes.Block)
    )
    return ["no title block"] if is_page and not titled else []


def unexplained_markup(environment: Environment, name: str, source: str) -> list[str]:
    """A text is trusted as markup only with the reason in a comment on the same line."""
    del environment, name
    lines = [line for line in source.splitlines() if SAFE.search(_bare(line)) and "{#" not in line]
    return [f"unexplained markup: {line.strip()}" for line in lines]


def _texts(node: nodes.Node) -> Iterator[str]:
    own = [node] if isinstance(node, nodes.Const) else []
    for one in [*own, *node.find_all(nodes.Const)]:
        if isinstance(one.value, str):
            yield one.value


def law_literals(environment: Environment, name: str, source: str) -> list[str]:
    """No template decides by a role or a state: views say what is to be seen."""
    del name
    tree = environment.parse(source)
    compared = [text for one in tree.find_all(nodes.Compare) for text in _texts(one)]
    compared += [
        text for one in tree.find_all(nodes.Test) for given in one.args for text in _texts(given)
    ]
    return [f"compares with {one!r}" for one in compared if one in LITERALS]


def unknown_icons(environment: Environment, name: str, source: str) -> list[str]:
    """Every icon named here is in the sprite."""
    del name
    named = [
        given.value
        for call in environment.parse(source).find_all(nodes.Call)
        for given in [*_icon_arguments(call)]
        if isinstance(given, nodes.Const) and given.value
    ]
    return [f"no icon {one}" for one in named if one not in ICONS]


def _icon_arguments(call: nodes.Call) -> Iterator[nodes.Node]:
    if isinstance(call.node, nodes.Name) and call.node.name == "icon":
        yield from call.args
    yield from (one.value for one in call.kwargs if one.key == "icon_name")


def unguarded_form(environment: Environment, name: str, source: str) -> list[str]:
    """A form that changes something carries the token."""
    del environment, name
    bare = _bare(source)
    return ["a POST form without token"] if POST.search(bare) and "csrf_token" not in bare else []


def too_long(environment: Environment, name: str, source: str) -> list[str]:
    """A template fits on a few screens."""
    del environment, name
    count = len(source.splitlines())
    return [f"{count} lines, at most {LONGEST}"] if count > LONGEST else []


CHECKS: tuple[Check, ...] = (
    inline_code,
    unused_imports,
    missing_title,
    unexplained_markup,
    law_literals,
    unknown_icons,
    unguarded_form,
    too_long,
)


def complaints(environment: Environment, name: str, source: str) -> list[str]:
    """All that is wrong with one template."""
    return [one for check in CHECKS for one in check(environment, name, source)]


def pages() -> list[Path]:
    """All templates of pages."""
    return sorted(paths.TEMPLATES.rglob("*.html"))
