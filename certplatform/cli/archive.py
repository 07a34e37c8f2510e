"""`certplatform archive`: filed cases as packages, and whether the archive is sound."""

from pathlib import Path

import click

from certplatform.cli.instance import for_machines, in_folder, open_instance, say


@click.group()
def archive() -> None:
    """Look after the filing archive."""


@archive.command()
@in_folder
@for_machines
@click.argument("case")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to."
)
def export(folder: Path | None, as_json: bool, case: str, out: Path) -> None:
    """Write a filed CASE (its number, or that of the filing) as a BagIt bag."""
    from certplatform.archive.bag import Incomplete, export_folder
    from certplatform.archive.fixity import filings_of

    with open_instance(folder).app_context():
        entries = filings_of(case)
        if not entries:
            raise click.ClickException(f"no filed case {case}")
        wanted = next((one for one in entries if one.number == case), entries[-1])
        try:
            made = export_folder(wanted, out)
        except FileExistsError as error:
            raise click.ClickException(f"{out / wanted.number} is there already") from error
        except Incomplete as error:
            raise click.ClickException(str(error)) from error
        say(f"{wanted.number}: {made}", as_json, filing=wanted.number, bag=str(made))


@archive.command()
@in_folder
@for_machines
@click.argument("case", required=False)
def verify(folder: Path | None, as_json: bool, case: str | None) -> None:
    """Check the archive, or one filed CASE; CASE may also be the folder of an exported bag."""
    from certplatform.archive.bagcheck import bag_problems

    if case and Path(case).is_dir():
        _answer(bag_problems(Path(case)), as_json, f"bag {case}", bag=case)
        return
    from certplatform.archive.fixity import Checked, filings_of, verify_archive, verify_filing

    with open_instance(folder).app_context():
        if not case:
            checked = verify_archive()
        else:
            entries = filings_of(case)
            if not entries:
                raise click.ClickException(f"no filed case {case}")
            checked = Checked()
            for one in entries:
                verify_filing(one, checked)
    summary = f"{checked.filings} filed entries, {checked.files} files"
    _answer(checked.problems, as_json, summary, filings=checked.filings, files=checked.files)


def _answer(problems: list[str], as_json: bool, summary: str, **record: object) -> None:
    for problem in problems:
        say(problem, as_json, problem=problem)
    verdict = "does not fit" if problems else "everything fits"
    say(f"{summary}: {verdict}", as_json, **record, ok=not problems)
    if problems:
        raise SystemExit(1)
