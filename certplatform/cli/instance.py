"""What every command shares: which instance it works on, and how it answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask

from certplatform import schema
from certplatform.factory import create_app
from certplatform.settings import Settings, UnfitForProduction, read_settings

Command = TypeVar("Command", bound=Callable[..., Any])


def in_folder(command: Command) -> Command:
    """Add `--dir`: a self-contained instance; else the environment's settings, else var/."""
    return click.option(
        "--dir",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        help="Folder of a self-contained instance.",
    )(command)


def for_machines(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON lines.")(command)


def settings_for(folder: Path | None, **more: object) -> Settings:
    """The settings of a folder's own instance, or of the environment."""
    if folder is None:
        return read_settings(**more)
    database = f"sqlite:///{folder.resolve() / 'certplatform.db'}"
    return read_settings(instance=folder, database_url=database, storage_url="", **more)


def open_instance(folder: Path | None, **more: object) -> Flask:
    """The application of an instance whose database is up to date.

    Raises ClickException with a sentence when it is not, or the settings are unfit.
    """
    try:
        settings = settings_for(folder, **more)
        settings.refuse_unfit()
    except (UnfitForProduction, ValueError) as error:
        raise click.ClickException(str(error)) from error
    present, newest = schema.revisions(settings.database)
    if present != newest:
        raise click.ClickException(
            f"the database stands at {present or 'nothing'}, the newest migration is {newest}; "
            "start `certplatform serve` once, or run `certplatform doctor` to see more"
        )
    return create_app(settings)


def say(text: str, as_json: bool, **record: Any) -> None:
    """Answer in words, or as one JSON line."""
    click.echo(json.dumps(record, ensure_ascii=False) if as_json else text)
