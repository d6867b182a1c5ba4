"""Writing products in bulk: keys drawn from the database, rows sent with COPY."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from fashionistar.demo.plans import ProductPlan
from fashionistar.demo.textiles.pictures import HEIGHT, WIDTH
from fashionistar.inventory.models import StockItem
from fashionistar.products.models import (
    Collection,
    Media,
    OptionValue,
    Product,
    ProductOption,
    ProductStatus,
    Variant,
    VariantPrice,
)

_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Product: (
        "id", "vendor_id", "category_id", "brand_id", "slug", "name", "description", "made_to_measure", "size_guide",
        "status", "published_at",
    ),
    ProductOption: ("id", "product_id", "name", "position"),
    OptionValue: ("id", "option_id", "value", "position"),
    Variant: ("id", "product_id", "sku", "name", "position"),
    Variant.values.through: ("variant_id", "optionvalue_id"),
    VariantPrice: ("variant_id", "currency", "amount_minor"),
    StockItem: ("variant_id", "on_hand", "reserved"),
    Media: ("product_id", "variant_id", "file", "alt", "position", "width", "height"),
    Collection.products.through: ("collection_id", "product_id"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the rows that products refer to, by slug."""

    vendors: dict[str, UUID]
    categories: dict[str, UUID]
    brands: dict[str, UUID]
    collections: dict[str, UUID]


class Rows:
    """The rows of some products, table by table."""

    def __init__(self, keys: Keys, plans: Sequence[ProductPlan], new: Iterator[UUID]) -> None:
        """Make the rows; `new` are keys for them, as many as `keys_for` says."""
        self._keys, self._new = keys, new
        self._tables: dict[type[models.Model], list[tuple[object, ...]]] = defaultdict(list)
        for plan in plans:
            self._add(plan)

    def copy(self) -> None:
        """Send everything, parents first."""
        with connection.cursor() as cursor:
            for model, columns in _COLUMNS.items():
                statement = SQL("COPY {} ({}) FROM STDIN").format(
                    Identifier(model._meta.db_table),  # noqa: SLF001
                    SQL(", ").join(map(Identifier, columns)),
                )
                with cursor.copy(statement) as copy:
                    for row in self._tables[model]:
                        copy.write_row(row)

    def _add(self, plan: ProductPlan) -> None:
        keys, tables, product = self._keys, self._tables, next(self._new)
        brand = keys.brands[plan.brand] if plan.brand else None
        tables[Product].append(
            (
                product, keys.vendors[plan.vendor], keys.categories[plan.category], brand, plan.slug, plan.name,
                plan.description, plan.made_to_measure, Jsonb(plan.size_guide), ProductStatus.PUBLISHED.value,
                plan.published_at,
            )
        )  # fmt: skip
        variants = self._add_variants(plan, product, self._add_options(plan, product))
        for position, media in enumerate(plan.media):
            shown = None if media.variant is None else variants[media.variant]
            tables[Media].append((product, shown, media.file, media.alt, position, WIDTH, HEIGHT))
        for collection in plan.collections:
            tables[Collection.products.through].append((keys.collections[collection], product))

    def _add_options(self, plan: ProductPlan, product: UUID) -> dict[tuple[str, str], UUID]:
        answers = {}
        for position, (name, values) in enumerate(plan.options):
            option = next(self._new)
            self._tables[ProductOption].append((option, product, name, position))
            for place, value in enumerate(values):
                answers[name, value] = answer = next(self._new)
                self._tables[OptionValue].append((answer, option, value, place))
        return answers

    def _add_variants(self, plan: ProductPlan, product: UUID, answers: dict[tuple[str, str], UUID]) -> list[UUID]:
        tables, variants = self._tables, []
        for position, variant in enumerate(plan.variants):
            key = next(self._new)
            variants.append(key)
            tables[Variant].append((key, product, variant.sku, variant.name, position))
            tables[Variant.values.through].extend((key, answers[answer]) for answer in variant.values)
            tables[VariantPrice].extend((key, currency, minor) for currency, minor in variant.prices)
            tables[StockItem].append((key, variant.on_hand, 0))
        return variants


def new_keys(count: int) -> Iterator[UUID]:
    """UUIDv7 keys from the database, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", [count])
        return iter([key for (key,) in cursor.fetchall()])


def keys_for(plans: Sequence[ProductPlan]) -> int:
    """How many keys the rows of these products take; the other tables' keys are their own default."""
    return sum(
        1 + len(plan.variants) + len(plan.options) + sum(len(values) for _, values in plan.options) for plan in plans
    )
