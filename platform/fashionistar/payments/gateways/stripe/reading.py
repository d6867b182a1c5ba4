"""Stripe's amounts and objects in ours.

Amounts: https://docs.stripe.com/currencies (zero-decimal, three-decimal and special cases). Objects:
https://docs.stripe.com/api/checkout/sessions/object, …/payment_intents/object, …/refunds/object, …/disputes/object.
"""

from datetime import UTC, datetime

from fashionistar.kernel.money import exponent
from fashionistar.payments.gateway_errors import GatewayAnswerInvalid, GatewayRejected
from fashionistar.payments.gateway_words import (
    Dispute,
    DisputeStatus,
    GatewayStatus,
    RefundReceipt,
    RefundRecord,
    RefundStatus,
    Verification,
)
from fashionistar.payments.gateways.reading import Data, as_object, minor_units, text, word

#: Currencies that Stripe counts otherwise than ISO 4217: UGX and ISK have no decimals, and are written with two zeros.
_DECIMALS = {"UGX": 2, "ISK": 2}
#: With three decimals, the last digit must be 0.
_THREE_DECIMALS = 3
_INTENTS = {
    "succeeded": GatewayStatus.SUCCESS,
    "processing": GatewayStatus.PENDING,
    "requires_action": GatewayStatus.PENDING,
    "requires_capture": GatewayStatus.PENDING,
    "requires_confirmation": GatewayStatus.PENDING,
    "requires_payment_method": GatewayStatus.ABANDONED,
    "canceled": GatewayStatus.ABANDONED,
}
_REFUNDS = {"succeeded": RefundStatus.PROCESSED, "failed": RefundStatus.FAILED, "canceled": RefundStatus.FAILED}
_DISPUTES = {
    "needs_response": DisputeStatus.AWAITING_EVIDENCE,
    "warning_needs_response": DisputeStatus.AWAITING_EVIDENCE,
    "appeal_needs_response": DisputeStatus.AWAITING_EVIDENCE,
    "under_review": DisputeStatus.UNDER_REVIEW,
    "warning_under_review": DisputeStatus.UNDER_REVIEW,
    "appeal_under_review": DisputeStatus.UNDER_REVIEW,
    "won": DisputeStatus.WON,
    "warning_closed": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
}


def units(minor: int, currency: str) -> int:
    """Write ISO minor units as Stripe counts them: 5 UGX are 500.

    Raises:
        GatewayRejected: Stripe cannot take this amount.
    """
    if exponent(currency) == _THREE_DECIMALS and minor % 10:
        raise GatewayRejected(f"Stripe takes amounts of {currency} whose last digit is 0.")
    return minor * _scale(currency)


def amount(data: Data, key: str, currency: str) -> int:
    """Read an amount as ISO minor units.

    Raises:
        GatewayAnswerInvalid: It is missing or no amount of the currency.
    """
    told = minor_units(data, key)
    if told % _scale(currency):
        raise GatewayAnswerInvalid(f"`{key}` is not an amount of {currency}.")
    return told // _scale(currency)


def currency_of(data: Data) -> str:
    """Read a currency that we can count in.

    Raises:
        GatewayAnswerInvalid: It is missing or no currency.
    """
    code = word(data, "currency").upper()
    try:
        exponent(code)
    except ValueError:
        raise GatewayAnswerInvalid("`currency` is not a currency.") from None
    return code


def instant(data: Data, key: str) -> datetime | None:
    """Read a time in seconds since 1970."""
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def part(data: Data, key: str) -> Data:
    """Return an object that may not be there, or be its id alone; then an empty one."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def reference_of(data: Data) -> str:
    """Our reference in an object's metadata, or ""."""
    return text(part(data, "metadata"), "reference")


def session_verification(session: Data) -> Verification:
    """Read a Checkout Session with its payment intent; without one nobody has tried to pay."""
    intent = part(session, "payment_intent")
    if intent:
        return intent_verification(intent, reference=text(session, "client_reference_id"))
    currency = currency_of(session)
    asked = amount(session, "amount_total", currency)
    status = text(session, "status")
    return Verification(
        reference=word(session, "client_reference_id"),
        status=GatewayStatus.ABANDONED if status in {"open", "expired"} else GatewayStatus.UNKNOWN,
        amount_minor=asked,
        requested_amount_minor=asked,
        fee_minor=None,
        currency=currency,
        transaction_id=word(session, "id"),
        paid_at=None,
        channel="",
        message="The page is expired." if status == "expired" else "",
    )


def intent_verification(intent: Data, *, reference: str = "") -> Verification:
    """Read a payment intent with its latest charge and that one's balance transaction.

    A payment that is not ours has "" for its reference. The fee is told in the currency of our balance: in another
    one than the payment's it is not told.
    """
    currency = currency_of(intent)
    charge = part(intent, "latest_charge")
    status = _status(intent, charge)
    is_paid = status in {GatewayStatus.SUCCESS, GatewayStatus.REVERSED}
    failure = text(part(intent, "last_payment_error"), "message") or text(charge, "failure_message")
    return Verification(
        reference=reference or reference_of(intent),
        status=status,
        amount_minor=amount(intent, "amount_received" if is_paid else "amount", currency),
        requested_amount_minor=amount(intent, "amount", currency),
        fee_minor=_fee(part(charge, "balance_transaction"), currency),
        currency=currency,
        transaction_id=word(intent, "id"),
        paid_at=(instant(charge, "created") or instant(intent, "created")) if is_paid else None,
        channel=text(part(charge, "payment_method_details"), "type"),
        message=text(part(charge, "outcome"), "seller_message") if is_paid else failure,
    )


def refund_receipt(data: Data) -> RefundReceipt:
    """Read a refund."""
    currency = currency_of(data)
    return RefundReceipt(
        refund_id=word(data, "id"),
        status=_REFUNDS.get(text(data, "status"), RefundStatus.PENDING),
        amount_minor=amount(data, "amount", currency),
        currency=currency,
        note=text(part(data, "metadata"), "note"),
    )


def refund_record(data: Data) -> RefundRecord:
    """Read a listed refund with its payment intent; one of a charge without an intent is not of a payment of ours."""
    owner = part(data, "payment_intent")
    name = text(owner, "id") or text(data, "payment_intent", "charge")
    return RefundRecord(refund_receipt(data), reference_of(owner), name, instant(data, "created"))


def dispute(data: Data) -> Dispute:
    """Read a dispute with its payment intent (or charge), whose metadata has our reference."""
    currency = currency_of(data)
    owner = part(data, "payment_intent") or part(data, "charge")
    return Dispute(
        dispute_id=word(data, "id"),
        reference=reference_of(owner),
        status=_DISPUTES.get(text(data, "status"), DisputeStatus.UNKNOWN),
        amount_minor=amount(data, "amount", currency),
        currency=currency,
        reason=text(data, "reason"),
        due_at=instant(part(data, "evidence_details"), "due_by"),
        created_at=instant(data, "created"),
        fee_minor=_dispute_fee(data, currency),
    )


def rows(listed: Data) -> list[Data]:
    """The rows of a list.

    Raises:
        GatewayAnswerInvalid: It is none.
    """
    data = listed.get("data")
    if not isinstance(data, list):
        raise GatewayAnswerInvalid("Stripe's list is not a list.")
    return [as_object(row, "A row") for row in data]


def _status(intent: Data, charge: Data) -> GatewayStatus:
    status = _INTENTS.get(text(intent, "status"), GatewayStatus.UNKNOWN)
    if status is GatewayStatus.SUCCESS and charge.get("refunded") is True:
        return GatewayStatus.REVERSED
    if status is GatewayStatus.ABANDONED and (charge.get("status") == "failed" or part(intent, "last_payment_error")):
        return GatewayStatus.FAILED
    return status


def _fee(balance: Data, currency: str) -> int | None:
    """Read a fee, rounded to the nearest minor unit (half up): those of UGX come with hundredths."""
    told, scale = balance.get("fee"), _scale(currency)
    if text(balance, "currency").upper() != currency or not isinstance(told, int) or told < 0:
        return None
    return (2 * told + scale) // (2 * scale)


def _dispute_fee(data: Data, currency: str) -> int | None:
    """Sum the fees of a dispute's balance transactions; that of a won one comes back as a fee below zero."""
    told = data.get("balance_transactions")
    moves = [part({"move": move}, "move") for move in told] if isinstance(told, list) else []
    if not moves or any(text(move, "currency").upper() != currency for move in moves):
        return None
    fees = [fee for move in moves if isinstance(fee := move.get("fee"), int)]
    return max(sum(fees), 0) // _scale(currency)


def _scale(currency: str) -> int:
    digits = exponent(currency)
    return int(10 ** (_DECIMALS.get(currency, digits) - digits))
