"""The operator's view of measurements: how estimates go. Nobody's body is shown."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.measurements.models import MeasurementEstimate


@admin.register(MeasurementEstimate)
class MeasurementEstimateAdmin(ReadOnlyAdmin):
    """Estimates, newest first."""

    list_display = ("created_at", "status", "stage", "with_photos", "attempts", "model_id", "finished_at", "error")
    list_filter = ("status", "with_photos")
    exclude = ("profile", "sex", "height_mm", "weight_g", "age_years", "features", "rejections", "flags")
    ordering = ("-created_at", "-id")
