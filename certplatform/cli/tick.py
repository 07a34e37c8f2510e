"""`certplatform tick`: all timed work that is due."""

from datetime import date, datetime
from pathlib import Path

import click

from certplatform import clock
from certplatform.cli.instance import for_machines, in_folder, open_instance, say
from certplatform.jobs.daily import run_daily
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.sealing import seal_journal
from certplatform.jobs.worker import drain


@click.command()
@in_folder
@for_machines
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Another local date than today.")
def tick(folder: Path | None, as_json: bool, as_of: datetime | None) -> None:
    """Do all timed work due. Running it twice does nothing twice."""
    app = open_instance(folder)
    on: date = as_of.date() if as_of else clock.today()
    instant = clock.at_local(on, 12) if as_of else clock.now()
    with app.app_context(), clock.simulated(instant):
        done = run_daily(on)
        reactions = drain(REACTIONS)
        seal_journal(app.extensions["house"].settings.instance / "heads" / "heads.jsonl")
    for task, count in done.items():
        say(f"{task}: {count}", as_json, task=task, count=count)
    say(f"reactions: {reactions}", as_json, task="reactions", count=reactions)
