"""Prepare a payment: the reference is made and stored before any gateway hears of it."""

from datetime import datetime, timedelta
from uuid import uuid4

from fashionistar.kernel.money import Money
from fashionistar.payments.models import Payment

#: The gateway is asked about an unpaid payment first after this long, then ever more rarely.
FIRST_CHECK = timedelta(seconds=60)


def new_reference() -> str:
    """A reference that no gateway has seen; Paystack takes letters, digits and -.= only."""
    return f"FS-{uuid4().hex}"


def payment_create(*, amount: Money, email: str, gateway_name: str, now: datetime) -> Payment:
    """Create a pending payment in the caller's transaction."""
    return Payment.objects.create(
        reference=new_reference(),
        gateway=gateway_name,
        email=email,
        currency=amount.currency,
        amount_minor=amount.minor,
        check_at=now + FIRST_CHECK,
    )
