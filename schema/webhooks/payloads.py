"""What mutations of webhooks answer."""

from uuid import UUID

import strawberry

from fashionistar.webhooks import models
from schema.lib.errors import UserError
from schema.lib.projection.rows import one
from schema.webhooks.types import WebhookDelivery, WebhookEndpoint


@strawberry.type
class WebhookEndpointPayload:
    """The endpoint as it is now, or what was wrong."""

    endpoint_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def webhook_endpoint(self) -> WebhookEndpoint | None:
        """The endpoint as it is now."""
        return one(models.WebhookEndpoint, self.endpoint_id)


@strawberry.type
class WebhookSecretPayload:
    """The endpoint and its new secret, or what was wrong."""

    endpoint_id: strawberry.Private[UUID | None] = None
    secret: str | None = strawberry.field(
        default=None, description="Verifies signatures (Standard Webhooks). Shown now and never again."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def webhook_endpoint(self) -> WebhookEndpoint | None:
        """The endpoint as it is now."""
        return one(models.WebhookEndpoint, self.endpoint_id)


@strawberry.type
class WebhookEndpointDeletePayload:
    """The id of what is gone, or what was wrong."""

    deleted_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class WebhookDeliveryPayload:
    """The delivery that will be sent, or what was wrong."""

    delivery_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def webhook_delivery(self) -> WebhookDelivery | None:
        """The delivery as it is now."""
        return one(models.WebhookDelivery, self.delivery_id)
