"""Slow and timed work of payments: everything that talks to a gateway without a client waiting."""

from datetime import timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.utils import timezone

from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.models import Dispute
from fashionistar.payments.selectors import due_disputes, due_payments, due_refunds, waiting_webhooks
from fashionistar.payments.services.dispute_record import dispute_record
from fashionistar.payments.services.dispute_verify import dispute_verify
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.payments.services.webhook_process import webhook_process

_log = structlog.get_logger("fashionistar.payments")

#: A webhook younger than this is left to its nudge.
_GRACE = timedelta(seconds=5)
#: Disputes that were opened in this span are looked for, whether or not a webhook told of them.
_DISPUTES_SINCE = timedelta(days=7)


@shared_task
def process_webhook(webhook_id: str) -> None:
    """Process one stored webhook now."""
    try:
        webhook_process(webhook_id=UUID(webhook_id), gateways=configured_gateways(), now=timezone.now())
    except GatewayError as error:
        _log.warning("webhook waits", webhook_id=webhook_id, error=str(error))


@shared_task
def send_refund(refund_id: str) -> None:
    """Send one refund now."""
    try:
        refund_send(refund_id=UUID(refund_id), gateways=configured_gateways(), now=timezone.now())
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
            payment_verify(reference=reference, gateways=configured_gateways(), now=timezone.now())
        except GatewayError as error:
            _log.warning("payment not verified", reference=reference, error=str(error))


@shared_task
def sweep_disputes() -> None:
    """Look for new disputes at every gateway, and ask about those that are open: a webhook may never come."""
    now = timezone.now()
    for gateway in configured_gateways():
        try:
            for told in gateway.disputes(since=now - _DISPUTES_SINCE, until=now):
                dispute_record(gateway_name=gateway.name, told=told, now=now)
        except GatewayError as error:
            _log.warning("disputes not listed", gateway=gateway.name, error=str(error))
    for dispute_id in due_disputes(now=now):
        check_dispute(str(dispute_id))


@shared_task
def check_dispute(dispute_id: str) -> None:
    """Ask where one dispute stands."""
    dispute = Dispute.objects.get(pk=dispute_id)
    try:
        dispute_verify(
            gateway_name=dispute.gateway,
            gateway_id=dispute.gateway_id,
            gateways=configured_gateways(),
            now=timezone.now(),
        )
    except GatewayError as error:
        _log.warning("dispute not verified", dispute_id=dispute_id, error=str(error))
