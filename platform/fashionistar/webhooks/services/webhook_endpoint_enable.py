"""Call an endpoint again."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.webhooks.endpoint_input import managed_endpoint
from fashionistar.webhooks.models import WebhookEndpoint


@transaction.atomic(durable=True)
def webhook_endpoint_enable(*, actor: Actor, endpoint_id: UUID) -> WebhookEndpoint:
    """Enable a disabled endpoint; the actor becomes its owner. One that is enabled is left alone.

    Raises:
        DomainError: NOT_FOUND.
    """
    endpoint = managed_endpoint(actor, endpoint_id)
    if endpoint.disabled_at is None or actor.user_id is None:
        return endpoint
    endpoint.disabled_at, endpoint.disabled_reason, endpoint.failing_since = None, "", None
    endpoint.owner_id = actor.user_id
    endpoint.save(update_fields=["disabled_at", "disabled_reason", "failing_since", "owner_id"])
    return endpoint
