"""What a garment costs, how many there are and whom it fits: worked out from what is written down."""

from random import Random

from fashionistar.demo.book import Garment
from fashionistar.kernel.money import Money

#: Units of each currency for a dollar, and the step that its prices are rounded to.
_RATES = {"USD": (1, 1), "NGN": (1500, 500), "GHS": (12, 5), "KES": (130, 50), "ZAR": (18, 10)}
#: Larger sizes take more cloth.
_LARGE = {"XXL", "3XL"}

_WOMEN = {
    "XS": ("80-84", "62-66", "86-90"),
    "S": ("84-88", "66-70", "90-94"),
    "M": ("90-94", "72-76", "96-100"),
    "L": ("96-101", "78-83", "102-107"),
    "XL": ("104-110", "86-92", "110-116"),
    "XXL": ("112-118", "94-100", "118-124"),
    "3XL": ("120-127", "102-109", "126-133"),
}
_MEN = {
    "XS": ("84-88", "70-74", "86-90"),
    "S": ("90-94", "76-80", "90-94"),
    "M": ("96-100", "82-86", "96-100"),
    "L": ("102-107", "88-93", "102-107"),
    "XL": ("110-116", "96-102", "110-116"),
    "XXL": ("118-124", "104-110", "118-124"),
    "3XL": ("126-132", "112-119", "126-132"),
}


def price_minor(usd: int, currency: str, size: str) -> int:
    """A round price in minor units.

    Args:
        usd: What the garment is worth in dollars.
        currency: Of the price.
        size: The larger ones cost a little more.
    """
    rate, step = _RATES[currency]
    worth = usd * rate * (108 if size in _LARGE else 100) / 100
    return Money.of(max(step, round(worth / step) * step), currency).minor


def on_hand(sku: str) -> int:
    """Units in stock: a few are sold out, some nearly, most are not."""
    rng = Random(f"stock/{sku}")  # noqa: S311  (a demo's stock, not a secret)
    chance = rng.random()
    if chance < 0.05:
        return 0
    return rng.randint(1, 5) if chance < 0.17 else rng.randint(8, 60)


def size_guide(garment: Garment, department: str) -> dict[str, dict[str, str]]:
    """Body girths in cm for each lettered size; empty for what has none.

    Args:
        garment: Whose sizes are looked up.
        department: The slug of the category's root.
    """
    girths = _MEN if department == "men" else _WOMEN
    return {
        size: dict(zip(("chest", "waist", "hip"), girths[size], strict=True))
        for size in garment.sizes
        if size in girths
    }
