"""`certplatform demo`: a self-contained instance, played by the people on simulated days."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from certplatform import schema
from certplatform.cli.demo.theatre import perform
from certplatform.cli.instance import settings_for
from certplatform.documents.fonts import load_fonts
from certplatform.factory import create_app

Told = Callable[[dict[str, Any]], None]


@click.command()
@click.option(
    "--dir",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="A new folder for the instance.",
)
@click.option("--public-url", default="", help="The address that QR codes and links carry.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines; they are the answer anyway.")
def demo(folder: Path, public_url: str, as_json: bool) -> None:
    """Play the sample applications through the whole process in a fresh instance."""
    del as_json
    if (folder / "certplatform.db").exists():
        raise click.ClickException(f"{folder} already holds an instance; choose a new folder")
    play_demo(folder, public_url, lambda line: click.echo(json.dumps(line, ensure_ascii=False)))


def play_demo(folder: Path, public_url: str, told: Told) -> None:
    """Play everything in `folder`, then tell one line per case."""
    folder.mkdir(parents=True, exist_ok=True)
    more: dict[str, object] = {"redis_url": "", "environment": "demo", "mail_url": ""}
    if public_url:
        more["public_url"] = public_url
    settings = settings_for(folder, **more)
    schema.upgrade(settings.database)
    app = create_app(settings)
    load_fonts()
    with app.app_context():
        for line in perform(folder):
            told(line)
