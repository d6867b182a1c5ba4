"""Act on a stored webhook: ask the gateway about what it names, and record what came of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments.events import TransferReported
from fashionistar.payments.gateway_errors import DisputeNotFound
from fashionistar.payments.gateway_words import Subject, WebhookNotice
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import PaymentAttempt, Refund, RefundStatus, WebhookEvent, WebhookOutcome
from fashionistar.payments.services.dispute_verify import dispute_verify
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_send import refund_send

type Act = tuple[WebhookOutcome, str]


def webhook_process(*, webhook_id: UUID, gateways: Gateways, now: datetime) -> WebhookEvent:
    """Process a webhook that is still RECEIVED; any other is left alone.

    Raises:
        GatewayError: The gateway gave no usable answer; the webhook stays RECEIVED and is swept up later.
    """
    webhook = WebhookEvent.objects.get(pk=webhook_id)
    if webhook.outcome != WebhookOutcome.RECEIVED:
        return webhook
    notice = gateways.named(webhook.gateway).parse_webhook(body=bytes(webhook.body))
    if notice.subject is Subject.TRANSFER and notice.reference is not None:
        fact = TransferReported(reference=notice.reference, gateway=webhook.gateway)
        return _settle(webhook, (WebhookOutcome.PROCESSED, "transfer reported"), fact, now=now)
    return _settle(webhook, _act(webhook.gateway, notice, gateways, now=now), now=now)


def _act(gateway_name: str, notice: WebhookNotice, gateways: Gateways, *, now: datetime) -> Act:
    if notice.reference is None or notice.subject is Subject.OTHER:
        return WebhookOutcome.IGNORED, "an event that we do not act on"
    if notice.subject is Subject.DISPUTE:
        return _dispute(gateway_name, notice.reference, gateways, now=now)
    attempt = PaymentAttempt.objects.filter(reference=notice.reference, gateway=gateway_name).first()
    if attempt is None:
        return WebhookOutcome.IGNORED, "a reference that is not ours"
    if notice.subject is Subject.REFUND:
        return _refunds(attempt, gateways, now=now)
    payment = payment_verify(reference=attempt.reference, gateways=gateways, now=now)
    return WebhookOutcome.PROCESSED, f"payment {payment.status}"


def _dispute(gateway_name: str, gateway_id: str, gateways: Gateways, *, now: datetime) -> Act:
    try:
        dispute = dispute_verify(gateway_name=gateway_name, gateway_id=gateway_id, gateways=gateways, now=now)
    except DisputeNotFound:
        return WebhookOutcome.IGNORED, "a dispute that the gateway does not know"
    if dispute is None:
        return WebhookOutcome.IGNORED, "a dispute of a payment that is not ours"
    return WebhookOutcome.PROCESSED, f"dispute {dispute.status}"


def _refunds(attempt: PaymentAttempt, gateways: Gateways, *, now: datetime) -> Act:
    """Look after those that the gateway has; the webhook does not say which of them it is about."""
    refunds = Refund.objects.filter(attempt=attempt)
    if not refunds.exists():
        return WebhookOutcome.IGNORED, "a refund that is not ours"
    sent = list(refunds.filter(status=RefundStatus.SENT).order_by("pk").values_list("pk", flat=True))
    Refund.objects.filter(pk__in=sent, status=RefundStatus.SENT).update(due_at=now)
    for refund_id in sent:
        refund_send(refund_id=refund_id, gateways=gateways, now=now)
    statuses = refunds.order_by("pk").values_list("status", flat=True)
    return WebhookOutcome.PROCESSED, f"refund {', '.join(statuses)}"[:300]


@transaction.atomic(durable=True)
def _settle(webhook: WebhookEvent, act: Act, *facts: TransferReported, now: datetime) -> WebhookEvent:
    locked = WebhookEvent.objects.select_for_update().get(pk=webhook.pk)
    if locked.outcome == WebhookOutcome.RECEIVED:
        (locked.outcome, locked.detail), locked.processed_at = act, now
        locked.save(update_fields=["outcome", "detail", "processed_at"])
        outbox.record(*facts, actor=SYSTEM)
    return locked
