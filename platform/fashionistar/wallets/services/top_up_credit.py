"""A payment succeeded that was for a wallet: put it there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.models import User
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.money import Money
from fashionistar.ledger.postings import capture_to_refund
from fashionistar.ledger.postings import wallet_top_up as posting
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments.models import Payment
from fashionistar.payments.services.refund_request import refund_request
from fashionistar.wallets.events import WalletToppedUp
from fashionistar.wallets.models import WalletTopUp


@transaction.atomic
def top_up_credit(*, payment_id: UUID, now: datetime) -> None:
    """Credit the wallet once, also beyond what it may hold; nothing for a payment of another purpose.

    When the account is gone the money goes back.
    """
    top_up = WalletTopUp.objects.filter(payment=payment_id).select_related("payment").first()
    if top_up is None:
        return
    payment = top_up.payment
    # Deleting the account waits for this, and then finds the money; or was first, and this finds nobody.
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=top_up.user_id)
    if not user.is_active:
        _give_back(payment, now=now)
        return
    transfer_post(
        reference=f"top_up:{payment.pk}",
        kind=TransferKind.WALLET_TOP_UP,
        entries=posting(
            user_id=user.pk,
            gateway=payment.gateway,
            currency=payment.currency,
            minor=payment.amount_minor,
            fee=payment.fee_minor or 0,
        ),
        event_at=payment.paid_at or now,
        actor=SYSTEM,
    )
    outbox.record(WalletToppedUp(user_id=user.pk, payment_id=payment.pk), actor=SYSTEM)


def _give_back(payment: Payment, *, now: datetime) -> None:
    refund_request(
        payment=payment,
        amount=Money(payment.amount_minor, payment.currency),
        reason="The account was deleted before the money came.",
        cause=f"top_up:{payment.pk}",
        actor=SYSTEM,
        now=now,
    )
    lines = capture_to_refund(
        payment_id=payment.pk,
        gateway=payment.gateway,
        currency=payment.currency,
        minor=payment.amount_minor,
        fee=payment.fee_minor or 0,
    )
    transfer_post(
        reference=f"capture:{payment.pk}",
        kind=TransferKind.CAPTURE_TO_REFUND,
        entries=lines,
        event_at=payment.paid_at or now,
        actor=SYSTEM,
    )
