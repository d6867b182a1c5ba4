"""Open the gateway's payment page for a payment; called outside any transaction."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments.events import PaymentInitialized
from fashionistar.payments.gateway import DuplicateReference, PaymentGateway
from fashionistar.payments.models import Payment, PaymentStatus
from fashionistar.payments.services.payment_create import new_reference


def payment_initialize(*, payment_id: UUID, gateway: PaymentGateway, callback_url: str) -> Payment:
    """Return the payment with its page's URL, asking the gateway only if there is none yet.

    A reference that the gateway knows already means that an earlier answer was lost; nobody ever saw that page, so
    the payment gets a new reference, stored before it is sent.

    Raises:
        GatewayError: The gateway did not open a page; the payment stays as it is and this may be called again.
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.authorization_url or payment.status != PaymentStatus.PENDING:
        return payment
    try:
        url = _open_page(payment, gateway, callback_url)
    except DuplicateReference:
        payment = _renew_reference(payment)
        if payment.authorization_url:  # another request has just opened it
            return payment
        url = _open_page(payment, gateway, callback_url)
    return _opened(payment, url)


@transaction.atomic(durable=True)
def _opened(payment: Payment, url: str) -> Payment:
    waiting = Payment.objects.filter(pk=payment.pk, reference=payment.reference, authorization_url="")
    if waiting.update(authorization_url=url):
        outbox.record(PaymentInitialized(payment_id=payment.pk), actor=SYSTEM)
    payment.refresh_from_db()
    return payment


def _open_page(payment: Payment, gateway: PaymentGateway, callback_url: str) -> str:
    return gateway.initialize(
        reference=payment.reference,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        email=payment.email,
        callback_url=callback_url,
        metadata={"payment_id": str(payment.pk)},
    ).authorization_url


def _renew_reference(payment: Payment) -> Payment:
    Payment.objects.filter(pk=payment.pk, reference=payment.reference, authorization_url="").update(
        reference=new_reference()
    )
    return Payment.objects.get(pk=payment.pk)
