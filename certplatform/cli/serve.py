"""`certplatform serve` and `certplatform jobs`: the site, and the work beside it."""

import multiprocessing
import signal
import threading
from pathlib import Path
from types import FrameType

import click
from flask import Flask

from certplatform import schema
from certplatform.cli.instance import in_folder, open_instance, settings_for
from certplatform.cli.listener import listener
from certplatform.documents.fonts import load_fonts
from certplatform.jobs.schedule import Schedule
from certplatform.jobs.transport import work


@click.command()
@in_folder
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--with-demo", is_flag=True, help="Play the demo cases on the first start.")
def serve(folder: Path | None, port: int, host: str, with_demo: bool) -> None:
    """Serve an instance with its jobs; Ctrl-C ends all of it."""
    address = f"http://{host}:{port}"
    settings = settings_for(folder)
    more = {} if settings.public_url else {"public_url": address}
    settings = settings_for(folder, **more)
    settings.instance.mkdir(parents=True, exist_ok=True)
    if with_demo and not _filled(settings.instance):
        _play(settings.instance, address)
    schema.upgrade(settings.database)
    app = open_instance(folder, **more)
    load_fonts()
    _announce(app, address)
    _run(app, host, port)


def _filled(instance: Path) -> bool:
    return (instance / "certplatform.db").exists()


def _play(instance: Path, address: str) -> None:
    from certplatform.cli.demo import play_demo

    click.echo("First start: playing the demo cases (about two minutes) ...")
    play_demo(instance, address, lambda line: click.echo(f"  {line['case']} {line['outcome']}"))


def _announce(app: Flask, address: str) -> None:
    accounts = app.extensions["house"].settings.instance / "demo-accounts.json"
    click.echo(f"certplatform is at {address}")
    if accounts.exists():
        from certplatform.cli.demo.accounts import printed_accounts

        click.echo(printed_accounts(accounts))


def _run(app: Flask, host: str, port: int) -> None:
    schedule = Schedule(app)
    schedule.start()
    server = listener(app, host, port)

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        server.run()
    except KeyboardInterrupt:
        click.echo("ending")
    finally:
        schedule.stop()
        server.close()


@click.command()
@in_folder
def jobs(folder: Path | None) -> None:
    """Work off the outbox beside a web server that runs elsewhere; with Redis through rq."""
    app = open_instance(folder)
    redis_url = app.extensions["house"].settings.redis_url
    load_fonts()
    worker = None
    if redis_url:
        worker = multiprocessing.get_context("spawn").Process(target=work, args=(redis_url,))
        worker.start()
    schedule = Schedule(app)
    schedule.start()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("ending")
    finally:
        schedule.stop()
        if worker is not None:
            worker.terminate()
