"""The operator's view of tailoring: what shops offer. What was ordered shows bodies, and is not here."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.tailoring.models import Offering


@admin.register(Offering)
class OfferingAdmin(ReadOnlyAdmin):
    """Offerings, by shop."""

    list_display = ("product", "lead_time_days", "created_at")
    search_fields = ("product__name", "product__vendor__name")
    ordering = ("product__vendor__name", "product__name")
