"""Pay a shop what its schedule says, once for each due date."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.payouts.models import Payout
from fashionistar.payouts.policies import terms_of
from fashionistar.payouts.reservations import Wanted, reserve
from fashionistar.payouts.selectors import schedule_of


@transaction.atomic(durable=True)
def payout_request_due(*, vendor_id: UUID, currency: str, due_on: date, now: datetime) -> Payout:
    """Reserve all that is available, for a due date; the payout of that date, if there is one already.

    Raises:
        DomainError: PAYOUTS_HELD, PAYOUT_ACCOUNT_REQUIRED, PAYOUT_ACCOUNT_COOLING_DOWN, PAYOUT_UNDER_WAY,
            INSUFFICIENT_FUNDS, INVALID (less than the minimum). The date is tried again as long as it is due.
    """
    known = Payout.objects.filter(vendor=vendor_id, currency=currency, due_on=due_on).first()
    if known is not None:
        return known
    minimum = terms_of(schedule_of(vendor_id, currency), currency).minimum_minor
    return reserve(Wanted(vendor_id, currency, None, minimum, due_on), actor=SYSTEM, now=now)
