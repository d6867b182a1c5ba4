"""The operator's view of fitting."""

from django.contrib import admin

from fashionistar.fitting.models import SizeChart
from fashionistar.kernel.readonly_admin import ReadOnlyAdmin


@admin.register(SizeChart)
class SizeChartAdmin(ReadOnlyAdmin):
    """Charts, by shop."""

    list_display = ("vendor", "garment", "name", "unit", "created_at")
    list_filter = ("garment",)
    search_fields = ("name", "vendor__name")
    ordering = ("vendor__name", "garment", "name")
