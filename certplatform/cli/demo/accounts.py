"""The printed list of demo accounts, with present one-time codes."""

import json
from pathlib import Path

import pyotp

from certplatform.cli.demo.samples import FOLDER, NOTE
from certplatform.domain.actors import ROLE_TITLES, Role


def printed_accounts(file: Path) -> str:
    """One line per account: role, name, address, password, and the code of this half minute."""
    lines = ["", "Demo accounts (made-up people; the password is the same for all):"]
    for one in json.loads(file.read_text(encoding="utf-8")):
        roles = ", ".join(ROLE_TITLES[Role(role)] for role in one["role"])
        code = ""
        if one["totp_secret"]:
            totp = pyotp.TOTP(one["totp_secret"])
            code = f"  second factor {one['totp_secret']} (now {totp.now()})"
        lines.append(f"  {roles:<22} {one['email']:<44} {one['name']}, {one['organisation']}{code}")
    lines.append(f"Password: {one['password']}")
    note = file.with_name(NOTE)
    if note.exists():
        said = json.loads(note.read_text(encoding="utf-8"))
        lines += [
            "",
            f"To submit an application yourself: sign in as {said['email']}, open the draft",
            f"{said['case']}, take in the workbook and attach the documents that lie in",
            f"{note.parent / FOLDER}.",
        ]
    return "\n".join(lines) + "\n"
