"""The operator's view of the outbox."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from fashionistar.kernel import outbox
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.readonly_admin import ReadOnlyAdmin


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    """Facts, newest first; dead ones can be given another life."""

    list_display = ("position", "type", "aggregate", "status", "attempts", "occurred_at", "last_error")
    list_filter = ("status", "type")
    search_fields = ("aggregate", "request_id")
    ordering = ("-position",)
    actions = ("replay_dead",)

    @admin.action(description="Deliver the chosen dead events again", permissions=["replay"])
    def replay_dead(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        """Handlers that did succeed are not run again."""
        count = outbox.replay(queryset.values_list("position", flat=True), now=timezone.now())
        self.message_user(request, f"{count} events will be delivered again.")

    def has_replay_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return bool(request.user.is_active and request.user.is_superuser)
