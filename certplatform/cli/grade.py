"""`certplatform grade`: the computation of a grade, for whoever wants to do it again."""

from pathlib import Path

import click

from certplatform.cli.instance import for_machines, in_folder, open_instance, say


@click.group()
def grade() -> None:
    """Export and recompute grades."""


@grade.command()
@in_folder
@for_machines
@click.argument("case")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to."
)
@click.option("--revision", type=int, help="Of the conclusion; the latest if left out.")
def capsule(folder: Path | None, as_json: bool, case: str, out: Path, revision: int | None) -> None:
    """Write the capsule of a CASE's conclusion, all that is needed to compute its grade again."""
    from certplatform.queries.grading import capsules_numbered

    with open_instance(folder).app_context():
        kept = [one for one in capsules_numbered(case) if revision in (None, one[0])]
        if not kept:
            raise click.ClickException(f"there is no such conclusion of a case {case}")
        number, wanted = kept[0]
        try:
            out.write_bytes(wanted.content)
        except OSError as error:
            raise click.ClickException(f"cannot write {out}: {error.strerror}") from error
        say(
            f"{out}: conclusion {number} of {case}, digest {wanted.digest}",
            as_json,
            case=case,
            revision=number,
            file=str(out),
            digest=wanted.digest,
        )


@grade.command()
@in_folder
@for_machines
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A capsule to trust, such as one exported before; each place that differs is named.",
)
def replay(folder: Path | None, as_json: bool, file: Path, against: Path | None) -> None:
    """Compute level and grade again from the capsule FILE alone, and refuse what does not fit."""
    from certplatform.expressions.replay import replay as computed_again

    del folder  # a capsule needs no instance; every command takes --dir
    try:
        content, trusted = file.read_bytes(), against.read_bytes() if against else None
    except OSError as error:
        raise click.ClickException(f"cannot read {error.filename}: {error.strerror}") from error
    found = computed_again(content, trusted)
    for one in found.misfits:
        say(str(one), as_json, where=one.where, what=one.what)
    if not found.fits:
        say(f"{file}: does not fit", as_json, ok=False)
        raise SystemExit(1)
    said = found.said["concluded"]
    computed = str(found.answers["grade"])
    say(
        f"{file}: everything fits; case {found.said['case']}, computed {computed or 'no grade'}, "
        f"concluded {said['grade'] or 'no grade'} on {said['at']} by the {said['by_role']}",
        as_json,
        ok=True,
        case=found.said["case"],
        scheme=found.said["scheme"],
        level=found.answers["lowest_level"],
        capability_levels=found.answers["capability_levels"],
        grade=computed,
        concluded=said["grade"],
        digest=found.said["digest"],
    )
