"""What payouts does about facts: it wakes the workers that talk to gateways."""

from datetime import datetime

from fashionistar.kernel.nudge import nudge
from fashionistar.payouts.events import PayoutRequested
from fashionistar.payouts.tasks import send_payout


def wake_payout_sender(event: PayoutRequested, *, now: datetime) -> None:
    """Have the payout sent now."""
    nudge(send_payout, str(event.payout_id))
