"""Slow and timed work of payments: everything that talks to a gateway without a client waiting."""

from datetime import timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.utils import timezone

from fashionistar.payments.gateway import GatewayError
from fashionistar.payments.gateways import get_gateway
from fashionistar.payments.selectors import due_payments, due_refunds, waiting_webhooks
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.payments.services.webhook_process import webhook_process

_log = structlog.get_logger("fashionistar.payments")

#: A webhook younger than this is left to its nudge.
_GRACE = timedelta(seconds=5)


@shared_task
def process_webhook(webhook_id: str) -> None:
    """Process one stored webhook now."""
    try:
        webhook_process(webhook_id=UUID(webhook_id), gateway=get_gateway(), now=timezone.now())
    except GatewayError as error:
        _log.warning("webhook waits", webhook_id=webhook_id, error=str(error))


@shared_task
def send_refund(refund_id: str) -> None:
    """Send one refund now."""
    try:
        refund_send(refund_id=UUID(refund_id), gateway=get_gateway(), now=timezone.now())
    except GatewayError as error:
        _log.warning("refund waits", refund_id=refund_id, error=str(error))


@shared_task
def sweep_webhooks() -> None:
    """Process what no nudge reached."""
    for webhook_id in waiting_webhooks(before=timezone.now() - _GRACE):
        process_webhook(str(webhook_id))


@shared_task
def sweep_refunds() -> None:
    """Send or look after what is due."""
    for refund_id in due_refunds(now=timezone.now()):
        send_refund(str(refund_id))


@shared_task
def sweep_payments() -> None:
    """Ask the gateway about unpaid payments, unasked: a webhook may never come."""
    for reference in due_payments(now=timezone.now()):
        try:
            payment_verify(reference=reference, gateway=get_gateway(), now=timezone.now())
        except GatewayError as error:
            _log.warning("payment not verified", reference=reference, error=str(error))
