"""What mutations of webhooks take."""

import strawberry

from schema.webhooks.enums import WebhookEventType

_SELECTION = (
    "A GraphQL selection on `Node` that says what is sent, such as "
    "`{ __typename ... on VendorOrder { number status lines { sku quantity } } }`; empty for what each event sends."
)


@strawberry.input
class WebhookEndpointCreateInput:
    """Where to send what."""

    url: str = strawberry.field(description="https, on the default port or one above 1023, with public addresses.")
    events: list[WebhookEventType]
    vendor_id: strawberry.ID | None = strawberry.field(
        default=None, description="The shop; only the platform's staff may leave it out, for all shops."
    )
    selection: str = strawberry.field(default="", description=_SELECTION)
    description: str = ""


@strawberry.input
class WebhookEndpointUpdateInput:
    """What to change; what is left out stays as it is."""

    id: strawberry.ID
    url: str | None = None
    events: list[WebhookEventType] | None = None
    selection: str | None = strawberry.field(default=None, description=_SELECTION)
    description: str | None = None


@strawberry.input
class WebhookEndpointDeleteInput:
    """Which endpoint."""

    id: strawberry.ID


@strawberry.input
class WebhookEndpointEnableInput:
    """Which endpoint."""

    id: strawberry.ID


@strawberry.input
class WebhookEndpointTestInput:
    """Which endpoint."""

    id: strawberry.ID


@strawberry.input
class WebhookSecretRotateInput:
    """Which endpoint."""

    id: strawberry.ID = strawberry.field(description="The endpoint's.")


@strawberry.input
class WebhookDeliveryRedeliverInput:
    """Which delivery."""

    id: strawberry.ID
