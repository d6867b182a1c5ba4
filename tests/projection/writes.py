"""Draws mutations, and selections below their payloads: such as change rows, and such as are refused.

What is done must come out the same when it is done again: nothing new is made, whose id the database would choose, and
nothing is counted outside the database. So nobody registers or signs in here, and no order is placed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from graphql import GraphQLSchema, get_named_type
from hypothesis import strategies as st
from strawberry.relay.utils import to_base64

from fashionistar.accounts.models import Address, Passkey, Session, User
from fashionistar.accounts.tokens import Claims, TokenKind, issue
from fashionistar.checkout.models import Cart, CartLine, CartStatus
from fashionistar.checkout.selectors import visible_carts
from fashionistar.kernel.actor import Actor
from fashionistar.orders.models import VendorOrder
from fashionistar.orders.selectors import shop_vendor_orders
from fashionistar.payments.models import Payment, PaymentStatus
from tests.projection.arguments import Arguments, Name, literal
from tests.projection.choices import Choices
from tests.projection.market import NOON
from tests.projection.operations import Draw, Making, Operation
from tests.projection.pools import NO_IDS, Pools
from tests.wire.client import ADDRESS

_QUANTITIES = (1, 2, 3, 7, 999, 0, -1, 1_000, 2**31 - 1)
_KEYS = ("one", "two", "k" * 201, "")


@dataclass(frozen=True)
class Stock:
    """What mutations may be about.

    Attributes:
        carts: Lines and their variants by cart.
        near: Carts with lines that the asker may change.
        calm: Carts that merge into another without making a line.
        mine: The currencies in which the asker has a cart.
        parts: Vendors' parts of orders.
        own: Those of the asker's shops.
        settled: References of payments about which no gateway is asked.
        sessions: Those of the asker, and one of another.
        addresses: The same.
        tokens: Refresh tokens, of sessions that go on or have ended.
        passkeys: Those of the asker, and one of another.
    """

    carts: Mapping[str, Sequence[tuple[str, str]]]
    near: Sequence[str]
    calm: Sequence[str]
    mine: Sequence[str]
    parts: Sequence[str]
    own: Sequence[str]
    settled: Sequence[str]
    sessions: Sequence[str]
    addresses: Sequence[str]
    tokens: Sequence[str]
    passkeys: Sequence[str]


def stock_for(actor: Actor) -> Stock:
    """What an actor finds in the database."""
    lines: dict[UUID, list[tuple[str, str]]] = {key: [] for key in Cart.objects.values_list("pk", flat=True)}
    for line in CartLine.objects.order_by("pk"):
        lines[line.cart_id].append((to_base64("CartLine", line.pk), to_base64("Variant", line.variant_id)))
    users, sessions = list(User.objects.order_by("pk")), list(Session.objects.order_by("pk"))
    addresses = list(Address.objects.order_by("pk"))
    open_carts = Cart.objects.filter(status=CartStatus.OPEN).order_by("pk")
    same_currency = open_carts.filter(user__in=users, currency=OuterRef("currency"))
    poured = set(open_carts.filter(Exists(same_currency), user=None))
    near = visible_carts(actor, open_carts).filter(lines__in=CartLine.objects.all()).distinct()
    return Stock(
        carts={to_base64("Cart", key): each for key, each in sorted(lines.items())},
        near=[to_base64("Cart", cart.pk) for cart in near],
        calm=[to_base64("Cart", cart.pk) for cart in Cart.objects.order_by("pk") if cart not in poured],
        mine=[str(cart.currency) for cart in open_carts if cart.user_id and cart.user_id == actor.user_id],
        parts=[to_base64("VendorOrder", part.pk) for part in VendorOrder.objects.order_by("pk")],
        own=[to_base64("VendorOrder", part.pk) for part in shop_vendor_orders(actor).order_by("pk")],
        settled=list(
            Payment.objects.exclude(status__in=(PaymentStatus.PENDING, PaymentStatus.FAILED))
            .order_by("pk")
            .values_list("reference", flat=True)
        ),
        sessions=[to_base64("Session", each.pk) for each in sessions if each.user_id == actor.user_id]
        + [to_base64("Session", sessions[-1].pk)],
        addresses=[to_base64("Address", each.pk) for each in addresses if each.user_id == actor.user_id]
        + [to_base64("Address", addresses[-1].pk)],
        tokens=[
            issue(TokenKind.REFRESH, Claims(each.user_id, each.pk, each.generation), now=NOON) for each in sessions
        ],
        passkeys=[
            to_base64("Passkey", each.pk)
            for place, each in enumerate(Passkey.objects.order_by("pk"))
            if place == 3 or each.user_id == actor.user_id
        ],
    )


@st.composite
def writes(draw: Draw, schema: GraphQLSchema, pools: Pools, stock: Stock, *, depth: int = 6) -> Operation:
    """A valid document of up to three mutations, one after the other."""
    choices = draw(st.builds(Choices))
    arguments = Arguments(choices, pools)
    making, inputs = Making(schema, arguments, room=choices.of((6, 12, 25, 40))), _Inputs(choices, stock)
    root: Any = schema.mutation_type
    parts = []
    for first in (True, False, False)[: choices.below(3) + 1]:
        with choices.part():
            name = choices.of(list(_DRAWN))
            declared = root.fields[name]
            given = f"(input: {arguments.input(_DRAWN[name](inputs, first), declared.args['input'].type)})"
            once = "" if name not in _ONCE or choices.rarely(6) else f" @idempotent(key: {literal(choices.of(_KEYS))})"
            said = making.named(name, given, str(declared.type)) + once + arguments.directives()
            parts.append(f"{said} {making.selection(get_named_type(declared.type), depth)}")
    return making.finished(f"{{ {' '.join(parts)} }}", "mutation")


@st.composite
def subscriptions(draw: Draw, schema: GraphQLSchema, pools: Pools, *, depth: int = 6) -> Operation:
    """A valid subscription, whatever its payload has."""
    choices = draw(st.builds(Choices))
    arguments = Arguments(choices, pools)
    making = Making(schema, arguments, room=choices.of((6, 12, 25, 40)))
    root: Any = schema.subscription_type
    name = choices.of(list(root.fields))
    declared = root.fields[name]
    given = arguments.of_field(f"Subscription.{name}", declared, only_required=True)
    said = making.named(name, given, str(declared.type))
    return making.finished(f"{{ {said} {making.selection(get_named_type(declared.type), depth)} }}", "subscription")


@dataclass(frozen=True)
class _Inputs:
    """Draws inputs; mostly good ones."""

    choices: Choices
    stock: Stock

    def _id(self, known: Sequence[str]) -> str:
        return str(self.choices.of(NO_IDS if not known or self.choices.rarely(12) else known))

    def _cart(self) -> tuple[str, Sequence[tuple[str, str]]]:
        """Mostly one that the asker may change."""
        key = self._id(list(self.stock.carts) if self.choices.rarely(6) else self.stock.near)
        return key, self.stock.carts.get(key) or self.stock.carts[self.stock.near[0]]

    def _part(self) -> str:
        """Mostly one of the asker's shops."""
        return self._id(self.stock.own if self.stock.own and not self.choices.rarely(6) else self.stock.parts)

    def _some(self, things: Sequence[Any]) -> list[Any]:
        return [self.choices.of(things) for _ in range(self.choices.below(3) + 1)]

    def _quantity(self) -> int:
        return self.choices.of(_QUANTITIES if self.choices.rarely(3) else _QUANTITIES[:4])

    def cart_create(self, first: bool) -> dict[str, Any]:
        """The asker's own cart, before she may have become somebody else; or one with a line that cannot be."""
        if first and self.stock.mine and not self.choices.rarely(4):
            return {"currency": Name(self.choices.of(self.stock.mine))}
        line = {"variantId": self._id(()), "quantity": self._quantity()}
        return {"currency": Name(self.choices.of(("NGN", "KES"))), "lines": [line]}

    def cart_lines_add(self, _: bool) -> dict[str, Any]:
        """More of what is there."""
        cart, lines = self._cart()
        return {
            "cartId": cart,
            "lines": [{"variantId": variant, "quantity": self._quantity()} for _, variant in self._some(lines)],
        }

    def cart_lines_update(self, _: bool) -> dict[str, Any]:
        """Other quantities."""
        cart, lines = self._cart()
        return {
            "cartId": cart,
            "lines": [{"lineId": self._id([key]), "quantity": self._quantity()} for key, _ in self._some(lines)],
        }

    def cart_lines_remove(self, _: bool) -> dict[str, Any]:
        """Some, or none."""
        cart, lines = self._cart()
        return {"cartId": cart, "lineIds": [] if self.choices.rarely(12) else [key for key, _ in self._some(lines)]}

    def cart_merge(self, _: bool) -> dict[str, Any]:
        """A guest's, the asker's own, another's."""
        return {"cartId": self._id(self.stock.calm)}

    def checkout_complete(self, _: bool) -> dict[str, Any]:
        """Never a good one: it would make an order."""
        return {"cartId": self._id(list(self.stock.carts)), "email": "nobody", "shippingAddress": ADDRESS}

    def payment_verify(self, _: bool) -> dict[str, Any]:
        """One that is settled, or none."""
        return {"reference": "FS-none" if self.choices.rarely(6) else self.choices.of(self.stock.settled)}

    def vendor_order_ship(self, _: bool) -> dict[str, Any]:
        """Some part, whatever its state."""
        return {"id": self._part(), "trackingNumber": self.choices.of(("", ' GIG-1 "&" 50%s ', "x" * 81))}

    def vendor_order_deliver(self, _: bool) -> dict[str, Any]:
        """Some part, whatever its state."""
        return {"id": self._part()}

    def token_refresh(self, first: bool) -> dict[str, Any]:
        """Mostly somebody's, as long as nothing was noted about her that she could read."""
        return {"refreshToken": self.choices.of(self.stock.tokens) if first else "forged"}

    def session_revoke(self, _: bool) -> dict[str, Any]:
        """One's own, another's, or the one at hand."""
        return {} if self.choices.rarely(6) else {"id": self._id(self.stock.sessions)}

    def session_revoke_all(self, _: bool) -> dict[str, Any]:
        """All, or all others."""
        return {"keepCurrent": self.choices.rarely(2)}

    def passkey_rename(self, _: bool) -> dict[str, Any]:
        """One's own or another's, to something good or to nothing."""
        return {"id": self._id(self.stock.passkeys), "name": self.choices.of(("Pixel", 'My "phone" 📱', " ", "x" * 81))}

    def profile_update(self, first: bool) -> dict[str, Any]:
        """What she may read is noted about a change: so nothing after that, and nothing that changes."""
        return {"locale": "no such"} if not first or self.choices.rarely(2) else {"name": None}

    def address_create(self, _: bool) -> dict[str, Any]:
        """Never a good one: it would get an id."""
        return ADDRESS | {"country": self.choices.of(("ZZ", "NG")), "phone": "none"}

    def address_update(self, _: bool) -> dict[str, Any]:
        """Another city, or a country in which the rest cannot be."""
        return {"id": self._id(self.stock.addresses)} | self.choices.of(({"city": "Lagos"}, {"country": "US"}))

    def address_named(self, _: bool) -> dict[str, Any]:
        """One's own, or another's."""
        return {"id": self._id(self.stock.addresses)}


_DRAWN: Mapping[str, Callable[[_Inputs, bool], dict[str, Any]]] = {
    "cartLinesUpdate": _Inputs.cart_lines_update,
    "cartLinesRemove": _Inputs.cart_lines_remove,
    "cartLinesAdd": _Inputs.cart_lines_add,
    "vendorOrderShip": _Inputs.vendor_order_ship,
    "vendorOrderDeliver": _Inputs.vendor_order_deliver,
    "tokenRefresh": _Inputs.token_refresh,
    "cartMerge": _Inputs.cart_merge,
    "cartCreate": _Inputs.cart_create,
    "paymentVerify": _Inputs.payment_verify,
    "checkoutComplete": _Inputs.checkout_complete,
    "sessionRevoke": _Inputs.session_revoke,
    "sessionRevokeAll": _Inputs.session_revoke_all,
    "passkeyRename": _Inputs.passkey_rename,
    "profileUpdate": _Inputs.profile_update,
    "addressCreate": _Inputs.address_create,
    "addressUpdate": _Inputs.address_update,
    "addressDelete": _Inputs.address_named,
    "addressDefaultSet": _Inputs.address_named,
}
_ONCE = {"vendorOrderShip", "vendorOrderDeliver", "checkoutComplete"}
