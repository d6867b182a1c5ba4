"""Flutterwave's words and amounts in ours: it writes major units, as numbers or as texts.

Shapes: https://developer.flutterwave.com/docs/transaction-verification, …/v3.0/docs/refunds, …/v3.0/docs/chargebacks,
and the answers that its own SDK documents (https://github.com/Flutterwave/Node-v3, folder documentation).
"""

from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation

import orjson

from fashionistar.kernel.money import Money, exponent
from fashionistar.payments.gateway_errors import GatewayAnswerInvalid
from fashionistar.payments.gateway_words import (
    Dispute,
    DisputeStatus,
    GatewayStatus,
    RefundReceipt,
    RefundStatus,
    TransferReceipt,
    TransferStatus,
    Verification,
)
from fashionistar.payments.gateways.reading import Data, moment, text, word

_STATUSES = {
    "successful": GatewayStatus.SUCCESS,
    "failed": GatewayStatus.FAILED,
    "cancelled": GatewayStatus.ABANDONED,
    "pending": GatewayStatus.PENDING,
    "success-pending-validation": GatewayStatus.PENDING,
    "reversed": GatewayStatus.REVERSED,
}
_TRANSFERS = {
    "NEW": TransferStatus.PENDING,
    "PENDING": TransferStatus.PENDING,
    "SUCCESSFUL": TransferStatus.SUCCESS,
    "FAILED": TransferStatus.FAILED,
    "REVERSED": TransferStatus.REVERSED,
}
_DISPUTES = {
    "initiated": DisputeStatus.AWAITING_EVIDENCE,
    "pending": DisputeStatus.AWAITING_EVIDENCE,
    "declined": DisputeStatus.UNDER_REVIEW,
    "won": DisputeStatus.WON,
    "reversed": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
    "accepted": DisputeStatus.LOST,
}
_LARGEST = 2**63 - 1


def major_units(minor: int, currency: str) -> orjson.Fragment:
    """Write an amount as a JSON number of major units with the currency's decimals: 1250050 kobo are 12500.50."""
    return orjson.Fragment(str(Money(minor, currency).amount))


def amount(data: Data, key: str, currency: str) -> int:
    """Read an amount of major units as minor ones.

    Raises:
        GatewayAnswerInvalid: It is missing, negative, too large, finer than the currency or not a number.
    """
    scaled = _scaled(data.get(key), currency)
    if scaled is None or not 0 <= scaled <= _LARGEST or scaled != scaled.to_integral_value():
        raise GatewayAnswerInvalid(f"`{key}` is missing or not an amount of {currency}.")
    return int(scaled)


def fee(data: Data, key: str, currency: str) -> int | None:
    """Read a fee, rounded to the minor unit (Flutterwave tells thousandths: 26.875); None while it has not said."""
    scaled = _scaled(data.get(key), currency)
    if scaled is None or not 0 <= scaled <= _LARGEST:
        return None
    return int(scaled.to_integral_value(ROUND_HALF_UP))


def whole(data: Data, key: str, currency: str) -> int:
    """Read a balance, of which fees leave thousandths, as the minor units that are wholly there.

    Raises:
        GatewayAnswerInvalid: It is missing, too large or not a number.
    """
    scaled = _scaled(data.get(key), currency)
    if scaled is None or abs(scaled) > _LARGEST:
        raise GatewayAnswerInvalid(f"`{key}` is missing or not an amount of {currency}.")
    return int(scaled.to_integral_value(ROUND_FLOOR))


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


def verification(data: Data) -> Verification:
    """Read a transaction. Flutterwave tells no time of payment and no amount asked for: it tells what was paid."""
    currency = currency_of(data)
    status = _STATUSES.get(text(data, "status").lower(), GatewayStatus.UNKNOWN)
    paid = amount(data, "amount", currency)
    return Verification(
        reference=word(data, "tx_ref"),
        status=status,
        amount_minor=paid,
        requested_amount_minor=paid,
        fee_minor=fee(data, "app_fee", currency),
        currency=currency,
        transaction_id=word(data, "id"),
        paid_at=created_at(data) if status is GatewayStatus.SUCCESS else None,
        channel=text(data, "payment_type"),
        message=text(data, "processor_response"),
    )


def refund_receipt(data: Data, currency: str) -> RefundReceipt:
    """Read a refund, whose currency is its transaction's (completed, completed-momo, pending-…, disburse-failed…)."""
    told = text(data, "status").lower()
    status = RefundStatus.PENDING
    if told.startswith("completed"):
        status = RefundStatus.PROCESSED
    elif "failed" in told:
        status = RefundStatus.FAILED
    return RefundReceipt(
        refund_id=word(data, "id"),
        status=status,
        amount_minor=amount(data, "amount_refunded", currency),
        currency=currency,
        note=text(data, "comments", "comment"),
    )


def owner_id(refund: Data) -> str:
    """The id of a refund's transaction; the API's two references spell its name otherwise.

    Raises:
        GatewayAnswerInvalid: It is missing.
    """
    return word(refund, "tx_id" if refund.get("tx_id") is not None else "transaction_id")


def transfer_receipt(data: Data) -> TransferReceipt:
    """Read a transfer."""
    currency = currency_of(data)
    return TransferReceipt(
        reference=word(data, "reference"),
        transfer_code=word(data, "id"),
        status=_TRANSFERS.get(text(data, "status").upper(), TransferStatus.UNKNOWN),
        amount_minor=amount(data, "amount", currency),
        fee_minor=fee(data, "fee", currency),
        currency=currency,
        message=text(data, "complete_message"),
        created_at=created_at(data),
    )


def dispute(data: Data, *, reference: str, currency: str) -> Dispute:
    """Read a chargeback of a transaction."""
    return Dispute(
        dispute_id=word(data, "id"),
        reference=reference,
        status=_DISPUTES.get(text(data, "status").lower(), DisputeStatus.UNKNOWN),
        amount_minor=amount(data, "amount", currency),
        currency=currency,
        reason=text(data, "comment", "stage"),
        due_at=moment(data, "due_date", "dueDate"),
        created_at=created_at(data),
    )


def created_at(data: Data) -> datetime | None:
    """Read when it was made; both spellings come, by endpoint."""
    return moment(data, "created_at", "createdAt")


def _scaled(value: object, currency: str) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found.scaleb(exponent(currency)) if found.is_finite() else None
