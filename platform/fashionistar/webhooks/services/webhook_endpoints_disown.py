"""Call the endpoints of somebody who left no more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.webhooks.models import WebhookDisabledReason, WebhookEndpoint
from fashionistar.webhooks.services.delivery_lease import disable


@transaction.atomic
def webhook_endpoints_disown(*, owner_id: UUID, now: datetime) -> None:
    """Disable all that are read with her eyes, in the caller's transaction; another manager who enables one owns it."""
    hers = WebhookEndpoint.objects.filter(owner=owner_id, disabled_at__isnull=True).order_by("pk")
    for endpoint in hers.select_for_update(of=("self",), no_key=True):
        disable(endpoint, WebhookDisabledReason.OWNER_LEFT, now=now)
