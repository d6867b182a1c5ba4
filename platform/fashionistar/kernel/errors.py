"""Faults that a client can understand and mend, each with its code. They become `userErrors` on the wire."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """Every code a client may meet in `userErrors` or in a cart's `problems`."""

    INVALID = "INVALID"
    REQUIRED = "REQUIRED"
    NOT_FOUND = "NOT_FOUND"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    ALREADY_TAKEN = "ALREADY_TAKEN"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    RATE_LIMITED = "RATE_LIMITED"
    INVALID_CODE = "INVALID_CODE"
    CHALLENGE_OVER = "CHALLENGE_OVER"
    STEP_UP_REQUIRED = "STEP_UP_REQUIRED"
    MFA_REQUIRED = "MFA_REQUIRED"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
    EMAIL_UNPROVEN = "EMAIL_UNPROVEN"
    GOOGLE_NOT_CONFIGURED = "GOOGLE_NOT_CONFIGURED"
    GOOGLE_UNAVAILABLE = "GOOGLE_UNAVAILABLE"
    INVALID_TOKEN = "INVALID_TOKEN"  # noqa: S105  (a code, not a secret)
    IDEMPOTENCY_KEY_REQUIRED = "IDEMPOTENCY_KEY_REQUIRED"
    IDEMPOTENCY_KEY_MISMATCH = "IDEMPOTENCY_KEY_MISMATCH"
    IDEMPOTENCY_IN_FLIGHT = "IDEMPOTENCY_IN_FLIGHT"
    CART_EMPTY = "CART_EMPTY"
    CART_COMPLETED = "CART_COMPLETED"
    CART_MERGED = "CART_MERGED"
    CART_FULL = "CART_FULL"
    CURRENCY_NOT_SOLD = "CURRENCY_NOT_SOLD"
    INSUFFICIENT_STOCK = "INSUFFICIENT_STOCK"
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"
    PRICE_CHANGED = "PRICE_CHANGED"
    LEAD_TIME_CHANGED = "LEAD_TIME_CHANGED"
    VARIANT_UNAVAILABLE = "VARIANT_UNAVAILABLE"
    STATUS_CONFLICT = "STATUS_CONFLICT"
    REFUND_TOO_LARGE = "REFUND_TOO_LARGE"
    CONSENT_REQUIRED = "CONSENT_REQUIRED"
    MODEL_NOT_READY = "MODEL_NOT_READY"
    GATEWAY_UNAVAILABLE = "GATEWAY_UNAVAILABLE"
    GATEWAY_REJECTED = "GATEWAY_REJECTED"
    PAYOUT_UNDER_WAY = "PAYOUT_UNDER_WAY"
    PAYOUTS_HELD = "PAYOUTS_HELD"
    PAYOUT_ACCOUNT_REQUIRED = "PAYOUT_ACCOUNT_REQUIRED"
    PAYOUT_ACCOUNT_COOLING_DOWN = "PAYOUT_ACCOUNT_COOLING_DOWN"
    CONVERSATION_BLOCKED = "CONVERSATION_BLOCKED"
    OFFER_EXPIRED = "OFFER_EXPIRED"
    TOO_MANY_ATTACHMENTS = "TOO_MANY_ATTACHMENTS"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: its code, a sentence for people, and the input field it is about.

    `field` is the path below `input`, camel-cased as on the wire: `("lines", "0", "quantity")`; `retry_after` are the
    seconds after which another try may succeed.
    """

    code: ErrorCode
    message: str
    field: tuple[str, ...] = ()
    retry_after: int | None = None


class DomainError(Exception):
    """A use-case refused. Nothing has changed: its transaction is rolled back."""

    def __init__(self, *faults: Fault) -> None:
        """Carry one fault or several."""
        super().__init__("; ".join(f"{fault.code}: {fault.message}" for fault in faults))
        self.faults = faults

    @property
    def codes(self) -> tuple[ErrorCode, ...]:
        """The faults' codes, in order."""
        return tuple(fault.code for fault in self.faults)


def refuse(code: ErrorCode, message: str, *field: str) -> DomainError:
    """Build the error of a single fault, to be raised."""
    return DomainError(Fault(code, message, field))
