"""What the permission matrix is tried on, and what may come of a mutation for each of those who try it."""

from collections.abc import Callable
from dataclasses import dataclass

from fashionistar.checkout.models import Cart
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.payments.models import Dispute
from fashionistar.webhooks.models import WebhookEndpoint
from tests.people import PASSWORD, People

#: Who tries: a guest, a shopper, a stranger who owns another shop, a shop's staff, its owner.
WHO = ("guest", "dami", "cleo", "bisi", "ada")


@dataclass(frozen=True)
class World:
    """Dami's open cart, a guest's, Ada's parts of Dami's paid orders (to ship, to deliver), an unpaid order.

    And Ada's webhooks: an endpoint with a delivery that failed, one that is disabled; a dispute of the unpaid order.
    """

    people: People
    hers: Cart
    guests: Cart
    to_ship: VendorOrder
    to_deliver: VendorOrder
    unpaid: Order
    endpoint: WebhookEndpoint
    disabled: WebhookEndpoint
    dispute: Dispute

    @property
    def dami(self) -> dict[str, str]:
        """How Dami signs in."""
        return {"login": "dami@example.com", "password": PASSWORD}


type Given = Callable[[World], dict[str, object]]

NOT_FOUND_BUT_DAMI = ("NOT_FOUND", "OK", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND")
MEMBERS_ONLY = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "OK", "OK")
EVERYBODY = ("OK",) * 5
NOT_FOUND_BUT_DAMI_SIGNED_IN = ("UNAUTHENTICATED", "OK", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND")
SIGNED_IN = ("UNAUTHENTICATED", "OK", "OK", "OK", "OK")
MANAGERS_ONLY = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "OK")
STAFF_ONLY = ("UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND")
NOT_FOR_OTHERS = ("UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "OK")

#: What is sent as a mutation's input, and what comes of it for each of `WHO`: OK, a userError's or an error's code.
type Rows = dict[str, tuple[Given, tuple[str, ...]]]
