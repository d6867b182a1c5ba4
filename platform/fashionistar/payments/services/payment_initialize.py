"""Open a gateway's payment page for a payment; called outside any transaction."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments.events import PaymentInitialized
from fashionistar.payments.gateway_errors import DuplicateReference, GatewayUnauthorized, GatewayUnavailable
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Payment, PaymentAttempt, PaymentStatus
from fashionistar.payments.services.payment_create import attempt_create, new_reference

_log = structlog.get_logger("fashionistar.payments")


def payment_initialize(*, payment_id: UUID, gateways: Gateways, callback_url: str, now: datetime) -> Payment:
    """Return the payment with its page's URL, asking gateways only if there is none yet.

    A gateway that does not answer, or refuses our key, is passed over for the next candidate, under a new reference
    that is stored before it is sent. The first may have opened its page after all: its attempt stays and is watched,
    and a second success goes back (`payment_settle`).

    Raises:
        GatewayError: No gateway opened a page; the payment stays unpaid and this may be called again.
    """
    payment = Payment.objects.get(pk=payment_id)
    if not _wants_page(payment):
        return payment
    candidates = gateways.candidates(currency=payment.currency, country=payment.country)
    *others, last = candidates or (payment.gateway,)
    for name in others:
        try:
            return _open_at(payment, name, gateways, callback_url, now=now)
        except (GatewayUnavailable, GatewayUnauthorized) as error:
            _log.warning("gateway passed over", gateway=name, payment_id=str(payment_id), error=str(error))
    return _open_at(payment, last, gateways, callback_url, now=now)


def _wants_page(payment: Payment) -> bool:
    return payment.status == PaymentStatus.PENDING and not payment.authorization_url


def _open_at(payment: Payment, name: str, gateways: Gateways, callback_url: str, *, now: datetime) -> Payment:
    gateway = gateways.named(name)
    current = payment.reference if payment.gateway == name else None
    reference = current or _attempt_at(payment.pk, name, renewed=False, now=now)
    for renewed in (True, False):
        if reference is None:  # another request has just opened one
            return Payment.objects.get(pk=payment.pk)
        try:
            page = gateway.initialize(
                reference=reference,
                amount_minor=payment.amount_minor,
                currency=payment.currency,
                email=payment.email,
                callback_url=callback_url,
                metadata={"payment_id": str(payment.pk)},
            )
        except DuplicateReference:
            # An earlier answer was lost; nobody ever saw that page.
            if not renewed:
                raise
            reference = _attempt_at(payment.pk, name, renewed=True, now=now)
        else:
            return _opened(payment.pk, reference, name, page.authorization_url)
    return Payment.objects.get(pk=payment.pk)


@transaction.atomic(durable=True)
def _attempt_at(payment_id: UUID, name: str, *, renewed: bool, now: datetime) -> str | None:
    """The reference to ask a gateway with, stored and the payment's current one; None if it wants no page any more."""
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    if not _wants_page(payment):
        return None
    attempt = PaymentAttempt.objects.filter(payment=payment, gateway=name).order_by("-pk").first()
    if attempt is None or renewed:
        attempt = attempt_create(payment, reference=new_reference(), gateway_name=name, now=now)
    payment.reference, payment.gateway = attempt.reference, name
    payment.save(update_fields=["reference", "gateway"])
    return attempt.reference


@transaction.atomic(durable=True)
def _opened(payment_id: UUID, reference: str, name: str, url: str) -> Payment:
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    if _wants_page(payment):  # of two pages that opened at once the shopper sees the first
        payment.reference, payment.gateway, payment.authorization_url = reference, name, url
        payment.save(update_fields=["reference", "gateway", "authorization_url"])
        outbox.record(PaymentInitialized(payment_id=payment.pk), actor=SYSTEM)
    return payment
