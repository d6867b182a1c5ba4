"""Everything about a product before it is written: what follows from its text, and copies of it for measurements."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product as combined
from random import Random

from django.utils.text import slugify

from fashionistar.demo.prices import price_minor
from fashionistar.demo.textiles.pictures import Picture
from fashionistar.demo.texts import ProductText, ShopText, SizeChart, texts

#: The newest product's time; the rest came before it, hour by hour.
_NEWEST = datetime(2026, 1, 30, 9, tzinfo=UTC)
_LARGE_SIZES = {"XXL", "XXXL"}


@dataclass(frozen=True, slots=True)
class VariantPlan:
    """One variant: its answers to the options, its prices in minor units, its stock."""

    sku: str
    name: str
    values: tuple[tuple[str, str], ...]
    prices: tuple[tuple[str, int], ...]
    on_hand: int


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """One picture; `variant` is the place of the variant that it shows, if it shows one."""

    file: str
    alt: str
    variant: int | None


@dataclass(frozen=True, slots=True)
class ProductPlan:
    """One product with all that hangs on it; other rows are named by their slugs."""

    slug: str
    name: str
    vendor: str
    category: str
    brand: str | None
    description: str
    made_to_measure: bool
    size_guide: SizeChart
    published_at: datetime
    collections: tuple[str, ...]
    options: tuple[tuple[str, tuple[str, ...]], ...]
    variants: tuple[VariantPlan, ...]
    media: tuple[MediaPlan, ...]


@cache
def curated() -> tuple[ProductPlan, ...]:
    """The plans of the curated products, shop by shop."""
    shops = texts().shops
    return tuple(
        _plan(shop, product, number, _NEWEST - timedelta(hours=number * len(shops) + place))
        for place, shop in enumerate(shops)
        for number, product in enumerate(shop.products, 1)
    )


def pictures() -> Iterator[Picture]:
    """The pictures that the plans name."""
    for shop in texts().shops:
        for product in shop.products:
            slug = slugify(product.name)
            for colour in product.colours:
                yield Picture(_file(slug, colour), product.cloth, colour, slug, product.garment)
            if len(product.colours) == 1:
                yield Picture(_file(slug, "cloth"), product.cloth, product.colours[0], slug)


def multiplied(number: int) -> ProductPlan:
    """Product `number` of a benchmark-size catalogue: a curated one under another name, at other prices and stock.

    It has every size and colour, but one picture and two currencies: the shop's own and another, the naira if it can.
    """
    plan = _templates()[number % len(curated())]
    worth = 70 + number * 37 % 90
    return replace(
        plan,
        slug=f"{plan.slug}-no-{number:07d}",
        name=f"{plan.name} No. {number}",
        published_at=_NEWEST - timedelta(days=90, seconds=number * 20),
        variants=tuple(
            VariantPlan(
                f"{variant.sku}-{number:07d}",
                variant.name,
                variant.values,
                tuple((currency, minor * worth // 10_000 * 100) for currency, minor in variant.prices),
                (variant.on_hand + number * 7) % 41,
            )
            for variant in plan.variants
        ),
    )


@cache
def _templates() -> tuple[ProductPlan, ...]:
    home = {shop.slug: shop.currency for shop in texts().shops}
    return tuple(
        replace(
            plan,
            collections=(),
            media=plan.media[:1],
            variants=tuple(
                replace(variant, prices=_two(variant.prices, home[plan.vendor])) for variant in plan.variants
            ),
        )
        for plan in curated()
    )


def _two(prices: tuple[tuple[str, int], ...], home: str) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(prices, key=lambda price: (price[0] != home, price[0] != "NGN"))[:2])


def _plan(shop: ShopText, product: ProductText, number: int, published_at: datetime) -> ProductPlan:
    slug = slugify(product.name)
    category = texts().category(product.category)
    chart = texts().charts.get(category.chart, {})
    options = _options(product)
    variants = tuple(_variants(shop, product, number, options))
    return ProductPlan(
        slug=slug,
        name=product.name,
        vendor=shop.slug,
        category=product.category,
        brand=_brand(shop, product, category.path),
        description=product.description,
        made_to_measure=product.made_to_measure,
        size_guide={size: chart[size] for size in product.sizes},
        published_at=published_at,
        collections=tuple(product.collections),
        options=options,
        variants=variants,
        media=tuple(_media(product, slug, variants)),
    )


def _brand(shop: ShopText, product: ProductText, path: str) -> str | None:
    if product.made_to_measure:
        return None  # it will carry its wearer's name
    return shop.accessory_brand if path.startswith("accessories/") else shop.brand


def _options(product: ProductText) -> tuple[tuple[str, tuple[str, ...]], ...]:
    size = (("Size", tuple(product.sizes)),) if product.sizes else ()
    several = len(product.colours) > 1 or not product.sizes
    return size + ((("Colour", tuple(product.colours)),) if several else ())


def _variants(
    shop: ShopText, product: ProductText, number: int, options: tuple[tuple[str, tuple[str, ...]], ...]
) -> Iterator[VariantPlan]:
    names = [name for name, _ in options]
    for answers in combined(*(values for _, values in options)):
        sku = "-".join([shop.code, f"{number:02d}", *(answer[:4].strip().upper() for answer in answers)])
        cents = product.usd * (110 if _LARGE_SIZES & set(answers) else 100)
        yield VariantPlan(
            sku=sku,
            name=" / ".join(answers),
            values=tuple(zip(names, answers, strict=True)),
            prices=tuple((currency, price_minor(cents, currency)) for currency in shop.currencies),
            on_hand=_on_hand(sku),
        )


def _on_hand(sku: str) -> int:
    rng = Random(f"stock/{sku}")  # noqa: S311  (a demo's stock, not a secret)
    fate = rng.random()
    if fate < 0.07:
        return 0
    return rng.randint(1, 3) if fate < 0.22 else rng.randint(6, 40)


def _media(product: ProductText, slug: str, variants: tuple[VariantPlan, ...]) -> Iterator[MediaPlan]:
    if len(product.colours) == 1:
        yield MediaPlan(_file(slug, product.colours[0]), product.name, None)
        yield MediaPlan(_file(slug, "cloth"), f"The cloth of the {product.name}", None)
        return
    for colour in product.colours:
        shown = next(place for place, variant in enumerate(variants) if ("Colour", colour) in variant.values)
        yield MediaPlan(_file(slug, colour), f"{product.name} in {colour.lower()}", shown)


def _file(slug: str, part: str) -> str:
    return f"catalogue/{slug}-{slugify(part)}.webp"
