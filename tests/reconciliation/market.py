"""A gateway of one's own, with what people do at it, what we do, and what reconciliation makes of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import orjson
from django.apps import apps
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, User
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.gateway_words import Initialization
from fashionistar.payments.gateways import configured_gateways, gateway_named, payout_gateway_or_none
from fashionistar.payments.models import Payment, Refund
from fashionistar.payments.services.payment_initialize import payment_initialize
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun
from fashionistar.reconciliation.services.reconciliation_run import reconciliation_run
from tests.checkout.shopping import order_of
from tests.emulator import eventually
from tests.factories.catalogue import garment
from tests.payments.contract.rigs import Rig
from tests.people import People
from tests.settlement.selling import Relay, refund
from tests.wire.client import Wire

#: 45,000.00 naira, and what each gateway's emulator keeps of it.
AMOUNT = 45_000_00
FEES = {"paystack": 775_00, "flutterwave": 630_00, "stripe": 1_305_00}
NIGHT = timedelta(days=1)


@dataclass
class Market:
    """Ada's shop, Dami's purse, and one gateway between them."""

    people: People
    rig: Rig
    relay: Relay

    @property
    def name(self) -> str:
        """The gateway's."""
        return self.rig.name

    def ordered(self) -> Payment:
        """An order of Dami's whose payment page is open."""
        order = order_of(self.people.dami, (garment(self.people.atelier), 1))
        opened = payment_initialize(
            payment_id=order.payment_id,
            gateways=configured_gateways(),
            callback_url="https://shop.test/done?from=cart",
            now=timezone.now(),
        )
        assert opened.gateway == self.name
        return opened

    def pay(self, payment: Payment) -> None:
        """Dami pays; nobody tells us."""
        self.rig.pay(Initialization(payment.reference, payment.authorization_url, ""))

    def hear(self, payment: Payment) -> None:
        """We ask the gateway, and book what it says."""
        payment_verify(reference=payment.reference, gateways=configured_gateways(), now=timezone.now())
        self.relay()

    def sold(self) -> VendorOrder:
        """Ada's part of an order that is paid and captured."""
        payment = self.ordered()
        self.pay(payment)
        self.hear(payment)
        return VendorOrder.objects.get(order__payment=payment)

    def given_back(self, part: VendorOrder) -> Refund:
        """A refund of the whole part that the gateway has processed, and the books have."""
        assert refund(Wire(self.people.ada), part).data["vendorOrderRefund"]["userErrors"] == []
        self.relay()
        return self.looked_after(Refund.objects.get(payment=part.order.payment_id))

    def looked_after(self, sent: Refund) -> Refund:
        """A refund at whose end the gateway has been asked, and the books have heard."""

        def done() -> bool:
            Refund.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
            now = timezone.now() + timedelta(seconds=1)
            return refund_send(refund_id=sent.pk, gateways=configured_gateways(), now=now).status == "PROCESSED"

        eventually(done)
        self.relay()
        sent.refresh_from_db()
        return sent

    def foreign(self, reference: str = "") -> str:
        """Somebody pays at our gateway for what we know nothing of."""
        name = reference or f"another-{uuid4().hex}"
        self.rig.paid(name, amount_minor=700_00, currency="NGN")
        return name

    def reconcile(self, *, after: timedelta = NIGHT, again: bool = False, day: date | None = None) -> ReconciliationRun:
        """Compare today, so long after now."""
        return reconciliation_run(
            gateway=gateway_named(self.name),
            payouts=payout_gateway_or_none(self.name),
            day=day or timezone.now().date(),
            clock=lambda: timezone.now() + after,
            again=again,
        )


def found(**given: object) -> list[tuple[str, ...]]:
    """Differences as they were filed: subject, kind, reference, both sides' figures, both statuses, and the state."""
    rows = ReconciliationDifference.objects.filter(**given).order_by("subject", "kind", "reference", "pk")
    names = ("subject", "kind", "reference", "gateway_minor", "books_minor", "gateway_status", "books_status", "state")
    return list(rows.values_list(*names))


def totals(run: ReconciliationRun) -> dict[str, tuple[int, ...]]:
    """What a run counted in naira: by subject, count, amount and fee at the gateway, and the same in the books."""
    return {
        row.subject: (
            row.gateway_count,
            row.gateway_minor,
            row.gateway_fee_minor,
            row.books_count,
            row.books_minor,
            row.books_fee_minor,
        )
        for row in run.totals.filter(currency="NGN")
    }


def money() -> tuple[int, str]:
    """How many rows all tables but those of reconciliation have, and a checksum over every byte of them."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("fashionistar.")]
    kept = [model for model in ours if model._meta.app_label != "reconciliation" and model is not AuditEntry]
    rows: dict[str, list[Any]] = {
        model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in kept
    }
    written = orjson.dumps(rows, default=repr)
    return sum(map(len, rows.values())), sha256(written).hexdigest()


def staff() -> Wire:
    """Funke, who looks after differences."""
    user: User = User.objects.create_user(
        email="funke@example.com", password="x", name="Funke", is_staff=True, staff_permissions=["DIFFERENCES_MANAGE"]
    )
    return Wire(user)
