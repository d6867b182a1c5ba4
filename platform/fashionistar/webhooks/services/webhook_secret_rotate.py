"""Give an endpoint a new secret; for a day both sign."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.sealing import sealed
from fashionistar.webhooks.endpoint_input import managed_endpoint
from fashionistar.webhooks.models import WebhookEndpoint
from fashionistar.webhooks.signing import new_secret

OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """An endpoint and its new secret, which is never shown again."""

    endpoint: WebhookEndpoint
    secret: str


@transaction.atomic(durable=True)
def webhook_secret_rotate(*, actor: Actor, endpoint_id: UUID, now: datetime) -> Issued:
    """Make a new secret; the one before it signs too, until its day is over.

    Raises:
        DomainError: NOT_FOUND.
    """
    endpoint, secret = managed_endpoint(actor, endpoint_id), new_secret()
    endpoint.previous_secret, endpoint.secret = endpoint.secret, sealed(secret)
    endpoint.previous_secret_until = now + OVERLAP
    endpoint.save(update_fields=["secret", "previous_secret", "previous_secret_until"])
    return Issued(endpoint, secret)
