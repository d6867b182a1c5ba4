"""Workers that die while they send a payout: python -m tests.payouts.dying before=<payout id> after=<payout id>."""

import os
import signal
import sys
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from fashionistar.payments.gateway_words import TransferReceipt  # noqa: E402
from fashionistar.payments.gateways.paystack import Paystack  # noqa: E402
from fashionistar.payouts.services.payout_send import payout_send  # noqa: E402


class Deadly(Paystack):
    """Kills its process just before, or just after, the gateway has taken a transfer."""

    moment = ""

    def transfer_send(
        self, *, reference: str, amount_minor: int, currency: str, recipient_code: str, reason: str
    ) -> TransferReceipt:
        """Send and die, or die."""
        if self.moment == "after":
            super().transfer_send(
                reference=reference,
                amount_minor=amount_minor,
                currency=currency,
                recipient_code=recipient_code,
                reason=reason,
            )
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")


def die(moment: str, payout_id: UUID) -> None:
    """Send a payout, and be killed meanwhile."""
    gateway = Deadly(settings.PAYSTACK_SECRET_KEY, base_url=settings.PAYSTACK_BASE_URL)
    gateway.moment = moment
    payout_send(payout_id=payout_id, gateway=gateway, now=timezone.now())


if __name__ == "__main__":
    # Forked before there are threads or connections: starting Python once is slow enough.
    for argument in sys.argv[1:]:
        child = os.fork()
        if child == 0:
            moment, _, payout = argument.partition("=")
            die(moment, UUID(payout))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
