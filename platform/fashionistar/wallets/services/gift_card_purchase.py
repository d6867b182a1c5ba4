"""Ask for a payment for a gift card."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.identifiers import clean_email
from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Payment, PaymentPurpose
from fashionistar.payments.services.payment_create import payment_create
from fashionistar.wallets.models import GiftCardPurchase
from fashionistar.wallets.policies import check_amount

_LONGEST = 300


@transaction.atomic(durable=True)
def gift_card_purchase(
    *,
    actor: Actor,
    amount: Money,
    email: str,
    recipient_email: str,
    message: str,
    country: str,
    gateways: Gateways,
    once: Once,
    now: datetime,
) -> Payment:
    """Create the payment; `payment_initialize` follows, and `gift_card_deliver` when it has succeeded.

    Raises:
        DomainError: An idempotency fault; INVALID or REQUIRED: amount, an address, or the message; GATEWAY_REJECTED.
    """
    if (done := idempotency.claim(once)) is not None:
        return Payment.objects.get(pk=done)
    check_amount(amount)
    if len(message) > _LONGEST:
        raise refuse(ErrorCode.INVALID, f"A message has at most {_LONGEST} characters.", "message")
    payment = payment_create(
        amount=amount,
        email=clean_email(email),
        country=country,
        gateways=gateways,
        now=now,
        purpose=PaymentPurpose.GIFT_CARD,
    )
    GiftCardPurchase.objects.create(
        payment=payment,
        buyer_id=actor.user_id,
        recipient_email=clean_email(recipient_email, "recipientEmail"),
        message=message.strip(),
    )
    idempotency.settle(once, result=payment.pk)
    return payment
