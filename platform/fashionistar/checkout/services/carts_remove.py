"""Forget somebody's carts."""

from uuid import UUID

from django.db import transaction

from fashionistar.checkout.models import Cart, CartLine, CartStatus
from fashionistar.tailoring.specifying import specifications_drop


@transaction.atomic
def carts_remove(*, user_id: UUID) -> None:
    """Remove the carts of a user that did not become orders, and what is specified in them.

    In the caller's transaction.
    """
    carts = Cart.objects.filter(user=user_id).exclude(status=CartStatus.COMPLETED)
    specified = list(CartLine.objects.filter(cart__in=carts).values_list("specification", flat=True))
    carts.delete()
    specifications_drop(specified)
