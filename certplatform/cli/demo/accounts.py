"""The printed list of demo accounts, with present one-time codes."""

import json
from pathlib import Path

import pyotp

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
    return "\n".join(lines) + "\n"
