"""What accounts ask of Google: whose an ID token is. One Protocol, its values and its errors.

Adapters live in `gateways/`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class GoogleClaims:
    """What a token says that Google has signed for us.

    Attributes:
        subject: Which Google account it is; it never changes and is never given to another.
        email: The account's address, as Google writes it.
        is_authoritative: Whether Google itself runs that address, so that the account's owner is its owner too.
        nonce: What the client had Google put into it.
        name: How its owner is called; empty if Google does not say.
    """

    subject: str
    email: str
    is_authoritative: bool
    nonce: str
    name: str


class IdTokenError(Exception):
    """A token that must not be trusted. `reason` is a word for the audit log: the claim or the part that is wrong."""

    def __init__(self, reason: str) -> None:
        """Carry the reason."""
        super().__init__(reason)
        self.reason = reason


class GoogleUnavailableError(Exception):
    """Google's keys cannot be had just now, so nothing can be said about the token."""


class IdTokenVerifier(Protocol):
    """Says whose an ID token is."""

    def verify(self, id_token: str, *, now: datetime) -> GoogleClaims:
        """Check a token at the time `now`; never inside a transaction, since Google may have to be asked.

        Raises:
            IdTokenError: It must not be trusted.
            GoogleUnavailableError: That cannot be found out now.
        """
        ...
