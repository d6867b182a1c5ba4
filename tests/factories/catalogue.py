"""Garments for tests, each with a price and stock."""

from itertools import count

from django.utils import timezone

from fashionistar.inventory.models import StockItem
from fashionistar.products.models import (
    Brand,
    Category,
    Media,
    OptionValue,
    Product,
    ProductOption,
    ProductStatus,
    Variant,
    VariantPrice,
)
from fashionistar.vendors.models import Vendor

_serial = count(1)


def category(slug: str = "gowns", parent: Category | None = None) -> Category:
    """A category, made once per slug."""
    path = f"{parent.path}/{slug}" if parent else slug
    found, _ = Category.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "path": path, "parent": parent}
    )
    return found


def garment(
    vendor: Vendor,
    name: str = "Agbada",
    *,
    stock: int = 10,
    prices: dict[str, int] | None = None,
    sizes: tuple[str, ...] = ("M",),
    status: str = ProductStatus.PUBLISHED,
    **fields: object,
) -> Variant:
    """A product with one variant per size; the first variant is returned.

    Args:
        vendor: Whose it is.
        name: The product's name.
        stock: Units on hand of each variant.
        prices: Minor units by currency; 45,000.00 in the vendor's own unless given.
        sizes: One variant each.
        status: Of the product.
        **fields: Other columns of the product.
    """
    serial = next(_serial)
    fields.setdefault("category", category())
    product = Product.objects.create(
        vendor=vendor, name=name, slug=f"garment-{serial}", status=status, published_at=timezone.now(), **fields
    )
    Media.objects.create(product=product, file=f"catalogue/garment-{serial}.webp", alt=name, width=800, height=1000)
    option = ProductOption.objects.create(product=product, name="Size")
    variants = [
        _variant(product, option, size, serial, stock, prices or {vendor.currency: 45_000_00}) for size in sizes
    ]
    return variants[0]


def brand(slug: str = "ada-lagos") -> Brand:
    """A brand, made once per slug."""
    found, _ = Brand.objects.get_or_create(slug=slug, defaults={"name": slug.title()})
    return found


def _variant(
    product: Product, option: ProductOption, size: str, serial: int, stock: int, prices: dict[str, int]
) -> Variant:
    variant = Variant.objects.create(product=product, sku=f"SKU-{serial}-{size}", name=size)
    variant.values.add(OptionValue.objects.create(option=option, value=size))
    VariantPrice.objects.bulk_create(
        VariantPrice(variant=variant, currency=currency, amount_minor=amount) for currency, amount in prices.items()
    )
    StockItem.objects.create(variant=variant, on_hand=stock)
    return variant
