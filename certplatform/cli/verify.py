"""`certplatform verify`: what a certificate file is worth, each answer on its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import click

from certplatform import schema
from certplatform.cli.instance import for_machines, in_folder, open_instance, say, settings_for
from certplatform.documents.keyring import trusted
from certplatform.documents.keys import BadKey, load_certificates
from certplatform.documents.sealcheck import SealReport, check_seal
from certplatform.registry.verify import check_file
from certplatform.storage import digest

UNKNOWN = "not established"
TIMEOUT_SECONDS = 10


@click.command()
@in_folder
@for_machines
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--trust", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--offline", is_flag=True, help="Do not ask the registry for the present status.")
def verify(
    folder: Path | None, as_json: bool, file: Path, trust: Path | None, offline: bool
) -> None:
    """Check signature, integrity and issuer of FILE, and its present status in the registry.

    --trust names certificates in PEM; without it those of the instance are trusted.
    """
    content = file.read_bytes()
    try:
        anchors = load_certificates(trust) if trust else trusted(settings_for(folder))
    except BadKey as error:
        raise click.ClickException(f"--trust: {error}") from error
    report = check_seal(content, list(anchors))
    answer = None if offline else _asked(folder, content)
    answers = _answers(report, answer)
    for name, text in answers.items():
        say(f"{name}: {text}", as_json, **{name: text})
    if not report.valid or (answer is not None and answer.status != "valid"):
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class Registered:
    """What a registry says of a file; `status` is "" where it could not be asked."""

    issued: bool = False
    certificate: str = ""
    status: str = ""
    problem: str = ""


def _asked(folder: Path | None, content: bytes) -> Registered:
    """Ask the instance's own registry, or, where there is none, the one at PUBLIC_URL."""
    settings = settings_for(folder)
    if _is_there(settings.database):
        with open_instance(folder).app_context():
            record = check_file(content).record
        if record is None:
            return Registered()
        named = f"{record.number}, revision {record.revision}"
        return Registered(issued=True, certificate=named, status=record.status)
    return _over_the_network(settings.address, content)


def _is_there(database: str) -> bool:
    file = database.removeprefix("sqlite:///")
    if file != database and not Path(file).exists():
        return False
    return bool(schema.revisions(database)[0])


def _over_the_network(address: str, content: bytes) -> Registered:
    body = json.dumps({"sha256": digest(content)}).encode()
    asked = Request(  # noqa: S310 - the address is the operator's own setting
        f"{address}/api/v1/verify", data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
            said = json.load(answer)
    except (OSError, ValueError) as error:
        return Registered(problem=f"the registry at {address} does not answer: {error}")
    record = said.get("certificate") or {}
    return Registered(
        bool(said.get("issued_file")), str(record.get("number", "")), str(record.get("status", ""))
    )


def _answers(report: SealReport, found: Registered | None) -> dict[str, str]:
    """Each question with its answer, established or not."""
    unchanged = report.intact and report.whole_file_covered
    told = {
        "signature": f"by {report.signer} at {report.signed_at}" if report.signed else "none",
        "integrity": "unchanged since it was sealed"
        if unchanged
        else f"{UNKNOWN}: {report.problem}",
        "issuer": "a trusted key" if report.trusted else f"{UNKNOWN}: not a trusted key",
    }
    if found is None or found.problem:
        why = "offline" if found is None else found.problem
        return {**told, "issued file": f"{UNKNOWN}: {why}", "status": f"{UNKNOWN}: {why}"}
    if not found.issued:
        return {
            **told,
            "issued file": "no: the registry has no file with these bytes",
            "status": UNKNOWN,
        }
    return {**told, "issued file": f"yes: {found.certificate}", "status": found.status}
