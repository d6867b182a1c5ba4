"""The operator's view of alterations: where they stand, and nothing of a body."""

from django.contrib import admin

from fashionistar.alterations.models import Alteration
from fashionistar.kernel.readonly_admin import ReadOnlyAdmin


@admin.register(Alteration)
class AlterationAdmin(ReadOnlyAdmin):
    """Alterations, newest first."""

    list_display = ("line", "status", "created_at")
    list_filter = ("status",)
    fields = ("line", "status", "reason", "created_at")
    ordering = ("-created_at", "-id")
