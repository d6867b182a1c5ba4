"""The catalogue on the wire."""

from enum import Enum
from typing import Any, Optional

import strawberry
import strawberry_django
from django.conf import settings
from django.db.models import Prefetch
from strawberry import auto, relay
from strawberry.scalars import JSON

from fashionistar.inventory.models import StockItem
from fashionistar.products import models
from fashionistar.products.thumbnails import THUMBNAIL_WIDTHS, thumbnail_path
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode
from schema.lib.money import Money, money_of
from schema.vendors.types import Vendor

strawberry.enum(models.ProductStatus, description="Whether shoppers can see a product.")


@strawberry.enum(description="Widths of thumbnails in pixels.")
class ThumbnailSize(Enum):
    """A card in a list, or a line in a cart."""

    CARD = THUMBNAIL_WIDTHS[0]
    LINE = THUMBNAIL_WIDTHS[1]


@strawberry_django.type(models.Category, description="A node of the category tree.")
class Category(relay.Node):
    """A category, its parent and its children."""

    slug: auto
    name: auto
    path: str = strawberry_django.field(description="The slugs from the root, as women/dresses/gowns.")
    parent: Optional["Category"]
    children: list["Category"]


@strawberry_django.type(models.Brand, description="The label sewn into the garment.")
class Brand(relay.Node):
    """A brand."""

    slug: auto
    name: auto


@strawberry_django.type(models.Collection, description="An edited set of products.")
class Collection(relay.Node):
    """A collection."""

    slug: auto
    name: auto
    description: auto


@strawberry_django.type(models.Media, description="A picture.")
class Media(relay.Node):
    """A picture with its thumbnails."""

    alt: auto
    width: auto
    height: auto

    @strawberry_django.field(only=["file"], description="The picture, or a thumbnail of it.")
    def url(self: models.Media, thumbnail: ThumbnailSize | None = None) -> str:
        """Absolute, so that any client can fetch it."""
        path = self.file if thumbnail is None else thumbnail_path(self.file, thumbnail.value)
        return f"{settings.PUBLIC_URL}{settings.MEDIA_URL}{path}"


@strawberry_django.type(models.OptionValue, description="One answer to an option, such as M or indigo.")
class OptionValue(relay.Node):
    """A value of an option."""

    value: auto
    option: "ProductOption"


@strawberry_django.type(models.ProductOption, description="A choice that a product offers, such as size.")
class ProductOption(relay.Node):
    """An option and its values, in order."""

    name: auto
    values: list[OptionValue]


@strawberry_django.type(StockItem, description="What can still be sold.")
class Stock(relay.Node):
    """Availability; what is on hand is the shop's own business."""

    @strawberry_django.field(only=["on_hand", "reserved"], description="Units that can still be sold.")
    def available(self: StockItem) -> int:
        """On hand less reserved."""
        return self.on_hand - self.reserved


@strawberry_django.type(models.Variant, description="What is bought: one size and colour of a product.")
class Variant(relay.Node):
    """A SKU with its prices and its stock."""

    sku: auto
    name: auto
    product: "Product" = strawberry_django.field(description="Even if it is no longer shown: a cart keeps its names.")
    values: list[OptionValue]
    media: list[Media]
    stock: Stock | None

    @strawberry_django.field(prefetch_related=["prices"], description="Null when it is not sold in this currency.")
    def price(self: models.Variant, currency: CurrencyCode) -> Money | None:
        """The price in one currency."""
        return next((money_of(p.amount_minor, p.currency) for p in self.prices.all() if p.currency == currency), None)

    @strawberry_django.field(prefetch_related=["prices"], description="The price in each currency it is sold in.")
    def prices(self: models.Variant) -> list[Money]:
        """All prices, by currency code."""
        return [money_of(price.amount_minor, price.currency) for price in self.prices.all()]


def _priced_variants(_: WireInfo) -> Any:
    return Prefetch("variants", models.Variant.objects.prefetch_related("prices"), to_attr="priced_variants")


@strawberry_django.type(models.Product, description="A garment, as it is shown.")
class Product(relay.Node):
    """A product and all that hangs on it."""

    slug: auto
    name: auto
    description: auto
    made_to_measure: auto
    size_guide: JSON = strawberry_django.field(description="Body girths in cm by size.")
    status: models.ProductStatus
    published_at: auto
    vendor: Vendor
    category: Category
    brand: Brand | None
    collections: list[Collection]
    options: list[ProductOption]
    media: list[Media]
    variants: list[Variant]

    @strawberry_django.field(
        prefetch_related=[_priced_variants],
        description="The lowest price among the variants; null when none is sold in this currency.",
    )
    def price_from(self: models.Product, currency: CurrencyCode) -> Money | None:
        """What a list shows."""
        amounts = [
            price.amount_minor
            for variant in getattr(self, "priced_variants")  # noqa: B009  (added by the prefetch above)
            for price in variant.prices.all()
            if price.currency == currency
        ]
        return money_of(min(amounts), currency) if amounts else None
