"""Store a webhook before it is answered. Storing is all that a webhook can make us do."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments.events import WebhookReceived
from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import WebhookMalformed
from fashionistar.payments.models import WebhookEvent, WebhookOutcome

#: Of a forged body only this much is kept, as evidence.
_FORGED_KEPT = 2048


@transaction.atomic(durable=True)
def webhook_receive(*, gateway: PaymentGateway, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookEvent:
    """Record a delivery of `body` (the raw bytes); the same body again only counts up.

    Args:
        gateway: Whose endpoint it came to.
        body: Raw.
        headers: Of the request, names in lower case; the signature is among them.
        now: The time.

    Returns:
        The row; its `outcome` is FORGED when the signature does not hold, MALFORMED when the body is not an event.
    """
    genuine = gateway.signature_valid(body=body, headers=headers, now=now)
    digest = hashlib.sha256((b"genuine:" if genuine else b"forged:") + body).hexdigest()
    fresh = _read(gateway, body) if genuine else WebhookEvent(outcome=WebhookOutcome.FORGED)
    row, created = WebhookEvent.objects.get_or_create(
        gateway=gateway.name,
        digest=digest,
        defaults={
            "event": fresh.event,
            "reference": fresh.reference,
            "outcome": fresh.outcome,
            "detail": fresh.detail,
            "body": body if genuine else body[:_FORGED_KEPT],
            "last_delivered_at": now,
        },
    )
    if not created:
        WebhookEvent.objects.filter(pk=row.pk).update(deliveries=F("deliveries") + 1, last_delivered_at=now)
    elif row.outcome == WebhookOutcome.RECEIVED:
        outbox.record(WebhookReceived(webhook_id=row.pk), actor=SYSTEM)
    return row


def _read(gateway: PaymentGateway, body: bytes) -> WebhookEvent:
    try:
        notice = gateway.parse_webhook(body=body)
    except WebhookMalformed as error:
        return WebhookEvent(outcome=WebhookOutcome.MALFORMED, detail=str(error)[:300])
    return WebhookEvent(
        event=notice.event[:60], reference=(notice.reference or "")[:100], outcome=WebhookOutcome.RECEIVED
    )
