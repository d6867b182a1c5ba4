"""A mutation under a client's key happens once: a retry gets the same row, another input is refused.

The record commits with the change itself, so neither can exist without the other. A mutation that failed leaves no
record: the key may be used again.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.db import connection

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.models import IdempotencyRecord

MAX_KEY_LENGTH = 200

type Canonical = None | bool | int | str | list[Canonical] | dict[str, Canonical]


@dataclass(frozen=True, slots=True)
class Once:
    """The claim of one request: whose key, for which operation, over which input."""

    scope: str
    operation: str
    key: str
    input_hash: str

    @classmethod
    def over(cls, *, scope: str, operation: str, key: str | None, given: Canonical) -> "Once":
        """Check the key and hash the canonical input.

        Raises:
            DomainError: IDEMPOTENCY_KEY_REQUIRED or INVALID.
        """
        if not key:
            raise refuse(
                ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
                f"Add @idempotent(key: …) with a fresh unique key (a UUID, say) after {operation}(…).",
            )
        if len(key) > MAX_KEY_LENGTH:
            raise refuse(ErrorCode.INVALID, f"The idempotency key may have at most {MAX_KEY_LENGTH} characters.")
        digest = hashlib.sha256(orjson.dumps(given, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return cls(scope=scope, operation=operation, key=key, input_hash=digest)


def claim(once: Once) -> UUID | None:
    """Take the key for the rest of the transaction; returns the row of an earlier success, if any.

    Raises:
        DomainError: IDEMPOTENCY_IN_FLIGHT while another request holds the key, IDEMPOTENCY_KEY_MISMATCH if the
            key was used with another input.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{once.scope}\x1f{once.operation}\x1f{once.key}"],
        )
        if not cursor.fetchone()[0]:
            raise refuse(
                ErrorCode.IDEMPOTENCY_IN_FLIGHT,
                "A request with this key is still at work. Retry in a moment.",
            )
    done = IdempotencyRecord.objects.filter(scope=once.scope, operation=once.operation, key=once.key).first()
    if done is None:
        return None
    if done.input_hash != once.input_hash:
        raise refuse(
            ErrorCode.IDEMPOTENCY_KEY_MISMATCH,
            "This key was used with another input. Use a fresh key for a new request.",
        )
    return done.result


def settle(once: Once, *, result: UUID) -> None:
    """Record which row came of it, in the transaction of the change."""
    IdempotencyRecord.objects.create(
        scope=once.scope, operation=once.operation, key=once.key, input_hash=once.input_hash, result=result
    )
