"""Inputs of carts and of checkout."""

import strawberry

from fashionistar.accounts.addresses import PostalAddress
from fashionistar.checkout.services.cart_lines_add import NewLine
from fashionistar.checkout.services.cart_lines_update import LineChange
from fashionistar.wallets.spending import PayFrom
from schema.lib.enums import CurrencyCode
from schema.lib.ids import row_id


@strawberry.input(description="So many of a variant.")
class CartLineInput:
    """A line to be added."""

    variant_id: strawberry.ID
    quantity: int = 1

    def as_line(self) -> NewLine:
        """As the use-case takes it."""
        return NewLine(variant_id=row_id(self.variant_id, "Variant"), quantity=self.quantity)


@strawberry.input
class CartCreateInput:
    """A cart's currency, and perhaps its first lines."""

    currency: CurrencyCode
    lines: list[CartLineInput] = strawberry.field(default_factory=list)


@strawberry.input
class CartLinesAddInput:
    """What to put into which cart."""

    cart_id: strawberry.ID
    lines: list[CartLineInput]


@strawberry.input(description="A line's new quantity; its present price is accepted with it.")
class CartLineChangeInput:
    """A line to be changed."""

    line_id: strawberry.ID
    quantity: int

    def as_change(self) -> LineChange:
        """As the use-case takes it."""
        return LineChange(line_id=row_id(self.line_id, "CartLine"), quantity=self.quantity)


@strawberry.input
class CartLinesUpdateInput:
    """What to change in which cart."""

    cart_id: strawberry.ID
    lines: list[CartLineChangeInput]


@strawberry.input
class CartLinesRemoveInput:
    """What to take out of which cart."""

    cart_id: strawberry.ID
    line_ids: list[strawberry.ID]


@strawberry.input
class CartMergeInput:
    """Which guest's cart flows into the signed-in user's."""

    cart_id: strawberry.ID


@strawberry.input(description="Where the parcels go.")
class ShippingAddressInput:
    """An address."""

    name: str
    phone: str = strawberry.field(description="With + and the country code.")
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    postal_code: str = ""
    country: str = strawberry.field(description="ISO 3166-1 alpha-2, such as KE.")

    def as_address(self) -> PostalAddress:
        """As the use-case takes it."""
        return PostalAddress(
            name=self.name,
            phone=self.phone,
            line1=self.line1,
            line2=self.line2,
            city=self.city,
            region=self.region,
            postal_code=self.postal_code,
            country=self.country,
        )


@strawberry.input(description="What pays besides a payment: gift cards first, then the wallet, as much as they can.")
class PayFromInput:
    """Stored value to be used."""

    wallet: bool = strawberry.field(default=False, description="The signed-in user's wallet in the cart's currency.")
    gift_cards: list[str] = strawberry.field(default_factory=list, description="Codes of gift cards; 5 at most.")

    def as_sources(self) -> PayFrom:
        """As the use-case takes it."""
        return PayFrom(wallet=self.wallet, gift_cards=tuple(self.gift_cards))


@strawberry.input
class CheckoutCompleteInput:
    """Which cart becomes an order, and where it goes."""

    cart_id: strawberry.ID
    email: str
    shipping_address: ShippingAddressInput | None = strawberry.field(
        default=None, description="Where it goes; this, or `shippingAddressId`."
    )
    shipping_address_id: strawberry.ID | None = strawberry.field(
        default=None, description="One of the signed-in user's saved addresses, of which the order keeps a copy."
    )
    pay_from: PayFromInput | None = strawberry.field(
        default=None, description="Stored value to be used; the gateway is paid what remains, if anything does."
    )
