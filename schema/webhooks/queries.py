"""Reads of webhooks."""

import strawberry
from django.db.models import Q

from fashionistar.webhooks import models
from schema.lib.ids import row_id
from schema.lib.paging import Connection, connection
from schema.lib.permissions import SignedInOrKey
from schema.lib.projection.rows import Rows
from schema.webhooks.types import WebhookEndpoint


@strawberry.type
class WebhookQueries:
    """Root fields about webhooks."""

    @connection(
        Connection[WebhookEndpoint],
        permission_classes=[SignedInOrKey],
        description="The webhook endpoints of the shops that the signed-in user owns or manages, newest first; for "
        "the platform's staff also the platform's own.",
    )
    def webhook_endpoints(self, vendor_id: strawberry.ID | None = None) -> Rows:
        """Of one shop when it is named."""
        where = Q() if vendor_id is None else Q(vendor=row_id(vendor_id, "Vendor"))
        # An id that is none must not find the endpoints without a shop.
        where = where if vendor_id is None else where & Q(vendor__isnull=False)
        return Rows(models.WebhookEndpoint, where, order=("-created_at", "-id"))
