"""The operator's view of notifications; what a message says is never shown."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Messages, newest first."""

    list_display = ("created_at", "channel", "address", "kind", "status", "attempts", "provider", "last_error")
    list_filter = ("status", "channel")
    search_fields = ("address__iexact", "user")
    exclude = ("content",)
    ordering = ("-created_at", "-id")
