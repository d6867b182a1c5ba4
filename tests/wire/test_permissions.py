"""The permission matrix: every mutation as a guest, a shopper, a stranger, a shop's staff and its owner."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from fashionistar.kernel.sealing import sealed
from fashionistar.orders.models import VendorOrder, VendorOrderStatus
from fashionistar.payments.models import Dispute, Payment
from fashionistar.vendors.models import ApiKey
from fashionistar.webhooks.models import WebhookDelivery, WebhookEndpoint
from fashionistar.webhooks.signing import new_secret
from tests.checkout.shopping import cart_of, everything, line, order_of, settled
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.google import Google
from tests.people import People
from tests.projection.alike import undone
from tests.vendors.working import key_of, with_key
from tests.wire.client import Answer, Wire, checkout_input, gid
from tests.wire.matrix_accounts import ACCOUNTS
from tests.wire.matrix_chat import CHAT, CHAT_CHANGES_NOTHING
from tests.wire.matrix_factors import FACTORS, FACTORS_CHANGE_NOTHING
from tests.wire.matrix_fitting import FITTING
from tests.wire.matrix_google import GOOGLE
from tests.wire.matrix_measurements import MEASUREMENTS
from tests.wire.matrix_offers import OFFERS
from tests.wire.matrix_payouts import PAYOUTS
from tests.wire.matrix_profile import PROFILE
from tests.wire.matrix_reconciliation import RECONCILIATION
from tests.wire.matrix_tailoring import TAILORING
from tests.wire.matrix_vendors import OF_KEYS, VENDORS
from tests.wire.matrix_wallets import WALLETS, WALLETS_CHANGE_NOTHING
from tests.wire.world import (
    EVERYBODY,
    MANAGERS_ONLY,
    MEMBERS_ONLY,
    NOT_FOR_OTHERS,
    NOT_FOUND_BUT_DAMI,
    SIGNED_IN,
    STAFF_ONLY,
    WHO,
    Rows,
    World,
)

SNAPSHOT = Path(__file__).resolve().parents[2] / "schema.graphql"


MATRIX: Rows = {
    "cartCreate": (lambda _: {"currency": "GHS"}, EVERYBODY),
    "cartLinesAdd": (
        lambda w: {"cartId": gid(w.hers), "lines": [line(w.hers.lines.get().variant)]},
        NOT_FOUND_BUT_DAMI,
    ),
    "cartLinesUpdate": (
        lambda w: {"cartId": gid(w.hers), "lines": [{"lineId": gid(w.hers.lines.get()), "quantity": 2}]},
        NOT_FOUND_BUT_DAMI,
    ),
    "cartLinesRemove": (
        lambda w: {"cartId": gid(w.hers), "lineIds": [gid(w.hers.lines.get())]},
        NOT_FOUND_BUT_DAMI,
    ),
    "cartMerge": (lambda w: {"cartId": gid(w.guests)}, SIGNED_IN),
    "checkoutComplete": (lambda w: checkout_input(gid(w.hers)), NOT_FOUND_BUT_DAMI),
    "paymentVerify": (lambda w: {"reference": w.unpaid.payment.reference}, EVERYBODY),
    "disputeContest": (lambda w: {"id": gid(w.dispute)}, STAFF_ONLY),
    "disputeAccept": (lambda w: {"id": gid(w.dispute)}, STAFF_ONLY),
    "vendorOrderShip": (lambda w: {"id": gid(w.to_ship)}, MEMBERS_ONLY),
    "vendorOrderDeliver": (lambda w: {"id": gid(w.to_deliver)}, MEMBERS_ONLY),
    "vendorOrderRefund": (lambda w: {"vendorOrderId": gid(w.to_ship), "reason": "Sold out"}, MEMBERS_ONLY),
    "commissionRateUpdate": (lambda w: {"vendorId": gid(w.people.atelier), "basisPoints": 1}, STAFF_ONLY),
    **ACCOUNTS,
    **FACTORS,
    **GOOGLE,
    **PROFILE,
    **VENDORS,
    **MEASUREMENTS,
    **FITTING,
    **TAILORING,
    **PAYOUTS,
    **WALLETS,
    **RECONCILIATION,
    **CHAT,
    **OFFERS,
    "webhookEndpointCreate": (
        lambda w: {"vendorId": gid(w.people.atelier), "url": "https://8.8.8.8/", "events": ["STOCK_CHANGED"]},
        NOT_FOR_OTHERS,
    ),
    "webhookEndpointUpdate": (lambda w: {"id": gid(w.endpoint), "description": "New"}, MANAGERS_ONLY),
    "webhookEndpointDelete": (lambda w: {"id": gid(w.endpoint)}, MANAGERS_ONLY),
    "webhookEndpointEnable": (lambda w: {"id": gid(w.disabled)}, MANAGERS_ONLY),
    "webhookEndpointTest": (lambda w: {"id": gid(w.endpoint)}, MANAGERS_ONLY),
    "webhookSecretRotate": (lambda w: {"id": gid(w.endpoint)}, MANAGERS_ONLY),
    "webhookDeliveryRedeliver": (lambda w: {"id": gid(w.endpoint.deliveries.get())}, MANAGERS_ONLY),
}
#: What is changed by a mutation that is done; a sign-in changes nothing.
CHANGES_NOTHING = (
    {"tokenCreate", "tokenRefresh"} | FACTORS_CHANGE_NOTHING | WALLETS_CHANGE_NOTHING | CHAT_CHANGES_NOTHING
)


def declared() -> dict[str, str]:
    """Each mutation of the snapshot with the name of its input."""
    body = re.search(r"^type Mutation \{(.*?)^\}", SNAPSHOT.read_text(), flags=re.MULTILINE | re.DOTALL)
    assert body is not None
    return dict(re.findall(r"^  (\w+)\(input: (\w+)!\)", body[1], flags=re.MULTILINE))


@pytest.fixture
def world(people: People, relay: Callable[[], int], paystack: PaystackEmulator, google: Google) -> World:
    """Everybody, and all that the matrix needs."""
    assert {people.ada, people.bisi, people.cleo, people.dami}
    agbada = garment(people.atelier)
    orders = [order_of(people.dami, (agbada, 1)) for _ in "ab"]
    for order in orders:
        settled(order)
    relay()
    to_ship, to_deliver = (order.vendor_orders.get() for order in orders)
    VendorOrder.objects.filter(pk=to_deliver.pk).update(status=VendorOrderStatus.SHIPPED)
    unpaid = order_of(None, (agbada, 1))
    carts = cart_of(people.dami, (agbada, 1)), cart_of(None, (agbada, 1))
    endpoints = endpoint_of(people), endpoint_of(people, disabled_at=timezone.now(), disabled_reason="GONE")
    WebhookDelivery.objects.create(
        endpoint=endpoints[0],
        event="ENDPOINT_TEST",
        subject=endpoints[0].pk,
        occurred_at=timezone.now(),
        status="FAILED",
    )
    return World(people, *carts, to_ship, to_deliver, unpaid, *endpoints, dispute_of(unpaid.payment))


def dispute_of(payment: Payment) -> Dispute:
    """A dispute that waits for an answer, as it stands in the database."""
    return Dispute.objects.create(
        payment=payment,
        gateway="paystack",
        gateway_id="7",
        amount_minor=100,
        currency=payment.currency,
        status="AWAITING_EVIDENCE",
        opened_at=timezone.now(),
    )


def endpoint_of(people: People, **fields: object) -> WebhookEndpoint:
    """Ada's endpoint, as it stands in the database."""
    given = {"url": "https://8.8.8.8/", "events": ["VENDOR_ORDER_DELIVERED"], "secret": sealed(new_secret())}
    return WebhookEndpoint.objects.create(vendor=people.atelier, owner=people.ada, **given, **fields)


@pytest.mark.parametrize("mutation", MATRIX)
def test_each_mutation_as_each_of_them(world: World, mutation: str) -> None:
    given, expected = MATRIX[mutation]
    query = (
        f"mutation($input: {declared()[mutation]}!) {{ {mutation}(input: $input)"
        f' @idempotent(key: "matrix") {{ userErrors {{ code }} }} }}'
    )
    for who, outcome in zip(WHO, expected, strict=True):
        with undone():
            wire, variables = Wire(None if who == "guest" else getattr(world.people, who)), {"input": given(world)}
            before, answer = everything(), wire(query, **variables)
            assert (who, came_of(answer, mutation)) == (who, outcome)
            happened = everything() != before
            assert (who, happened) == (who, outcome == "OK" and mutation not in CHANGES_NOTHING)


def came_of(answer: Answer, mutation: str) -> str:
    """OK, or the code of the first thing that was wrong."""
    if "text" in answer:
        # A guest's files are not read.
        assert answer.status == 401
        return "UNAUTHENTICATED"
    if "errors" in answer:
        assert answer["data"] is None
        return str(answer["errors"][0]["extensions"]["code"])
    codes = [error["code"] for error in answer.data[mutation]["userErrors"]]
    return str(codes[0]) if codes else "OK"


@pytest.mark.parametrize(("whose", "place"), [("atelier", 0), ("boutique", 1)])
def test_each_mutation_with_an_api_key(world: World, whose: str, place: int) -> None:
    wire = with_key(key_of(getattr(world.people, whose), world.people.ada)[1])
    found, happened = {}, set()
    for mutation, (given, expected) in MATRIX.items():
        if expected == EVERYBODY and mutation not in OF_KEYS:
            continue  # anybody may, whoever she is
        with undone():
            # Its use is written down to the minute, which is nothing that the mutation did.
            ApiKey.objects.update(last_used_at=timezone.now())
            variables, before = {"input": given(world)}, everything()
            query = (
                f"mutation($input: {declared()[mutation]}!) {{ {mutation}(input: $input)"
                f' @idempotent(key: "matrix") {{ userErrors {{ code }} }} }}'
            )
            answer = wire(query, **variables)
            errors = answer.get("errors")
            codes = [e["extensions"]["code"] for e in errors] if errors else answer["data"][mutation]["userErrors"]
            found[mutation] = codes[0] if errors else codes[0]["code"] if codes else "OK"
            happened |= {mutation} if everything() != before else set()
    wanted = {mutation: OF_KEYS.get(mutation, ("UNAUTHENTICATED",) * 2)[place] for mutation in found}
    assert found == wanted
    assert happened == {mutation for mutation, outcome in found.items() if outcome == "OK"} - CHANGES_NOTHING


def test_the_matrix_has_every_mutation_of_the_snapshot() -> None:
    assert len(declared()) > 0
    assert set(MATRIX) == set(declared())
    assert {len(expected) for _, expected in MATRIX.values()} == {len(WHO)}


@pytest.mark.parametrize("who", ["cleo", "bisi", "ada"])
def test_a_stranger_cannot_take_anothers_cart_over(world: World, who: str) -> None:
    wire = Wire(getattr(world.people, who))
    before = everything()
    query = "mutation($input: CartMergeInput!) { cartMerge(input: $input) { userErrors { code } } }"
    answer = wire(query, input={"cartId": gid(world.hers)})
    assert answer.data["cartMerge"]["userErrors"] == [{"code": "NOT_FOUND"}]
    assert everything() == before
