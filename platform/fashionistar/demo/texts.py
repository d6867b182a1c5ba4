"""What is written down in `data/`: the shops, their products, the tree, the collections and the size charts."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from fashionistar.demo.textiles.cloths import CLOTHS
from fashionistar.demo.textiles.garments import GARMENTS
from fashionistar.demo.textiles.palettes import PALETTES
from fashionistar.kernel.money import CurrencyCode

type SizeChart = dict[str, dict[str, str]]

_DATA = files("fashionistar.demo") / "data"


@dataclass(frozen=True, slots=True)
class ProductText:
    """One product as it is written down."""

    name: str
    category: str
    garment: str
    cloth: str
    colours: list[str]
    usd: int
    description: str
    sizes: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    made_to_measure: bool = False


@dataclass(frozen=True, slots=True)
class ShopText:
    """One shop as it is written down; `code` begins its SKUs."""

    slug: str
    name: str
    code: str
    city: str
    country: str
    currency: str
    currencies: list[str]
    brand: str
    accessory_brand: str
    description: str
    products: list[ProductText]


@dataclass(frozen=True, slots=True)
class CategoryText:
    """One node of the tree; `chart` names the sizes of what stands in it."""

    slug: str
    name: str
    path: str
    parent: str | None
    position: int
    chart: str


@dataclass(frozen=True, slots=True)
class CollectionText:
    """One collection as it is written down."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Texts:
    """All that is written down, in its order."""

    shops: list[ShopText]
    categories: list[CategoryText]
    collections: list[CollectionText]
    charts: dict[str, SizeChart]

    def category(self, slug: str) -> CategoryText:
        """The category of this slug."""
        return next(category for category in self.categories if category.slug == slug)


@cache
def texts() -> Texts:
    """Read and check everything that is written down.

    Raises:
        ValueError: A file names something that does not exist; the message says which product and what.
    """
    common = _read("catalogue.toml")
    names = sorted(file.name for file in _DATA.iterdir() if file.name[:2].isdigit())
    read = Texts(
        shops=[_shop(_read(name)) for name in names],
        categories=[node for position, raw in enumerate(common["categories"]) for node in _nodes(raw, None, position)],
        collections=[CollectionText(**raw) for raw in common["collections"]],
        charts=common["charts"],
    )
    for shop in read.shops:
        for product in shop.products:
            _check(read, shop, product)
    return read


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def _shop(raw: dict[str, Any]) -> ShopText:
    products = [ProductText(**product) for product in raw.pop("products")]
    return ShopText(**raw, products=products)


def _nodes(raw: dict[str, Any], parent: CategoryText | None, position: int) -> Iterator[CategoryText]:
    node = CategoryText(
        slug=raw["slug"],
        name=raw["name"],
        path=f"{parent.path}/{raw['slug']}" if parent else raw["slug"],
        parent=parent.slug if parent else None,
        position=position,
        chart=raw.get("chart", ""),
    )
    yield node
    for index, child in enumerate(raw.get("children", [])):
        yield from _nodes(child, node, index)


def _check(read: Texts, shop: ShopText, product: ProductText) -> None:
    leaves = {category.slug: category.chart for category in read.categories}
    chart = read.charts.get(leaves.get(product.category, ""), {})
    known: tuple[tuple[str, list[str], set[str]], ...] = (
        ("currency", shop.currencies, set(CurrencyCode.values)),
        ("category", [product.category], set(leaves)),
        ("garment", [product.garment], set(GARMENTS)),
        ("cloth", [product.cloth], set(CLOTHS)),
        ("colour", product.colours, set(PALETTES)),
        ("size", product.sizes, set(chart)),
        ("collection", product.collections, {collection.slug for collection in read.collections}),
    )
    for what, named, exist in known:
        if unknown := sorted(set(named) - exist):
            raise ValueError(f"{shop.slug}, {product.name}: there is no {what} {', '.join(unknown)}")
