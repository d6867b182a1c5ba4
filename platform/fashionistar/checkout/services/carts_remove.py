"""Forget somebody's carts."""

from uuid import UUID

from django.db import transaction

from fashionistar.checkout.models import Cart, CartStatus


@transaction.atomic
def carts_remove(*, user_id: UUID) -> None:
    """Remove the carts of a user that did not become orders, in the caller's transaction."""
    Cart.objects.filter(user=user_id).exclude(status=CartStatus.COMPLETED).delete()
