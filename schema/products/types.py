"""The catalogue on the wire."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Optional

import strawberry
import strawberry_django
from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from strawberry import auto, relay
from strawberry.scalars import JSON

from fashionistar.fitting import models as models_of_fitting
from fashionistar.inventory.models import StockItem
from fashionistar.kernel.actor import Actor
from fashionistar.products import models
from fashionistar.products.selectors import product_scope
from fashionistar.products.thumbnails import THUMBNAIL_WIDTHS, thumbnail_path_of
from fashionistar.tailoring.models import Offering
from schema.fitting.advice import FitAdvice, fit_of
from schema.fitting.types import FitShift, SizeChart
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode
from schema.lib.ids import row_id
from schema.lib.money import Money, money_shape
from schema.lib.projection.fields import computed, expression, kept
from schema.lib.projection.rows import Rows
from schema.tailoring.types import MadeToMeasureOffering
from schema.vendors.types import Vendor

strawberry.enum(models.ProductStatus, description="Whether shoppers can see a product.")


@strawberry.enum(description="Widths of thumbnails in pixels.")
class ThumbnailSize(Enum):
    """A card in a list, or a line in a cart."""

    CARD = THUMBNAIL_WIDTHS[0]
    LINE = THUMBNAIL_WIDTHS[1]


def prices(where: Q, *, cheapest: bool = False) -> Rows:
    """Prices read as Money: those that hang on the row by `where`, by currency; or the cheapest of them alone."""
    order = ("amount_minor", "id") if cheapest else ("currency",)
    shape = money_shape("amount_minor")
    return Rows(models.VariantPrice, where, order=order, limit=1 if cheapest else None, shape=shape)


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

    @expression(str, description="The picture, or a thumbnail of it: absolute, so that any client can fetch it.")
    def url(thumbnail: ThumbnailSize | None = None) -> Combinable:  # noqa: N805  (no row is given)
        """The public address of the file."""
        base = Value(f"{settings.PUBLIC_URL}{settings.MEDIA_URL}")
        path = F("file") if thumbnail is None else thumbnail_path_of("file", thumbnail.value)
        return Concat(base, path, output_field=TextField())

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The pictures of the products that the actor may see."""
        return rows.filter(product_scope(actor, "product__"))


@strawberry_django.type(models.OptionValue, description="One answer to an option, such as M or indigo.")
class OptionValue(relay.Node):
    """A value of an option."""

    value: auto
    option: "ProductOption" = kept()

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The values of the products that the actor may see."""
        return rows.filter(product_scope(actor, "option__product__"))


@strawberry_django.type(models.ProductOption, description="A choice that a product offers, such as size.")
class ProductOption(relay.Node):
    """An option and its values, in order."""

    name: auto
    values: list[OptionValue] = kept()

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The options of the products that the actor may see."""
        return rows.filter(product_scope(actor, "product__"))


@strawberry_django.type(StockItem, description="What can still be sold.")
class Stock(relay.Node):
    """Availability; what is on hand is the shop's own business."""

    available: int = strawberry_django.field(
        annotate=F("on_hand") - F("reserved"), description="Units that can still be sold."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The stock of the products that the actor may see."""
        return rows.filter(product_scope(actor, "variant__product__"))


@strawberry_django.type(models.Variant, description="What is bought: one size and colour of a product.")
class Variant(relay.Node):
    """A SKU with its prices and its stock."""

    sku: auto
    name: auto
    product: "Product" = kept(description="Even if it is no longer shown: a cart keeps its names.")
    values: list[OptionValue] = kept()
    media: list[Media] = kept()
    stock: Stock | None = kept()

    @expression(Money | None, description="The price in one currency; null when it is not sold in it.")
    def price(currency: CurrencyCode) -> Rows:  # noqa: N805
        """At most one: a variant has one price in a currency."""
        return prices(Q(variant=OuterRef("pk"), currency=currency), cheapest=True)

    @expression(list[Money], description="The price in each currency it is sold in, by currency code.")
    def prices() -> Rows:
        """All of them."""
        return prices(Q(variant=OuterRef("pk")))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The variants of the products that the actor may see."""
        return rows.filter(product_scope(actor, "product__"))


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
    options: list[ProductOption] = kept()
    media: list[Media] = kept()
    variants: list[Variant] = kept()

    @expression(
        Money | None, description="The lowest price among the variants; null when none is sold in this currency."
    )
    def price_from(currency: CurrencyCode) -> Rows:  # noqa: N805
        """What a list shows."""
        return prices(Q(variant__product=OuterRef("pk"), currency=currency), cheapest=True)

    @expression(SizeChart | None, description="The sizes that it comes in; null when its shop says nothing of them.")
    def size_chart() -> Rows:
        """At most one."""
        return Rows(models_of_fitting.SizeChart, Q(sizings__product=OuterRef("pk")), limit=1)

    @expression(MadeToMeasureOffering | None, description="How it is made to measure; null when it is not.")
    def made_to_measure_offering() -> Rows:
        """At most one."""
        return Rows(Offering, Q(product=OuterRef("pk")), limit=1)

    @expression(list[FitShift], description="Where it runs small or large, by what its buyers said; by measurement.")
    def fit_shifts() -> Rows:
        """None before the first feedback."""
        return Rows(models_of_fitting.FitShift, Q(sizing__product=OuterRef("pk")), order=("term", "id"))

    @computed(
        needs={"product_id": "id"},
        description="Which size fits a body; null without a size chart, or for a profile that she may not see.",
    )
    async def fit(self: Mapping[str, Any], info: WireInfo, profile_id: strawberry.ID) -> FitAdvice | None:
        """Batched over products."""
        return await fit_of(info.context, self["product_id"], row_id(profile_id, "MeasurementProfile"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Published products for everybody, drafts for their shop's members."""
        return rows.filter(product_scope(actor))
