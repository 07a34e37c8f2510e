"""Receipt numbers: by them somebody without an account finds their objection or appeal again."""

import secrets
from datetime import date

# no letter or digit that is mistaken for another on paper
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10


def new_receipt(on: date) -> str:
    """A number that nobody guesses, with the day on it."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return f"{on:%Y%m%d}-{drawn[:5]}-{drawn[5:]}"


def as_receipt(typed: str) -> str:
    """What was typed, as receipts are kept."""
    return typed.strip().upper()
