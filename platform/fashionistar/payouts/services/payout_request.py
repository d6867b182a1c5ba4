"""A shop asks for its money."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import CurrencyCode
from fashionistar.payouts.models import Payout
from fashionistar.payouts.policies import least_payout
from fashionistar.payouts.reservations import Wanted, reserve
from fashionistar.payouts.shop_access import shop_of


@transaction.atomic(durable=True)
def payout_request(
    *, actor: Actor, vendor_id: UUID, currency: CurrencyCode, minor: int | None, once: Once, now: datetime
) -> Payout:
    """Reserve `minor` units, or all that is available, to be sent to the shop's account.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND, CURRENCY_NOT_SOLD, PAYOUTS_HELD, PAYOUT_ACCOUNT_REQUIRED,
            PAYOUT_ACCOUNT_COOLING_DOWN, PAYOUT_UNDER_WAY, INSUFFICIENT_FUNDS, INVALID, or an idempotency fault.
    """
    if (done := idempotency.claim(once)) is not None:
        return Payout.objects.get(pk=done)
    shop = shop_of(actor, vendor_id, currency)
    wanted = Wanted(shop.pk, currency, minor, least_payout(currency))
    payout = reserve(wanted, actor=actor, now=now)
    note(
        AuditAction.PAYOUT_REQUESTED,
        user_id=actor.user_id,
        actor=actor,
        vendor=str(shop.pk),
        payout=str(payout.pk),
        currency=currency.value,
        minor=payout.amount_minor,
    )
    idempotency.settle(once, result=payout.pk)
    return payout
