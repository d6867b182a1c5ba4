"""`python -m tests.bench [--products N]`: what a list, a product and a purchase cost beside a trivial query."""

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
os.environ["LOG_LEVEL"] = "ERROR"

import django

import tests.infrastructure  # noqa: F401  (starts the servers, before Django reads where they are)

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db.models import F
from django.test.utils import get_runner, override_settings
from rich.console import Console
from rich.table import Table

from fashionistar.inventory.models import StockItem
from fashionistar.products.models import Variant
from tests.wire.client import CART_CREATE, CHECKOUT, Wire, checkout_input, gid, key

LIST = """{ products(first: 20) { nodes { id slug name vendor { name } category { name } brand { name }
  media { url(thumbnail: CARD) } variants { id sku name prices { amount currency } stock { available } } } } }"""
PRODUCT = """query($slug: String!) { product(slug: $slug) { id name description vendor { name }
  media { url } options { name values { value } } variants { sku prices { amount } stock { available } } } }"""


def purchase(variant: Variant, currency: str) -> None:
    """A cart and its checkout; the gateway is out of reach, so the page is not part of it."""
    wire = Wire()
    lines = [{"variantId": gid(variant), "quantity": 1}]
    made = wire(CART_CREATE, input={"currency": currency, "lines": lines}).data["cartCreate"]["cart"]
    assert wire(CHECKOUT, input=checkout_input(made["id"]), key=key()).data["checkoutComplete"]["order"]


def seconds(work: Callable[[], object], *, rounds: int) -> list[float]:
    """How long each round took."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def measure(rounds: int) -> Table:
    """Run every case in turn with the baseline, so that a drifting machine slows both alike."""
    variant = Variant.objects.filter(prices__currency="NGN", stock__isnull=False).select_related("product")[0]
    StockItem.objects.filter(variant=variant).update(on_hand=F("reserved") + rounds + 1)
    wire = Wire()
    cases: dict[str, Callable[[], object]] = {
        "list of 20": lambda: wire(LIST),
        "product by slug": lambda: wire(PRODUCT, slug=variant.product.slug),
        "cart and checkout": lambda: purchase(variant, "NGN"),
    }
    table = Table("case", "median ms", "p95 ms", "baseline ms", "ratio", title=f"{rounds} rounds each")
    for name, work in cases.items():
        work()
        ours: list[float] = []
        base: list[float] = []
        for _ in range(rounds):
            ours += seconds(work, rounds=1)
            base += seconds(lambda: wire("{ __typename }"), rounds=1)
        median, baseline = statistics.median(ours) * 1000, statistics.median(base) * 1000
        p95 = statistics.quantiles(ours, n=20)[-1] * 1000
        table.add_row(name, f"{median:.1f}", f"{p95:.1f}", f"{baseline:.1f}", f"{median / baseline:.1f}")
    return table


def main() -> None:
    """Seed a database of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=0, help="benchmark-size catalogue instead of the demo's alone")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(DEBUG=True, PAYSTACK_BASE_URL="http://127.0.0.1:9"):
            call_command("seed", **({"products": options.products} if options.products else {}))
        Console().print(measure(options.rounds))
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
