"""What is made to measure in the market: offerings, specifications in carts and orders, alterations in every state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fashionistar.alterations.models import Alteration, AlterationStatus, AlterationStep
from fashionistar.checkout.models import CartLine
from fashionistar.orders.models import OrderLine
from fashionistar.products.models import Product
from fashionistar.tailoring.models import Offering, Specification
from tests.people import People

_WAIST = {
    "term": "WAIST_GIRTH", "valueMm": "812.8", "lowMm": "794.8", "highMm": "830.8", "source": "ESTIMATED",
    "measuredAt": "2026-03-01T12:00:00+00:00", "modelId": "m-1",
}  # fmt: skip
_HIP = _WAIST | {"term": "HIP_GIRTH", "source": "TAPE", "modelId": None}


def sew(people: People, texts: Sequence[str], noon: datetime) -> None:
    """Put up everything that the wire shows of tailoring."""
    for number, product in enumerate(Product.objects.order_by("pk")[:5]):
        choices = [{"name": texts[number], "surcharges": {}}, {"name": "B", "surcharges": {"NGN": 5, "KES": 10**9}}]
        Offering.objects.create(
            product=product,
            lead_time_days=number + 1,
            terms=["WAIST_GIRTH", "HIP_GIRTH"][: number % 2 + 1],
            options=[{"name": texts[1], "required": number % 2 == 0, "choices": choices}][: number % 3],
            fabrics=[{"name": "F", "description": texts[4], "available": number % 2 == 1, "surcharges": {"USD": 7}}],
        )
    for number, line in enumerate(CartLine.objects.filter(cart__user__isnull=False).order_by("pk")[:4]):
        _give(line, _specified(people, line, number, texts))
    for number, bought in enumerate(OrderLine.objects.filter(vendor_order__order__user__isnull=False).order_by("pk")):
        _give(bought, _specified(people, bought, number, texts))
        if number < len(AlterationStatus):
            _altered(bought, list(AlterationStatus)[number], texts, noon)
    Specification.objects.filter(pk=bought.specification.pk).update(
        measurements=[], profile_name="", note="", erased_at=noon
    )


def _give(line: Any, specification: Specification) -> None:
    line.specification = specification
    line.save(update_fields=["specification"])


def _specified(people: People, line: CartLine | OrderLine, number: int, texts: Sequence[str]) -> Specification:
    fabric = {"name": "F", "description": texts[number % 7], "surchargeMinor": number}
    is_bought = isinstance(line, OrderLine)
    return Specification.objects.create(
        vendor=line.vendor_order.vendor if is_bought else people.atelier,
        variant=line.variant,
        user=line.vendor_order.order.user if is_bought else line.cart.user,
        currency=("NGN", "KES")[number % 2],
        profile_name=texts[number % 7],
        unit=("CM", "INCH")[number % 2],
        measurements=[_WAIST, _HIP][: number % 3],
        options=[{"option": texts[1], "choice": texts[2], "surchargeMinor": 10**6}] * (number % 2),
        fabric=fabric if number % 3 else None,
        lead_time_days=number * 30 % 300,
        note=texts[number % 5],
        surcharge_minor=number,
        agreed_price_minor=number * 100 if number % 4 == 3 else None,
    )


def _altered(line: OrderLine, status: AlterationStatus, texts: Sequence[str], noon: datetime) -> None:
    made = Alteration.objects.create(
        line=line,
        status=status,
        points=[{"term": "WAIST_GIRTH", "verdict": "TIGHT", "byMm": "25.4"}],
        note=texts[4],
        reason=texts[1] if status == AlterationStatus.DECLINED else "",
    )
    for place, each in enumerate((AlterationStatus.REQUESTED, status)[: 1 + (status != AlterationStatus.REQUESTED)]):
        side = ("BUYER", "SHOP")[place]
        AlterationStep.objects.create(alteration=made, status=each, side=side, moved_by="system", at=noon)
