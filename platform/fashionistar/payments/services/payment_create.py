"""Prepare a payment: the reference is made and stored before any gateway hears of it."""

from datetime import datetime, timedelta
from uuid import uuid4

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import Money
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Payment, PaymentAttempt, PaymentPurpose

#: The gateway is asked about an unpaid attempt first after this long, then ever more rarely.
FIRST_CHECK = timedelta(seconds=60)


def new_reference() -> str:
    """A reference that no gateway has seen; Paystack takes letters, digits and -.= only."""
    return f"FS-{uuid4().hex}"


def payment_create(
    *,
    amount: Money,
    email: str,
    country: str,
    gateways: Gateways,
    now: datetime,
    purpose: PaymentPurpose = PaymentPurpose.ORDER,
) -> Payment:
    """Create a pending payment and its first attempt in the caller's transaction.

    Args:
        amount: What is asked for.
        email: Whom the gateway writes to.
        country: Where the shopper is, ISO 3166-1 alpha-2; with the currency it chooses the gateway.
        gateways: Those that may be chosen.
        now: The time.
        purpose: What it is for.

    Raises:
        DomainError: GATEWAY_REJECTED: no gateway takes this currency there.
    """
    candidates = gateways.candidates(currency=amount.currency, country=country)
    if not candidates:
        raise refuse(ErrorCode.GATEWAY_REJECTED, f"No payment in {amount.currency} can be taken from there.")
    payment = Payment.objects.create(
        purpose=purpose,
        reference=new_reference(),
        gateway=candidates[0],
        email=email,
        country=country,
        currency=amount.currency,
        amount_minor=amount.minor,
    )
    attempt_create(payment, reference=payment.reference, gateway_name=payment.gateway, now=now)
    return payment


def attempt_create(payment: Payment, *, reference: str, gateway_name: str, now: datetime) -> PaymentAttempt:
    """Write down, in the caller's transaction, that a gateway is about to hear of a reference."""
    return PaymentAttempt.objects.create(
        payment=payment, reference=reference, gateway=gateway_name, check_at=now + FIRST_CHECK
    )
