"""Change where an endpoint is, or what it is sent."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.webhooks.endpoint_input import (
    accepted_description,
    accepted_events,
    accepted_url,
    managed_endpoint,
    no_such_endpoint,
)
from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.models import WebhookEndpoint
from fashionistar.webhooks.selectors import managed_endpoints


def webhook_endpoint_update(
    *,
    actor: Actor,
    endpoint_id: UUID,
    url: str | None,
    events: Sequence[WebhookEventType] | None,
    selection: str | None,
    description: str | None,
) -> WebhookEndpoint:
    """Change what is given. The actor becomes the owner: nobody makes an endpoint read with another's eyes.

    Raises:
        DomainError: NOT_FOUND, REQUIRED or INVALID.
    """
    if not managed_endpoints(actor).filter(pk=endpoint_id).exists():
        raise no_such_endpoint()
    changes: dict[str, object] = {"owner_id": actor.user_id}
    if url is not None:
        changes["url"] = accepted_url(url)
    if events is not None:
        changes["events"] = accepted_events(events)
    if selection is not None:
        changes["selection"] = selection
    if description is not None:
        changes["description"] = accepted_description(description)
    with transaction.atomic(durable=True):
        endpoint = managed_endpoint(actor, endpoint_id)
        for name, value in changes.items():
            setattr(endpoint, name, value)
        endpoint.save(update_fields=list(changes))
    return endpoint
