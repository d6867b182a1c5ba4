"""Remove an endpoint."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.webhooks.endpoint_input import managed_endpoint


@transaction.atomic(durable=True)
def webhook_endpoint_delete(*, actor: Actor, endpoint_id: UUID) -> UUID:
    """Remove an endpoint, its deliveries and their log; what waits is not sent. Returns its key.

    Raises:
        DomainError: NOT_FOUND.
    """
    managed_endpoint(actor, endpoint_id).delete()
    return endpoint_id
