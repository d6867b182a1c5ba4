"""What a shop does with its webhooks."""

from uuid import UUID

import strawberry

from fashionistar.webhooks import models
from fashionistar.webhooks.services.webhook_delivery_redeliver import webhook_delivery_redeliver
from fashionistar.webhooks.services.webhook_endpoint_create import webhook_endpoint_create
from fashionistar.webhooks.services.webhook_endpoint_delete import webhook_endpoint_delete
from fashionistar.webhooks.services.webhook_endpoint_enable import webhook_endpoint_enable
from fashionistar.webhooks.services.webhook_endpoint_test import webhook_endpoint_test
from fashionistar.webhooks.services.webhook_endpoint_update import webhook_endpoint_update
from fashionistar.webhooks.services.webhook_secret_rotate import Issued, webhook_secret_rotate
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_if_named, row_named
from schema.lib.permissions import SignedIn, SignedInOrKey
from schema.webhooks.inputs import (
    WebhookDeliveryRedeliverInput,
    WebhookEndpointCreateInput,
    WebhookEndpointDeleteInput,
    WebhookEndpointEnableInput,
    WebhookEndpointTestInput,
    WebhookEndpointUpdateInput,
    WebhookSecretRotateInput,
)
from schema.webhooks.payloads import (
    WebhookDeliveryPayload,
    WebhookEndpointDeletePayload,
    WebhookEndpointPayload,
    WebhookSecretPayload,
)
from schema.webhooks.selection import accepted_selection


def _selection(info: WireInfo, given: str) -> str:
    return accepted_selection(given, info.schema._schema)  # noqa: SLF001  (rules need the inner one)


def _endpoint(given: strawberry.ID) -> UUID:
    return row_named(given, "WebhookEndpoint", "id", "You have no such webhook endpoint.")


def _changed(endpoint: models.WebhookEndpoint) -> WebhookEndpointPayload:
    return WebhookEndpointPayload(endpoint_id=endpoint.pk)


def _unchanged(errors: list[UserError]) -> WebhookEndpointPayload:
    return WebhookEndpointPayload(user_errors=errors)


def _issued(issued: Issued) -> WebhookSecretPayload:
    return WebhookSecretPayload(endpoint_id=issued.endpoint.pk, secret=issued.secret)


def _not_issued(errors: list[UserError]) -> WebhookSecretPayload:
    return WebhookSecretPayload(user_errors=errors)


def _asked(delivery: models.WebhookDelivery) -> WebhookDeliveryPayload:
    return WebhookDeliveryPayload(delivery_id=delivery.pk)


def _not_asked(errors: list[UserError]) -> WebhookDeliveryPayload:
    return WebhookDeliveryPayload(user_errors=errors)


@strawberry.type
class WebhookMutations:
    """Root fields about webhooks."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Register a URL that is told of a shop's events. The payload has the secret, this once.",
    )
    async def webhook_endpoint_create(self, info: WireInfo, input: WebhookEndpointCreateInput) -> WebhookSecretPayload:
        """For a shop's owner and managers."""
        return await attempt(
            lambda: webhook_endpoint_create(
                actor=info.context.actor,
                vendor_id=row_if_named(input.vendor_id, "Vendor", "vendorId", "There is no such shop."),
                url=input.url,
                events=input.events,
                selection=_selection(info, input.selection),
                description=input.description,
            ),
            done=_issued,
            refused=_not_issued,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Change where an endpoint is or what it is sent. Payloads are read as whoever changed it last.",
    )
    async def webhook_endpoint_update(
        self, info: WireInfo, input: WebhookEndpointUpdateInput
    ) -> WebhookEndpointPayload:
        """What is left out stays as it is."""
        return await attempt(
            lambda: webhook_endpoint_update(
                actor=info.context.actor,
                endpoint_id=_endpoint(input.id),
                url=input.url,
                events=input.events,
                selection=None if input.selection is None else _selection(info, input.selection),
                description=input.description,
            ),
            done=_changed,
            refused=_unchanged,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="Remove an endpoint with its log; what waits is not sent."
    )
    async def webhook_endpoint_delete(
        self, info: WireInfo, input: WebhookEndpointDeleteInput
    ) -> WebhookEndpointDeletePayload:
        """Deliveries under way may still arrive."""
        return await attempt(
            lambda: webhook_endpoint_delete(actor=info.context.actor, endpoint_id=_endpoint(input.id)),
            done=lambda _: WebhookEndpointDeletePayload(deleted_id=input.id),
            refused=lambda errors: WebhookEndpointDeletePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="Call a disabled endpoint again. What still waits goes on."
    )
    async def webhook_endpoint_enable(
        self, info: WireInfo, input: WebhookEndpointEnableInput
    ) -> WebhookEndpointPayload:
        """Safe to repeat."""
        return await attempt(
            lambda: webhook_endpoint_enable(actor=info.context.actor, endpoint_id=_endpoint(input.id)),
            done=_changed,
            refused=_unchanged,
        )

    @strawberry.mutation(permission_classes=[SignedInOrKey], description="Have an ENDPOINT_TEST sent, as any event is.")
    async def webhook_endpoint_test(self, info: WireInfo, input: WebhookEndpointTestInput) -> WebhookDeliveryPayload:
        """Its tries are in the delivery log."""
        return await attempt(
            lambda: webhook_endpoint_test(
                actor=info.context.actor, endpoint_id=_endpoint(input.id), now=info.context.now
            ),
            done=_asked,
            refused=_not_asked,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Give an endpoint a new secret. The one before it signs too, for 24 hours.",
    )
    async def webhook_secret_rotate(self, info: WireInfo, input: WebhookSecretRotateInput) -> WebhookSecretPayload:
        """The payload has the new one, this once."""
        return await attempt(
            lambda: webhook_secret_rotate(
                actor=info.context.actor, endpoint_id=_endpoint(input.id), now=info.context.now
            ),
            done=_issued,
            refused=_not_issued,
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey], description="Send a delivery that is over again: same id, same bytes."
    )
    async def webhook_delivery_redeliver(
        self, info: WireInfo, input: WebhookDeliveryRedeliverInput
    ) -> WebhookDeliveryPayload:
        """With three more days to succeed."""
        return await attempt(
            lambda: webhook_delivery_redeliver(
                actor=info.context.actor,
                delivery_id=row_named(input.id, "WebhookDelivery", "id", "You have no such delivery."),
                now=info.context.now,
            ),
            done=_asked,
            refused=_not_asked,
        )
