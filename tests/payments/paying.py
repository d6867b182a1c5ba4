"""Paying for tests: webhooks as Paystack sends them, and orders whose payment page is open."""

import hashlib
import hmac
from typing import Any

import orjson
from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import AsyncClient
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.orders.models import Order
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.models import WebhookEvent
from fashionistar.payments.services.payment_initialize import payment_initialize
from fashionistar.payments.tasks import process_webhook
from fashionistar.products.models import Variant
from tests.checkout.shopping import order_of
from tests.emulator import SECRET_KEY


def payable(user: User | None, *lines: tuple[Variant, int]) -> Order:
    """An order whose page is open at the emulator."""
    order = order_of(user, *lines)
    payment_initialize(
        payment_id=order.payment_id,
        gateways=configured_gateways(),
        callback_url="http://testserver/graphql/",
        now=timezone.now(),
    )
    order.refresh_from_db()
    return order


def signed(body: bytes, key: str = SECRET_KEY) -> str:
    """Paystack's signature: HMAC-SHA512 of the raw body, in hexadecimal."""
    return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()


def charge_success(reference: str, **changes: Any) -> bytes:
    """The body of a `charge.success` event."""
    data = {"reference": reference, "status": "success", "amount": 100, "currency": "NGN", "metadata": 0} | changes
    return orjson.dumps({"event": "charge.success", "data": data})


def told(event: str, data: dict[str, Any]) -> bytes:
    """The body of any event."""
    return orjson.dumps({"event": event, "data": data})


def deliver(body: bytes, signature: str | None = None) -> HttpResponse:
    """POST a webhook; signed well unless a signature is given ("" sends none)."""
    signature = signed(body) if signature is None else signature
    headers = {"x-paystack-signature": signature} if signature else {}
    return async_to_sync(AsyncClient().post)(
        "/webhooks/paystack/", data=body, content_type="application/json", headers=headers
    )


def process(row: WebhookEvent | None = None) -> WebhookEvent:
    """What a worker does with a stored webhook (the only one, unless named); returns it as it is then."""
    row = row or WebhookEvent.objects.get()
    process_webhook(str(row.pk))
    row.refresh_from_db()
    return row
