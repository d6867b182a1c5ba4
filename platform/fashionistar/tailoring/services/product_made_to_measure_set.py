"""Say how a product is made to measure, or that it is not."""

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.products.models import Product
from fashionistar.products.selectors import managed_products
from fashionistar.tailoring.models import Offering
from fashionistar.tailoring.offering_input import GivenOffering, check_offering
from fashionistar.tailoring.specifying import ordered


@transaction.atomic(durable=True)
def product_made_to_measure_set(*, actor: Actor, product_id: UUID, given: GivenOffering | None) -> Product:
    """Offer a product that the actor manages to measure, in place of what was offered; None ends it. Safe to repeat.

    What was ordered, and what is in carts, keeps its specification; a cart says what has changed since.

    Raises:
        DomainError: NOT_FOUND; REQUIRED, INVALID, one fault for each thing that is wrong.
    """
    held = managed_products(actor).select_for_update(of=("self",), no_key=True)
    product: Product | None = held.filter(pk=product_id).first()
    if product is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such product.", "productId")
    if given is None:
        Offering.objects.filter(product=product).delete()
    else:
        check_offering(given)
        said = {
            "lead_time_days": given.lead_time_days,
            "terms": [str(term) for term in ordered(given.terms)],
            "options": [asdict(option) for option in given.options],
            "fabrics": [asdict(fabric) for fabric in given.fabrics],
        }
        Offering.objects.update_or_create(product=product, defaults=said)
    product.made_to_measure = given is not None
    product.save(update_fields=["made_to_measure"])
    return product
