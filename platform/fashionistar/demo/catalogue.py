"""Writing the catalogue: the curated part at once, a benchmark-size one batch by batch."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import zip_longest

from django.db import connection, transaction
from django.utils.text import slugify

from fashionistar.demo.bodies import write_charts
from fashionistar.demo.copying import Keys, Rows, keys_for, new_keys
from fashionistar.demo.plans import curated, multiplied
from fashionistar.demo.tailoring import write_offering
from fashionistar.demo.texts import CategoryText, texts
from fashionistar.products.models import Brand, Category, Collection
from fashionistar.vendors.models import Vendor

#: Products in one transaction: few enough to hold in memory, enough to pay for the round trips.
_BATCH = 2_000
_LAST_NUMBER = "SELECT max(substring(slug FROM '-no-([0-9]{7})$')::integer) FROM products_product"


def is_written() -> bool:
    """Whether the curated catalogue is there; it is written as a whole or not at all."""
    return Vendor.objects.filter(slug=texts().shops[0].slug).exists()


@transaction.atomic
def write_curated() -> None:
    """Write the shops, the tree, brands, collections, and the products with their sizes and what is made to measure."""
    _write_shops()
    _write_tree()
    brands = {name for shop in texts().shops for name in (shop.brand, shop.accessory_brand)}
    Brand.objects.bulk_create(Brand(slug=slugify(name), name=name) for name in sorted(brands))
    Collection.objects.bulk_create(
        Collection(slug=text.slug, name=text.name, description=text.description) for text in texts().collections
    )
    Rows(_keys(), curated(), new_keys(keys_for(curated()))).copy()
    write_offering()
    write_charts()


def last_number() -> int:
    """How many products the catalogue has, curated ones included."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_NUMBER)
        (number,) = cursor.fetchone()
    return number or len(curated())


def multiply(total: int, advanced: Callable[[int], None]) -> int:
    """Add copies under other names until the catalogue has `total` products; returns how many were added.

    Each batch is a transaction of its own: a run that is cut short is continued by the next one.

    Args:
        total: Products in the end, curated ones included.
        advanced: Told how many products each batch has added.
    """
    keys, first = _keys(), last_number() + 1
    batches = [range(start, min(start + _BATCH, total + 1)) for start in range(first, total + 1, _BATCH)]
    with ThreadPoolExecutor(1) as pool:
        ahead: Future[Rows] | None = None
        for batch, following in zip_longest(batches, batches[1:]):
            rows = (ahead or _prepare(pool, keys, batch)).result()
            ahead = _prepare(pool, keys, following) if following else None
            with transaction.atomic():
                _trust_keys()
                rows.copy()
            advanced(len(batch))
    return max(0, total + 1 - first)


def _prepare(pool: ThreadPoolExecutor, keys: Keys, numbers: range) -> Future[Rows]:
    """Make a batch's rows while the one before it is being written."""
    plans = [multiplied(number) for number in numbers]
    return pool.submit(Rows, keys, plans, new_keys(keys_for(plans)))


def _trust_keys() -> None:
    """Spare this transaction the check of each foreign key, if we may: all were read or drawn just now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if cursor.fetchone() == (True,):
            cursor.execute("SET LOCAL session_replication_role = replica")


def analyze() -> None:
    """Let the planner know what has come in."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _write_shops() -> None:
    Vendor.objects.bulk_create(
        Vendor(
            slug=shop.slug,
            name=shop.name,
            description=shop.description,
            city=shop.city,
            country=shop.country,
            currency=shop.currency,
            currencies=shop.currencies,
        )
        for shop in texts().shops
    )


def _write_tree() -> None:
    written: dict[str | None, Category] = {}
    depths: dict[int, list[CategoryText]] = {}
    for text in texts().categories:
        depths.setdefault(text.path.count("/"), []).append(text)
    for _, level in sorted(depths.items()):
        rows = Category.objects.bulk_create(
            Category(
                slug=text.slug,
                path=text.path,
                name=text.name,
                position=text.position,
                parent=written[text.parent] if text.parent else None,
            )
            for text in level
        )
        written |= {row.slug: row for row in rows}


def _keys() -> Keys:
    return Keys(
        vendors=dict(Vendor.objects.values_list("slug", "pk")),
        categories=dict(Category.objects.values_list("slug", "pk")),
        brands=dict(Brand.objects.values_list("name", "pk")),
        collections=dict(Collection.objects.values_list("slug", "pk")),
    )
