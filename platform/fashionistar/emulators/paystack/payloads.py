"""The JSON that Paystack answers and sends, in its own shape, quirks included (amounts as text in refund events)."""

import hashlib
import json
from datetime import datetime

from fashionistar.emulators.paystack.config import Knobs
from fashionistar.emulators.paystack.desk import Json
from fashionistar.emulators.paystack.store import Refund, Transaction

INTEGRATION = 412829


def transaction_json(transaction: Transaction, knobs: Knobs) -> Json:
    """A transaction as `verify` tells it."""
    amount = transaction.amount + knobs.amount_skew
    created = transaction.created_at
    return {
        "id": transaction.id,
        "domain": "test",
        "status": transaction.status,
        "reference": transaction.reference,
        "receipt_number": None,
        "amount": amount,
        "message": None,
        "gateway_response": transaction.gateway_response,
        "paid_at": transaction.paid_at,
        "created_at": created,
        "channel": "card",
        "currency": knobs.currency or transaction.currency,
        "ip_address": transaction.ip_address,
        "metadata": json.loads(transaction.metadata),
        "log": _log(transaction),
        "fees": _fees(transaction) if transaction.is_paid else None,
        "fees_split": None,
        "authorization": _authorization(transaction),
        "customer": customer(transaction.email),
        "plan": None,
        "split": {},
        "order_id": None,
        "paidAt": transaction.paid_at,
        "createdAt": created,
        "requested_amount": transaction.amount + knobs.requested_amount_skew,
        "pos_transaction_data": None,
        "source": None,
        "fees_breakdown": None,
        "connect": None,
        "transaction_date": created,
        "plan_object": {},
        "subaccount": {},
        **knobs.overrides,
    }


def refund_json(refund: Refund, transaction: Transaction, *, embed: bool) -> Json:
    """A refund; on creation Paystack embeds its transaction, afterwards it names the id only."""
    return {
        "transaction": embedded(transaction) if embed else transaction.id,
        "integration": INTEGRATION,
        "dispute": None,
        "settlement": None,
        "domain": "test",
        "amount": refund.amount,
        "deducted_amount": refund.amount if refund.status == "processed" else 0,
        "fully_deducted": refund.status == "processed",
        "currency": transaction.currency,
        "channel": "card",
        "status": refund.status,
        "refunded_by": "merchant@emulator.test",
        "refunded_at": refund.updated_at if refund.status == "processed" else None,
        "expected_at": refund.updated_at,
        "customer_note": refund.customer_note,
        "merchant_note": refund.merchant_note,
        "id": refund.id,
        "createdAt": refund.created_at,
        "updatedAt": refund.updated_at,
    }


def embedded(transaction: Transaction) -> Json:
    """A transaction inside of something else."""
    return {
        "id": transaction.id,
        "domain": "test",
        "status": transaction.status,
        "reference": transaction.reference,
        "amount": transaction.amount,
        "metadata": "",
        "fees": _fees(transaction) if transaction.is_paid else None,
        "paid_at": transaction.paid_at,
        "channel": "card",
        "currency": transaction.currency,
        "authorization": _authorization(transaction),
        "customer": {"international_format_phone": None},
        "plan": {},
        "subaccount": {"currency": None},
        "split": {},
        "order_id": None,
        "paidAt": transaction.paid_at,
        "pos_transaction_data": None,
        "source": None,
        "fees_breakdown": None,
    }


def listed_refund_json(refund: Refund, transaction: Transaction) -> Json:
    """A refund in a list, where Paystack names its times otherwise."""
    names = {"createdAt": "created_at", "updatedAt": "updated_at"}
    return {names.get(key, key): value for key, value in refund_json(refund, transaction, embed=False).items()}


def refund_event_json(refund: Refund, transaction: Transaction) -> Json:
    """A refund as its webhooks tell it."""
    return {
        "status": refund.status,
        "transaction_reference": transaction.reference,
        "refund_reference": f"TRF_{refund.id}" if refund.status != "pending" else None,
        "amount": str(refund.amount),
        "currency": transaction.currency,
        "processor": "instant-transfer",
        "customer": {"first_name": None, "last_name": None, "email": transaction.email},
        "integration": INTEGRATION,
        "domain": "test",
    }


def _log(transaction: Transaction) -> Json | None:
    if not transaction.attempts:
        return None
    ending = {"type": "error", "message": transaction.gateway_response, "time": 4}
    if transaction.is_paid:
        ending = {"type": "success", "message": "Successfully paid with card", "time": 4}
    return {
        "start_time": int(datetime.fromisoformat(transaction.created_at).timestamp()),
        "time_spent": 4,
        "attempts": transaction.attempts,
        "errors": transaction.attempts - transaction.is_paid,
        "success": transaction.is_paid,
        "mobile": False,
        "input": [],
        "history": [{"type": "action", "message": "Attempted to pay with card", "time": 3}, ending],
    }


def _authorization(transaction: Transaction) -> Json:
    if not transaction.is_paid:
        return {}
    code = hashlib.sha256(transaction.card.encode()).hexdigest()
    return {
        "authorization_code": f"AUTH_{code[:10]}",
        "bin": transaction.card[:6],
        "last4": transaction.card[-4:],
        "exp_month": transaction.exp_month,
        "exp_year": transaction.exp_year,
        "channel": "card",
        "card_type": "visa ",
        "bank": "TEST BANK",
        "country_code": "NG",
        "brand": "visa",
        "reusable": True,
        "signature": f"SIG_{code[10:30]}",
        "account_name": None,
    }


def customer(email: str) -> Json:
    """Who pays, by an address."""
    digest = hashlib.sha256(email.encode()).hexdigest()
    return {
        "id": int(digest[:7], 16),
        "first_name": None,
        "last_name": None,
        "email": email,
        "customer_code": f"CUS_{digest[:15]}",
        "phone": None,
        "metadata": None,
        "risk_action": "default",
        "international_format_phone": None,
    }


def _fees(transaction: Transaction) -> int:
    """Paystack's published local price in Nigeria, and a flat share elsewhere."""
    if transaction.currency != "NGN":
        return transaction.amount * 29 // 1000
    flat = 100_00 if transaction.amount >= 2500_00 else 0
    return min(transaction.amount * 15 // 1000 + flat, 2000_00)
