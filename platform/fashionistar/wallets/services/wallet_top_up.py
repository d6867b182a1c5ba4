"""Ask for a payment into somebody's wallet."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.identifiers import clean_email
from fashionistar.accounts.locked_user import locked_user
from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.ledger.account_refs import wallet
from fashionistar.ledger.selectors import balance
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Payment, PaymentPurpose
from fashionistar.payments.services.payment_create import payment_create
from fashionistar.wallets.models import WalletTopUp
from fashionistar.wallets.policies import check_amount, check_held


@transaction.atomic(durable=True)
def wallet_top_up(
    *, actor: Actor, amount: Money, email: str, country: str, gateways: Gateways, once: Once, now: datetime
) -> Payment:
    """Create the payment; `payment_initialize` follows, and `top_up_credit` when it has succeeded.

    Args:
        actor: Whose wallet.
        amount: Within the limits of its currency.
        email: Whom the gateway writes to; empty for the account's own address.
        country: Where she is, ISO 3166-1 alpha-2, or empty; with the currency it chooses the gateway.
        gateways: Those that may be chosen.
        once: The client's claim.
        now: The time.

    Raises:
        DomainError: An idempotency fault; UNAUTHENTICATED; INVALID or REQUIRED: amount or email; GATEWAY_REJECTED: no
            gateway takes the currency there.
    """
    if (done := idempotency.claim(once)) is not None:
        return Payment.objects.get(pk=done)
    user = locked_user(actor)
    check_amount(amount)
    check_held(balance(wallet(user.pk, amount.currency)).posted, amount)
    payment = payment_create(
        amount=amount,
        email=clean_email(email or user.email or ""),
        country=country,
        gateways=gateways,
        now=now,
        purpose=PaymentPurpose.WALLET_TOP_UP,
    )
    WalletTopUp.objects.create(payment=payment, user=user)
    idempotency.settle(once, result=payment.pk)
    return payment
