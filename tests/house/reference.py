"""Writes docs/settings.md and docs/commands.md from the code; `python -m tests.house.reference`."""

import sys
from pathlib import Path

import click

from certplatform.cli import COMMANDS
from certplatform.cli import main as command_line
from certplatform.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"


def settings_page() -> str:
    """All settings with default and meaning."""
    lines = [
        "# Settings",
        "",
        "From the environment, or a TOML file named by `CERTPLATFORM_CONFIG` (lower case).",
        "Made from `certplatform/settings.py` by `make access`.",
        "",
        "| name | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = "(demo secret)" if name == "secret_key" else field.default
        shown = f"`{default}`" if default not in ("", None) else "none"
        lines.append(f"| `{name.upper()}` | {shown} | {field.description or ''} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """All commands with their help."""
    lines = ["# Commands", "", "Made from `certplatform/cli/` by `make access`.", ""]
    context = click.Context(command_line, info_name="certplatform")
    for name in sorted(COMMANDS):
        command = command_line.get_command(context, name)
        assert command is not None
        for path, one in _all(name, command):
            help_text = one.get_help(click.Context(one, info_name=f"certplatform {path}"))
            lines += [f"## {path}", "", "```", help_text, "```", ""]
    return "\n".join(lines)


def _all(name: str, command: click.Command) -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        return [(f"{name} {inner}", one) for inner, one in sorted(command.commands.items())]
    return [(name, command)]


PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def main() -> int:
    """Write the pages, or say whether they are current."""
    if "--write" in sys.argv:
        for name, page in PAGES.items():
            (DOCS / name).write_text(page(), encoding="utf-8")
        return 0
    return int(any((DOCS / n).read_text(encoding="utf-8") != p() for n, p in PAGES.items()))


if __name__ == "__main__":
    sys.exit(main())
