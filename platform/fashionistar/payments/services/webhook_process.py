"""Act on a stored webhook: ask the gateway about the payment it names, and record what came of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.models import Payment, Refund, WebhookEvent, WebhookOutcome
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_send import refund_send


def webhook_process(*, webhook_id: UUID, gateway: PaymentGateway, now: datetime) -> WebhookEvent:
    """Process a webhook that is still RECEIVED; any other is left alone.

    Raises:
        GatewayError: The gateway gave no usable answer; the webhook stays RECEIVED and is swept up later.
    """
    webhook = WebhookEvent.objects.get(pk=webhook_id)
    if webhook.outcome != WebhookOutcome.RECEIVED:
        return webhook
    outcome, detail = _act(webhook, gateway, now=now)
    return _settle(webhook_id, outcome, detail, now=now)


def _act(webhook: WebhookEvent, gateway: PaymentGateway, *, now: datetime) -> tuple[WebhookOutcome, str]:
    notice = gateway.parse_webhook(body=bytes(webhook.body))
    if not notice.reference:
        return WebhookOutcome.IGNORED, "an event that we do not act on"
    payment = Payment.objects.filter(reference=notice.reference).first()
    if payment is None:
        return WebhookOutcome.IGNORED, "a reference that is not ours"
    if notice.is_payment:
        payment = payment_verify(reference=payment.reference, gateway=gateway, now=now)
        return WebhookOutcome.PROCESSED, f"payment {payment.status}"
    refund = Refund.objects.filter(payment=payment).first()
    if refund is None:
        return WebhookOutcome.IGNORED, "a refund that is not ours"
    Refund.objects.filter(pk=refund.pk, status="SENT").update(due_at=now)
    refund = refund_send(refund_id=refund.pk, gateway=gateway, now=now)
    return WebhookOutcome.PROCESSED, f"refund {refund.status}"


@transaction.atomic(durable=True)
def _settle(webhook_id: UUID, outcome: WebhookOutcome, detail: str, *, now: datetime) -> WebhookEvent:
    webhook = WebhookEvent.objects.select_for_update().get(pk=webhook_id)
    if webhook.outcome == WebhookOutcome.RECEIVED:
        webhook.outcome, webhook.detail, webhook.processed_at = outcome, detail, now
        webhook.save(update_fields=["outcome", "detail", "processed_at"])
    return webhook
