"""The enum of events as the wire knows it; import it from here, so that its description comes along."""

import strawberry

from fashionistar.webhooks.event_types import WebhookEventType

__all__ = ["WebhookEventType"]

strawberry.enum(WebhookEventType, name="WebhookEventType", description="What an endpoint can be told of.")
