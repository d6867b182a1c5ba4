"""Writes the curated catalogue: every table in turn, in one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product as every

from django.db import transaction
from django.utils.text import slugify

from fashionistar.demo.book import Book, Garment, Shop
from fashionistar.demo.pictures import Picture, pictures_of
from fashionistar.demo.textiles.scene import SIZE
from fashionistar.demo.worth import on_hand, price_minor, size_guide
from fashionistar.inventory.models import StockItem
from fashionistar.products.models import (
    Brand,
    Category,
    Collection,
    Media,
    OptionValue,
    Product,
    ProductOption,
    ProductStatus,
    Variant,
    VariantPrice,
)
from fashionistar.vendors.models import Vendor

#: Every date follows from this one, so that two runs make the same catalogue.
OPENING = datetime(2026, 1, 5, 9, tzinfo=UTC)
_BETWEEN = timedelta(hours=5)


class CatalogueError(Exception):
    """The database holds a part of the demo; the message says what to do."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A product of the book beside its row."""

    shop: Shop
    garment: Garment
    number: int
    row: Product


def pictures(book: Book) -> list[Picture]:
    """Every picture of the catalogue."""
    return [picture for shop in book.shops for garment in shop.garments for picture in _pictures(garment)]


def is_written(book: Book) -> bool:
    """Whether the catalogue is in the database.

    Raises:
        CatalogueError: Only some of its shops are.
    """
    slugs = [shop.slug for shop in book.shops]
    found = Vendor.objects.filter(slug__in=slugs).count()
    if 0 < found < len(slugs):
        raise CatalogueError(
            f"{found} of the demo's {len(slugs)} shops are in this database: seed an empty database, or remove them"
        )
    return found == len(slugs)


@transaction.atomic
def write(book: Book, wrote: Callable[[str], None]) -> None:
    """Write the catalogue, all or nothing; its pictures are already there.

    Args:
        book: What to write.
        wrote: Called with the name of each part that is done.
    """
    made = _products(book)
    wrote("products")
    values = _options(made)
    wrote("options")
    variants = _variants(made, values)
    wrote("variants")
    VariantPrice.objects.bulk_create(
        VariantPrice(variant=row, currency=code, amount_minor=price_minor(one.garment.usd, code, size))
        for one, size, _, row in variants
        for code in one.shop.currencies
    )
    StockItem.objects.bulk_create(StockItem(variant=row, on_hand=on_hand(row.sku)) for _, _, _, row in variants)
    wrote("prices and stock")
    Media.objects.bulk_create(
        Media(product=one.row, file=p.file, alt=p.alt, position=i, width=SIZE[0], height=SIZE[1])
        for one in made
        for i, p in enumerate(_pictures(one.garment))
    )
    _collections(book, made)
    wrote("pictures and collections")


def variant_kinds(garment: Garment) -> Iterator[tuple[str, str]]:
    """Every size and colour that a garment comes in; the size is empty for what has none."""
    return every(garment.sizes or ("",), garment.colours)


def _pictures(garment: Garment) -> list[Picture]:
    return pictures_of(garment.slug, garment.name, garment.cloth, garment.colours[0], garment.cut)


def _categories(book: Book) -> dict[str, Category]:
    rows: dict[str, Category] = {}
    for names in book.categories:
        parent: Category | None = None
        for name in names:
            slug = slugify(name)
            if slug not in rows:
                path = f"{parent.path}/{slug}" if parent else slug
                rows[slug] = Category.objects.create(slug=slug, path=path, name=name, parent=parent, position=len(rows))
            parent = rows[slug]
    return rows


def _products(book: Book) -> list[_Made]:
    vendors = Vendor.objects.bulk_create(
        Vendor(
            slug=shop.slug,
            name=shop.name,
            description=shop.description,
            city=shop.city,
            country=shop.country,
            currency=shop.currency,
            currencies=list(shop.currencies),
        )
        for shop in book.shops
    )
    brands = {row.name: row for row in Brand.objects.bulk_create(Brand(slug=slugify(b), name=b) for b in book.brands)}
    categories = _categories(book)
    # Shops take turns, so that the newest products are not all one shop's.
    turns = sorted(
        (number, seat, shop, garment)
        for seat, shop in enumerate(book.shops)
        for number, garment in enumerate(shop.garments)
    )
    made = [
        _Made(shop, garment, number + 1, _product(garment, vendors[seat], categories, brands, turn))
        for turn, (number, seat, shop, garment) in enumerate(turns)
    ]
    Product.objects.bulk_create(one.row for one in made)
    return made


def _product(
    garment: Garment, vendor: Vendor, categories: dict[str, Category], brands: dict[str, Brand], turn: int
) -> Product:
    category = categories[garment.category]
    return Product(
        vendor=vendor,
        category=category,
        brand=brands.get(garment.brand),
        slug=garment.slug,
        name=garment.name,
        description=garment.description,
        made_to_measure=garment.made_to_measure,
        size_guide=size_guide(garment, category.path.split("/")[0]),
        status=ProductStatus.PUBLISHED,
        published_at=OPENING + turn * _BETWEEN,
    )


def _options(made: list[_Made]) -> dict[tuple[str, str], OptionValue]:
    """The values by the product's slug and their own word."""
    options = [
        (one, words, ProductOption(product=one.row, name=name, position=position))
        for one in made
        for position, (name, words) in enumerate((("Size", one.garment.sizes), ("Colour", one.garment.colours)))
        if words
    ]
    ProductOption.objects.bulk_create(option for _, _, option in options)
    values = {
        (one.garment.slug, word): OptionValue(option=option, value=word, position=position)
        for one, words, option in options
        for position, word in enumerate(words)
    }
    OptionValue.objects.bulk_create(values.values())
    return values


def _variants(made: list[_Made], values: dict[tuple[str, str], OptionValue]) -> list[tuple[_Made, str, str, Variant]]:
    variants = [
        (one, size, colour, _variant(one, size, colour, position))
        for one in made
        for position, (size, colour) in enumerate(variant_kinds(one.garment))
    ]
    Variant.objects.bulk_create(row for _, _, _, row in variants)
    link = Variant.values.through
    link.objects.bulk_create(
        link(variant_id=row.pk, optionvalue_id=values[one.garment.slug, word].pk)
        for one, size, colour, row in variants
        for word in (size, colour)
        if word
    )
    return variants


def _variant(one: _Made, size: str, colour: str, position: int) -> Variant:
    initials = "".join(word[0] for word in one.shop.slug.split("-"))
    words = [initials, f"{one.number:03d}", size, colour.replace(" ", "")[:5]]
    return Variant(
        product=one.row,
        sku="-".join(word for word in words if word).upper(),
        name=" / ".join(word for word in (size, colour) if word),
        position=position,
    )


def _collections(book: Book, made: list[_Made]) -> None:
    rows = Collection.objects.bulk_create(
        Collection(slug=shelf.slug, name=shelf.name, description=shelf.description) for shelf in book.collections
    )
    link = Collection.products.through
    link.objects.bulk_create(
        link(collection_id=row.pk, product_id=one.row.pk)
        for row in rows
        for one in made
        if row.slug in one.garment.collections
    )
