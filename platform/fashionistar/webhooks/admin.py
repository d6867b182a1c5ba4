"""The operator's view of webhooks; neither secrets nor payloads are shown."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.webhooks.models import WebhookDelivery, WebhookEndpoint


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    """Endpoints, newest first."""

    list_display = ("id", "vendor", "events", "failing_since", "disabled_at", "disabled_reason")
    list_filter = ("disabled_reason",)
    exclude = ("url", "secret", "previous_secret")
    ordering = ("-id",)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """Deliveries, newest first."""

    list_display = ("id", "endpoint", "event", "status", "tries", "due_at", "delivered_at")
    list_filter = ("status", "event")
    exclude = ("body",)
    ordering = ("-id",)
