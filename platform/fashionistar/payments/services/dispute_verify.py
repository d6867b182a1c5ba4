"""Ask the gateway where a dispute stands, and believe only that."""

from datetime import datetime

from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Dispute
from fashionistar.payments.services.dispute_record import dispute_record


def dispute_verify(*, gateway_name: str, gateway_id: str, gateways: Gateways, now: datetime) -> Dispute | None:
    """Ask (outside any transaction), then keep the answer; None when the dispute's payment is not ours.

    Raises:
        GatewayError: The gateway gave no usable answer; nothing has changed.
    """
    told = gateways.named(gateway_name).dispute(dispute_id=gateway_id)
    return dispute_record(gateway_name=gateway_name, told=told, now=now)
