"""What the demo makes to measure: the first shop's agbada, in three cloths and with its embroidery."""

from fashionistar.demo.prices import price_minor
from fashionistar.demo.texts import texts
from fashionistar.measurements.estimation.terms import GARMENTS, Garment
from fashionistar.products.models import Product
from fashionistar.tailoring.models import Offering

#: By its slug; the first shop's.
_AGBADA = "dyers-agbada"
_LEAD_TIME_DAYS = 21
_OPTIONS = (
    ("Embroidery", True, (("None", 0), ("Neckline", 15_00), ("Neckline and chest", 40_00))),
    ("Sleeves", True, (("Wide", 0), ("Narrow", 0))),
    ("Cap", False, (("Matching fila", 12_00),)),
)
_FABRICS = (
    ("Adire cotton", "Hand-dyed in our own pits, two indigos on request", True, 0),
    ("Guinea brocade", "Stiff and shining, beaten with wooden mallets", True, 30_00),
    ("Aso oke", "Handwoven in Iseyin; the loom rests in the rains", False, 75_00),
)


def write_offering() -> None:
    """Have the first shop make its agbada to measure."""
    shop = texts().shops[0]
    product = Product.objects.get(slug=_AGBADA, vendor__slug=shop.slug)

    def added(cents: int) -> dict[str, int]:
        return {currency: price_minor(cents, currency) for currency in shop.currencies} if cents else {}

    Offering.objects.create(
        product=product,
        lead_time_days=_LEAD_TIME_DAYS,
        terms=[str(term) for term in GARMENTS[Garment.AGBADA]],
        options=[
            {
                "name": name,
                "required": required,
                "choices": [{"name": choice, "surcharges": added(cents)} for choice, cents in choices],
            }
            for name, required, choices in _OPTIONS
        ],
        fabrics=[
            {"name": name, "description": description, "available": available, "surcharges": added(cents)}
            for name, description, available, cents in _FABRICS
        ],
    )
