"""`certplatform scheme`: scheme data."""

from pathlib import Path

import click

from certplatform.cli.instance import for_machines, in_folder, say
from certplatform.scheme_check import check_scheme


@click.group()
def scheme() -> None:
    """Look after scheme data."""


@scheme.command()
@in_folder
@for_machines
@click.argument("path", type=click.Path(path_type=Path))
def check(folder: Path | None, as_json: bool, path: Path) -> None:
    """Validate a scheme folder, naming file, place and cure."""
    del folder
    problems = check_scheme(path)
    for one in problems:
        say(str(one), as_json, file=str(one.file), place=one.place, what=one.what, cure=one.cure)
    if problems:
        raise SystemExit(1)
    say(f"{path}: nothing wrong", as_json, ok=True)
