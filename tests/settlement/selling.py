"""Sales for tests of what becomes of their money: orders that are paid, sent and delivered, and looks at the books."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.management.commands.ledger_verify import checks
from fashionistar.kernel.models import InboxEntry, OutboxEvent
from fashionistar.ledger.account_refs import (
    AccountRef,
    escrow,
    gateway_clearing,
    platform,
    shopper_refunds_due,
    vendor_payable,
    vendor_receivable,
)
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.selectors import balance
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.gateway_errors import GatewayRejected
from fashionistar.payments.gateway_words import Dispute as GatewayDispute
from fashionistar.payments.gateway_words import DisputeStatus, RefundReceipt
from fashionistar.payments.gateway_words import RefundStatus as GatewayRefundStatus
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Dispute, Payment, Refund
from fashionistar.payments.services.dispute_record import dispute_record
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.wallets.spending import NOTHING, PayFrom
from tests.checkout.shopping import order_of, settled
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import Answer, Wire, gid, key

type Relay = Callable[[], int]

#: What Ada's part of 45,000.00 brings: 10 % commission, and 7.5 % tax on it, in kobo.
AMOUNT, COMMISSION, TAX = 45_000_00, 4_500_00, 337_50
HERS = AMOUNT - COMMISSION - TAX
FEE = 775_00
REFUND = """mutation($input: VendorOrderRefundInput!, $key: String!) {
  vendorOrderRefund(input: $input) @idempotent(key: $key) {
    refund { id status reason amount { amount currency } }
    vendorOrder { status settlement { state } }
    userErrors { code message field } } }"""


def sold(
    people: People, relay: Relay, *, shops: int = 1, quantity: int = 1, pay_from: PayFrom = NOTHING
) -> list[VendorOrder]:
    """Dami has paid 45,000 naira for Ada's part and, if there are two, 20,000 for Cleo's; both are captured."""
    lines = [(garment(people.atelier), quantity)]
    if shops == 2:
        lines.append((garment(people.boutique, "Kanga", prices={"NGN": 20_000_00}), 1))
    order = order_of(people.dami, *lines, pay_from=pay_from)
    if order.payment is not None:
        settled(order)
    relay()
    return list(order.vendor_orders.order_by("position"))


def refund(wire: Wire, part: VendorOrder, amount: str | None = None, using: str | None = None) -> Answer:
    """Send `vendorOrderRefund`."""
    given: dict[str, Any] = {"vendorOrderId": gid(part), "reason": "Torn seam"}
    return wire(REFUND, input=given | ({} if amount is None else {"amount": amount}), key=using or key())


class Answering(Paystack):
    """A gateway that gives back whatever it is asked to, or refuses all of it; nothing goes over a network."""

    def __init__(self, *, refuses: bool) -> None:
        super().__init__("sk_test_suite")
        self.refuses = refuses

    def refund(self, *, amount_minor: int, currency: str, note: str, **_: object) -> RefundReceipt:
        if self.refuses:
            raise GatewayRejected("no")
        return RefundReceipt(note, GatewayRefundStatus.PROCESSED, amount_minor, currency, note)


def answered(refund: Refund, *, refuses: bool = False) -> Refund:
    """The gateway hears of a refund and gives its word; run the relay for what follows."""
    gateways = Gateways({"paystack": Answering(refuses=refuses)}, [])
    return refund_send(refund_id=refund.pk, gateways=gateways, now=timezone.now() + timedelta(minutes=1))


def disputed(payment: Payment, status: str, amount: int, name: str = "7", fee: int | None = None) -> Dispute:
    """The gateway's word on a dispute; run the relay for what follows."""
    told = GatewayDispute(
        dispute_id=name,
        reference=payment.reference,
        status=DisputeStatus(status),
        amount_minor=amount,
        currency=payment.currency,
        reason="Not as described",
        due_at=None,
        created_at=timezone.now(),
        fee_minor=fee,
    )
    dispute = dispute_record(gateway_name="paystack", told=told, now=timezone.now())
    assert dispute is not None
    return dispute


def has(ref: AccountRef) -> int:
    """What can be taken of an account."""
    return balance(ref).available


def in_escrow(part: VendorOrder) -> int:
    """What is held for a part and promised to nobody."""
    return has(escrow(part.pk, "NGN"))


def payable(part: VendorOrder) -> int:
    """What we owe a part's vendor."""
    return has(vendor_payable(part.vendor_id, "NGN"))


def owed(part: VendorOrder) -> int:
    """What a part's vendor owes us."""
    return has(vendor_receivable(part.vendor_id, "NGN"))


def refunds_due(part: VendorOrder) -> tuple[int, int]:
    """What is due to the shopper of a part, certain and pending."""
    found = balance(shopper_refunds_due(part.order.payment_id or part.order_id, "NGN"))
    return found.posted, found.pending_in


def ours(code: AccountCode) -> int:
    """What one of the platform's accounts has, in naira, on its normal side."""
    return balance(platform(code, "NGN")).posted


def at_gateway() -> int:
    """What the gateway holds for us, in kobo."""
    return balance(gateway_clearing("paystack", "NGN")).posted


def facts(kind: str) -> int:
    """How many facts of a kind were recorded."""
    return OutboxEvent.objects.filter(type=kind).count()


def heard_again(relay: Relay) -> None:
    """Every fact is delivered once more, as if nobody had heard of any."""
    InboxEntry.objects.all().delete()
    OutboxEvent.objects.update(status="PENDING", leased_until=None)
    relay()


def books_are_right() -> None:
    """All that `ledger_verify` tries, facts that are under way counted as late."""
    later = timezone.now() + timedelta(hours=2)
    found = [(check.promise, one) for check in checks(pending_days=14) for one in check.run(later)]
    assert [(promise, one.named) for promise, one in found if one.wrong] == []
    assert OutboxEvent.objects.filter(status="DEAD").count() == 0
