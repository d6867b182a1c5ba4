"""Workers that die while they reconcile: `python -m tests.reconciliation.dying KEY PLACE [PLACE]`.

PLACE is `charges` (after the first page of charges was filed) or `refunds` (on the first page of refunds).
"""

import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from fashionistar.payments.gateway_words import RefundRecord, Verification  # noqa: E402
from fashionistar.payments.gateways.paystack import Paystack, client  # noqa: E402
from fashionistar.reconciliation import charges, comparison  # noqa: E402
from fashionistar.reconciliation.services.reconciliation_run import reconciliation_run  # noqa: E402


class Deadly(Paystack):
    """Kills its process between two pages."""

    place = ""

    def payments(self, *, since: datetime, until: datetime) -> Iterator[Verification]:
        """Two rows of two pages, and death."""
        rows = super().payments(since=since, until=until)
        if self.place == "charges":
            yield from islice(rows, 2)
            os.kill(os.getpid(), signal.SIGKILL)
        yield from rows

    def refund_records(self, *, since: datetime, until: datetime) -> Iterator[RefundRecord]:
        """Death."""
        yield from islice(super().refund_records(since=since, until=until), 1)
        os.kill(os.getpid(), signal.SIGKILL)


def die(key: str, place: str, hours: int) -> None:
    """Reconcile today as seen so many hours from now, and be killed meanwhile."""
    # Pages of one row, each of them filed for itself.
    client._PER_PAGE = charges._BATCH = comparison.BATCH = 1
    gateway = Deadly(key, base_url=settings.PAYSTACK_BASE_URL)
    gateway.place = place
    reconciliation_run(
        gateway=gateway,
        payouts=gateway,
        day=timezone.now().date(),
        clock=lambda: timezone.now() + timedelta(hours=hours),
    )


if __name__ == "__main__":
    # Forked before there are threads or connections: starting Python once is slow enough.
    for number, place in enumerate(sys.argv[2:]):
        child = os.fork()
        if child == 0:
            die(sys.argv[1], place, 30 + number)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
