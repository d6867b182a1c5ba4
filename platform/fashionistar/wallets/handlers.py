"""What wallets do about facts; one service call each."""

from datetime import datetime

from fashionistar.payments.events import PaymentSucceeded
from fashionistar.wallets.services.gift_card_deliver import gift_card_deliver
from fashionistar.wallets.services.top_up_credit import top_up_credit


def credit_top_up(event: PaymentSucceeded, *, now: datetime) -> None:
    """The payment may have been for a wallet."""
    top_up_credit(payment_id=event.payment_id, now=now)


def deliver_gift_card(event: PaymentSucceeded, *, now: datetime) -> None:
    """The payment may have been for a gift card."""
    gift_card_deliver(payment_id=event.payment_id, now=now)
