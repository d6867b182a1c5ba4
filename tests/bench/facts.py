"""`python -m tests.bench.facts`: puts a shopper into a seeded database and prints what a run must know of it, as JSON.

What answers are compared with comes from Django's ORM, and not from what is measured.
"""

import json
import random
import sys
from typing import Any

import django

django.setup()

from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models import Count, F, Sum
from django.test.utils import CaptureQueriesContext

from fashionistar.accounts.models import User
from fashionistar.checkout.models import Cart
from fashionistar.orders.models import Order
from fashionistar.products.models import Category, Product
from schema.lib.context import WireContext
from schema.lib.ids import global_id
from schema.products.facets import COUNTED_AT_MOST
from schema.root import schema
from tests.bench.operations import LIST
from tests.bench.shopper import EMAIL, PASSWORD, furnish

_PAGE, _DEEP_PAGES = 20, 100
_WORD, _CATEGORY = "cotton", "women"
_MOST_SLUGS, _MOST_CATEGORIES = 2_000, 12


def _statement() -> str:
    """The statement that reads the list, with nothing left to fill in."""
    with CaptureQueriesContext(connection) as captured:
        result = async_to_sync(schema.execute)(LIST, {"after": None}, context_value=WireContext())
    if result.errors or len(captured) != 1:
        raise SystemExit(f"the list is not one statement: {result.errors or captured.captured_queries}")
    return str(captured[0]["sql"])


def _slugs(total: int) -> list[str]:
    """Some products' slugs, spread over the catalogue, in random order."""
    newest = Product.objects.filter(status="PUBLISHED").order_by("-published_at", "-id").values_list("slug", flat=True)
    found = list(newest.iterator())
    chosen = random.Random(total)
    return chosen.sample(found, min(len(found), _MOST_SLUGS))


def _filtered() -> int:
    """How many products the filtered list has."""
    women = Category.objects.filter(path__startswith=_CATEGORY)
    worded = Product.objects.filter(name__icontains=_WORD) | Product.objects.filter(description__icontains=_WORD)
    free = Sum(F("variants__stock__on_hand") - F("variants__stock__reserved"))
    found = worded.filter(status="PUBLISHED", category__in=women).annotate(free=free).filter(free__gt=0)
    return found.count()


def facts(user: User) -> dict[str, Any]:
    """What a run must know."""
    newest = Product.objects.filter(status="PUBLISHED").order_by("-published_at", "-id")
    total = newest.count()
    deep = min(_DEEP_PAGES, (total - 1) // _PAGE - 1)
    categories = Category.objects.annotate(full=Count("products")).filter(full__gte=_PAGE).order_by("path")
    guest = Cart.objects.get(user=None)
    return {
        "products": total,
        "slugs": _slugs(total),
        "categories": list(categories.values_list("slug", flat=True)[:_MOST_CATEGORIES]),
        "first": list(newest.values_list("slug", flat=True)[:_PAGE]),
        "deep_pages": deep,
        "deep": list(newest.values_list("slug", flat=True)[deep * _PAGE : (deep + 1) * _PAGE]),
        "filtered": _filtered(),
        "counted": min(_filtered(), COUNTED_AT_MOST),
        "filter": {"search": _WORD, "category": _CATEGORY, "inStock": True},
        "orders": [f"FS-{number:06d}" for number in _numbers(user)],
        "cart": global_id("Cart", guest.pk),
        "sign_in": {"login": EMAIL, "password": PASSWORD},
        "sql": _statement(),
    }


def _numbers(user: User) -> list[int]:
    return list(Order.objects.filter(user=user).order_by("-placed_at", "-id").values_list("number", flat=True))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(facts(furnish())))
