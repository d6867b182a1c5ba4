"""Codes of gift cards: how they are made, written and known again."""

import hashlib
import secrets

from stdnum import luhn

#: Crockford's base 32: no I, L, O or U (https://www.crockford.com/base32.html).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 15 random characters are 75 bits; the 16th is a check (Luhn mod 32), so that a slip never asks the database.
LENGTH = 16

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_code() -> str:
    """A code that nobody has seen, as it is stored nowhere."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return drawn + luhn.calc_check_digit(drawn, alphabet=ALPHABET)


def written(code: str) -> str:
    """In groups of four, for people."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(given: str) -> str | None:
    """What somebody typed, as a code; None if it cannot be one.

    Case, spaces and hyphens do not matter, and what looks alike is read as what is meant.
    """
    code = given[:60].upper().translate(_READ_AS)
    known = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return code if known and luhn.is_valid(code, alphabet=ALPHABET) else None


def code_hash(code: str) -> str:
    """What is kept of a code; it has too many values for its hash to be guessed from a copy of the table."""
    return hashlib.sha256(f"gift-card:{code}".encode()).hexdigest()
