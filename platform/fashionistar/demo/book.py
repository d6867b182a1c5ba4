"""The demo catalogue as it is written down in `data/`, read into typed rows and checked."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify

from fashionistar.demo.textiles.cloths import CLOTHS
from fashionistar.demo.textiles.garments import GARMENTS
from fashionistar.demo.textiles.palettes import PALETTES
from fashionistar.kernel.money import CurrencyCode

DATA = Path(__file__).parent / "data"


class BookError(Exception):
    """The data is wrong; the message names the file and the entry, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Garment:
    """A product as it is written down; prices, stock and pictures follow from it."""

    name: str
    slug: str
    category: str
    brand: str
    cloth: str
    cut: str
    usd: int
    sizes: tuple[str, ...]
    colours: tuple[str, ...]
    collections: tuple[str, ...]
    made_to_measure: bool
    description: str


@dataclass(frozen=True, slots=True)
class Shop:
    """A vendor with all that it sells."""

    slug: str
    name: str
    city: str
    country: str
    currency: str
    currencies: tuple[str, ...]
    description: str
    garments: tuple[Garment, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Book:
    """The whole catalogue; a category is its names from the root."""

    categories: tuple[tuple[str, ...], ...]
    brands: tuple[str, ...]
    collections: tuple[Shelf, ...]
    shops: tuple[Shop, ...]


class _Entry:
    """A table of a TOML file, read key by key; a missing, wrong or unknown key is refused."""

    def __init__(self, table: object, where: str) -> None:
        if not isinstance(table, Mapping):
            raise BookError(f"{where}: write a table here")
        self._left: dict[object, object] = dict(table)
        self.where = where

    def text(self, key: str, default: str | None = None) -> str:
        value = self._left.pop(key, default)
        if not isinstance(value, str):
            raise BookError(f"{self.where}: `{key}` must be a text")
        return value

    def whole(self, key: str) -> int:
        value = self._left.pop(key, None)
        if not isinstance(value, int) or value <= 0:
            raise BookError(f"{self.where}: `{key}` must be a whole number above 0")
        return value

    def flag(self, key: str) -> bool:
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise BookError(f"{self.where}: `{key}` must be true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(str(value) for value in self._list(key))

    def entries(self, key: str, name: str) -> "list[_Entry]":
        return [_Entry(value, f"{self.where}, {name} {i}") for i, value in enumerate(self._list(key), start=1)]

    def end(self) -> None:
        if self._left:
            raise BookError(f"{self.where}: unknown {', '.join(f'`{key}`' for key in self._left)}; take it out")

    def _list(self, key: str) -> list[object]:
        value = self._left.pop(key, [])
        if not isinstance(value, list):
            raise BookError(f"{self.where}: `{key}` must be a list")
        return value


def load(folder: Path = DATA) -> Book:
    """Read and check the catalogue.

    Raises:
        BookError: A file does not say what it must.
    """
    entry = _read(folder / "catalogue.toml")
    slugs = entry.texts("vendors")
    book = Book(
        categories=tuple(tuple(path.split(" > ")) for path in entry.texts("categories")),
        brands=entry.texts("brands"),
        collections=tuple(_shelf(shelf) for shelf in entry.entries("collections", "collection")),
        shops=tuple(_shop(slug, _read(folder / "vendors" / f"{slug}.toml")) for slug in slugs),
    )
    entry.end()
    _check(book)
    return book


def _read(path: Path) -> _Entry:
    try:
        return _Entry(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise BookError(f"{path.name}: cannot be read: {fault}") from fault


def _shelf(entry: _Entry) -> Shelf:
    name = entry.text("name")
    shelf = Shelf(slug=slugify(name), name=name, description=entry.text("description"))
    entry.end()
    return shelf


def _shop(slug: str, entry: _Entry) -> Shop:
    brand = entry.text("brand", "")
    shop = Shop(
        slug=slug,
        name=entry.text("name"),
        city=entry.text("city"),
        country=entry.text("country"),
        currency=entry.text("currency"),
        currencies=entry.texts("currencies"),
        description=entry.text("description"),
        garments=tuple(_garment(garment, brand) for garment in entry.entries("products", "product")),
    )
    entry.end()
    return shop


def _garment(entry: _Entry, brand: str) -> Garment:
    name = entry.text("name")
    entry.where += f" ({name})"
    garment = Garment(
        name=name,
        slug=slugify(name),
        category=entry.text("category"),
        brand=entry.text("brand", brand),
        cloth=entry.text("cloth"),
        cut=entry.text("cut"),
        usd=entry.whole("usd"),
        sizes=tuple(entry.text("sizes", "").split()),
        colours=entry.texts("colours"),
        collections=entry.texts("collections"),
        made_to_measure=entry.flag("made_to_measure"),
        description=entry.text("description"),
    )
    entry.end()
    if not garment.colours:
        raise BookError(f"{entry.where}: name at least one colour")
    return garment


def _check(book: Book) -> None:
    garments = [garment for shop in book.shops for garment in shop.garments]
    known = {
        "category": ({slugify(path[-1]) for path in book.categories}, [g.category for g in garments]),
        "brand": ({"", *book.brands}, [g.brand for g in garments]),
        "collection": ({shelf.slug for shelf in book.collections}, [c for g in garments for c in g.collections]),
        "cloth": (set(CLOTHS), [g.cloth for g in garments]),
        "cut": (set(GARMENTS), [g.cut for g in garments]),
        "colour": (set(PALETTES), [c for g in garments for c in g.colours]),
        "currency": (set(CurrencyCode.values), [c for shop in book.shops for c in (shop.currency, *shop.currencies)]),
    }
    for kind, (words, used) in known.items():
        if unknown := set(used) - words:
            raise BookError(f"unknown {kind}: {', '.join(sorted(unknown))}; known: {', '.join(sorted(words))}")
    for kind, slugs in (("product", [g.slug for g in garments]), ("vendor", [shop.slug for shop in book.shops])):
        if twice := [slug for slug, times in Counter(slugs).items() if times > 1]:
            raise BookError(f"the same {kind} twice: {', '.join(twice)}; give each its own name")
