"""The command line: `certplatform COMMAND`. Each command loads only what it needs."""

import importlib
from typing import Any

import click

COMMANDS = {
    "demo": "certplatform.cli.demo:demo",
    "serve": "certplatform.cli.serve:serve",
    "jobs": "certplatform.cli.serve:jobs",
    "verify": "certplatform.cli.verify:verify",
    "tick": "certplatform.cli.tick:tick",
    "events": "certplatform.cli.events:events",
    "grade": "certplatform.cli.grade:grade",
    "archive": "certplatform.cli.archive:archive",
    "scheme": "certplatform.cli.scheme:scheme",
    "doctor": "certplatform.cli.doctor:doctor",
}


class Lazy(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands by name."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: Any = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above names commands
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run third-party assessment and certification."""
