"""What payments does about facts: it wakes the workers that talk to gateways."""

from datetime import datetime

from fashionistar.kernel.nudge import nudge
from fashionistar.payments.events import RefundRequested, WebhookReceived
from fashionistar.payments.tasks import process_webhook, send_refund


def wake_webhook_worker(event: WebhookReceived, *, now: datetime) -> None:
    """Have the webhook processed now."""
    nudge(process_webhook, str(event.webhook_id))


def wake_refund_worker(event: RefundRequested, *, now: datetime) -> None:
    """Have the refund sent now."""
    nudge(send_refund, str(event.refund_id))
