"""What payouts does about facts: it wakes the workers that talk to gateways."""

from datetime import datetime

from fashionistar.kernel.nudge import nudge
from fashionistar.payments.events import TransferReported
from fashionistar.payouts.events import PayoutRequested
from fashionistar.payouts.services.payout_recheck import payout_recheck
from fashionistar.payouts.tasks import send_payout


def wake_payout_sender(event: PayoutRequested, *, now: datetime) -> None:
    """Have the payout sent now."""
    nudge(send_payout, str(event.payout_id))


def recheck_payout(event: TransferReported, *, now: datetime) -> None:
    """A webhook names a transfer: have its gateway asked about it now, if it is a payout."""
    payout_id = payout_recheck(gateway=event.gateway, reference=event.reference, now=now)
    if payout_id is not None:
        nudge(send_payout, str(payout_id))
