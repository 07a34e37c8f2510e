"""`certplatform events`: the journal."""

from pathlib import Path

import click

from certplatform.cli.instance import for_machines, in_folder, open_instance, say
from certplatform.jobs.sealing import verify_journal


@click.group()
def events() -> None:
    """Look after the journal of events."""


@events.command()
@in_folder
@for_machines
@click.option("--heads", type=click.Path(dir_okay=False, path_type=Path), help="Exported heads.")
def verify(folder: Path | None, as_json: bool, heads: Path | None) -> None:
    """Recompute the chains of the journal against the heads exported outside the database."""
    app = open_instance(folder)
    with app.app_context():
        place = heads or app.extensions["house"].settings.instance / "heads" / "heads.jsonl"
        verdict = verify_journal(place)
    summary = (
        f"{verdict.entries} entries, {verdict.sealed} sealed, {verdict.unsealed} not yet sealed, "
        f"{verdict.heads} exported heads"
    )
    for problem in verdict.problems:
        say(problem, as_json, problem=problem)
    say(
        summary + (": does not fit" if verdict.problems else ": everything fits"),
        as_json,
        entries=verdict.entries,
        sealed=verdict.sealed,
        unsealed=verdict.unsealed,
        heads=verdict.heads,
        ok=not verdict.problems,
    )
    if verdict.problems:
        raise SystemExit(1)
