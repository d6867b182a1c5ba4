"""The world of the books: two shops, three currencies, two gateways, a clock, the relay and the workers."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import orjson
from django.utils import timezone

from fashionistar.checkout.services.cart_create import cart_create
from fashionistar.checkout.services.cart_lines_add import NewLine
from fashionistar.checkout.services.checkout_complete import checkout_complete
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.kernel.actor import GUEST
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.money import CurrencyCode
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateway_words import Subject
from fashionistar.payments.gateways.routing import Gateways, Route
from fashionistar.payments.models import Dispute
from fashionistar.payments.selectors import due_disputes, due_payments, due_refunds, waiting_webhooks
from fashionistar.payments.services.dispute_record import dispute_record
from fashionistar.payments.services.dispute_verify import dispute_verify
from fashionistar.payments.services.payment_initialize import payment_initialize
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.payments.services.webhook_process import webhook_process
from fashionistar.payments.services.webhook_receive import webhook_receive
from fashionistar.payouts.selectors import due_payouts, gateway_of
from fashionistar.payouts.services.payout_send import payout_send
from fashionistar.products.models import Variant
from fashionistar.relay import deliver_due
from fashionistar.settlement.selectors import due_releases
from fashionistar.settlement.services.escrow_release import escrow_release
from tests.books.crashes import Crash, DisconnectedError, Killed, crashing
from tests.books.gateway import Gateway
from tests.checkout.shopping import HOME
from tests.factories.catalogue import garment
from tests.payouts.paying_out import account_of
from tests.people import People, acting

#: Longer than the relay's lease, and than a fact waits that has failed a few times.
PAUSE = timedelta(seconds=16)
PRICES = {"atelier": {"NGN": 10_001_01, "GHS": 107_07}, "boutique": {"NGN": 4_007_77, "KES": 1_203_03}}
#: Which shops' goods an order can have, by currency.
BASKETS = (("NGN", ("atelier", "boutique")), ("NGN", ("atelier",)), ("GHS", ("atelier",)), ("KES", ("boutique",)))


class Market:
    """Everything that acts, by a clock that only the machine moves."""

    def __init__(self) -> None:
        people = People()
        self.shops = {"atelier": people.atelier, "boutique": people.boutique}
        self.owners = {people.atelier.pk: acting(people.ada), people.boutique.pk: acting(people.cleo)}
        self.goods: dict[str, Variant] = {
            name: garment(shop, stock=4, prices=PRICES[name]) for name, shop in self.shops.items()
        }
        self.accounts = [(shop.pk, currency) for name, shop in self.shops.items() for currency in PRICES[name]]
        for name, shop in self.shops.items():
            for currency in PRICES[name]:
                account_of(shop, currency=currency)
        self.till: Mapping[str, Gateway] = {
            "paystack": Gateway("paystack"),
            "flutterwave": Gateway("flutterwave", notes=False),
        }
        self.gateways = Gateways(self.till, [Route("paystack"), Route("flutterwave")])
        self.now = timezone.now()
        self.delayed: set[int] = set()

    def tried[Done](self, work: Callable[[], Done], crash: Crash | None = None) -> Done | None:
        """Have it done by somebody who may crash, or be left without a gateway; None then."""
        with suppress(Killed, DisconnectedError, GatewayError), crashing(crash):
            return work()
        return None

    def asked[Done](self, work: Callable[[], Done], crash: Crash | None) -> Done | frozenset[str]:
        """Somebody asks, who may crash, and asks once more under the same key: what was done, or why it is refused."""
        made: list[Done | None] = []
        for one in (crash, None):
            try:
                made.append(self.tried(work, one))
            except DomainError as refused:
                assert made in ([], [None]), "what was done is refused"
                return frozenset(refused.codes)
        first, again = made
        assert again is not None
        assert first in (None, again), "it was done twice"
        return again

    def mood(self, mood: str) -> None:
        """How both gateways are now."""
        for gateway in self.till.values():
            gateway.mood = mood

    def buy(self, basket: int, crash: Crash | None) -> Order | frozenset[str]:
        """A guest puts one of each in a cart and checks out, unless they are sold out."""
        currency, names = BASKETS[basket]
        lines = [NewLine(variant_id=self.goods[name].pk, quantity=1) for name in names]
        cart = cart_create(actor=GUEST, currency=CurrencyCode(currency), lines=lines, now=self.now)
        once = fresh("checkoutComplete")

        def complete() -> Order:
            return checkout_complete(
                actor=GUEST,
                cart_id=cart.pk,
                email="dami@example.com",
                shipping_address=HOME,
                gateways=self.gateways,
                once=once,
                now=self.now,
            )

        return self.asked(complete, crash)

    def open_page(self, order: Order, crash: Crash | None = None) -> None:
        """The shopper is sent to a gateway's page, if one opens."""
        self.tried(
            lambda: payment_initialize(
                payment_id=order.payment_id, gateways=self.gateways, callback_url="", now=self.now
            ),
            crash,
        )

    def told(self, gateway: Gateway, subject: Subject, reference: str) -> None:
        """A gateway sends a webhook; the same once more is the same."""
        body = orjson.dumps({"event": "news", "subject": subject, "reference": reference, "at": str(self.now)})
        for _ in range(2):
            webhook_receive(gateway=gateway, body=body, headers={}, now=self.now)

    def relay(self, crash: Crash | None = None) -> None:
        """Facts are delivered until nothing is due; whoever delivers them may crash once."""
        self.now += PAUSE
        if crash is not None:
            self.tried(lambda: deliver_due(clock=lambda: self.now), crash)
            self.now += PAUSE
        while deliver_due(clock=lambda: self.now):
            pass

    def delay(self, nth: int) -> None:
        """Facts of every `nth` kept back, so that others overtake them; each once."""
        waiting = OutboxEvent.objects.filter(status="PENDING").exclude(pk__in=self.delayed)
        chosen = list(waiting.order_by("pk").values_list("pk", flat=True))[::nth]
        self.delayed.update(chosen)
        OutboxEvent.objects.filter(pk__in=chosen).update(due_at=self.now + timedelta(minutes=4))

    def again(self, nth: int) -> None:
        """Facts of every `nth` that were delivered are delivered again, as after a lease that was lost."""
        done = list(OutboxEvent.objects.filter(status="DELIVERED").order_by("-pk").values_list("pk", flat=True)[:40])
        OutboxEvent.objects.filter(pk__in=done[::nth]).update(status="PENDING", due_at=self.now, leased_until=None)

    def work(self, crash: Crash | None = None, jobs: Iterable[str] | None = None) -> None:
        """Workers do what is due, by job; each may crash."""
        for job in self.jobs() if jobs is None else jobs:
            due, act = self.jobs()[job]
            for row in self.tried(due) or ():
                self.tried(lambda act=act, row=row: act(row), crash)  # type: ignore[misc]

    def jobs(self) -> Mapping[str, tuple[Callable[[], Iterable[object]], Callable[[object], object]]]:
        """Each kind of work: what is due, and what is done with it."""
        now, gateways = self.now, self.gateways
        latest = timezone.now() + timedelta(days=1)  # rows are stamped by the true clock
        return {
            "webhooks": (
                lambda: waiting_webhooks(before=latest),
                lambda row: webhook_process(webhook_id=row, gateways=gateways, now=now),
            ),
            "payments": (
                lambda: due_payments(now=now),
                lambda row: payment_verify(reference=row, gateways=gateways, now=now),
            ),
            "refunds": (
                lambda: due_refunds(now=now),
                lambda row: refund_send(refund_id=row, gateways=gateways, now=now),
            ),
            "new disputes": (self.listed, lambda row: dispute_record(gateway_name=row[0], told=row[1], now=now)),
            "disputes": (lambda: due_disputes(now=now), self.ask_of_dispute),
            "payouts": (lambda: due_payouts(now=now), self.send_payout),
            "releases": (
                lambda: due_releases(now=now),
                lambda row: escrow_release(vendor_order_id=row, now=now),
            ),
            "holds": (lambda: [now], lambda at: holds_expire(now=at)),
        }

    def listed(self) -> list[tuple[str, object]]:
        """What both gateways say of disputes."""
        since = self.now - timedelta(days=7)
        return [
            (gateway.name, told)
            for gateway in self.till.values()
            for told in gateway.disputes(since=since, until=self.now)
        ]

    def ask_of_dispute(self, row: object) -> None:
        """Ask where one stands."""
        known = Dispute.objects.get(pk=row)
        dispute_verify(gateway_name=known.gateway, gateway_id=known.gateway_id, gateways=self.gateways, now=self.now)

    def send_payout(self, row: UUID) -> None:
        """Send one, or ask about it."""
        payout_send(payout_id=row, gateway=self.till[gateway_of(row)], now=self.now)

    def parts(self, *statuses: str) -> list[VendorOrder]:
        """The parts of paid orders, or those in some statuses, the oldest first."""
        rows = VendorOrder.objects.filter(settlement__isnull=False).select_related("settlement", "order")
        return list((rows.filter(status__in=statuses) if statuses else rows).order_by("settlement__pk"))


def fresh(operation: str) -> Once:
    """A key that nobody has used."""
    return Once.over(scope="books", operation=operation, key=str(uuid4()), given=None)
