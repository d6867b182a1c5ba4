"""The operator's view of reconciliation."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun, ReconciliationTotal


@admin.register(ReconciliationRun)
class ReconciliationRunAdmin(ReadOnlyAdmin):
    """Runs, the latest day first."""

    list_display = ("gateway", "day", "status", "attempts", "examined", "found", "filed", "gone", "message")
    list_filter = ("gateway", "status")


@admin.register(ReconciliationTotal)
class ReconciliationTotalAdmin(ReadOnlyAdmin):
    """What both sides counted."""

    list_display = (
        "run",
        "subject",
        "currency",
        "gateway_minor",
        "books_minor",
        "gateway_fee_minor",
        "books_fee_minor",
    )
    list_filter = ("subject", "currency")
    ordering = ("-id",)


@admin.register(ReconciliationDifference)
class ReconciliationDifferenceAdmin(ReadOnlyAdmin):
    """Differences, newest first."""

    list_display = (
        "reference",
        "gateway",
        "subject",
        "kind",
        "state",
        "gateway_minor",
        "books_minor",
        "gateway_status",
        "books_status",
        "first_seen_at",
        "last_seen_at",
    )
    list_filter = ("state", "kind", "subject", "gateway")
    search_fields = ("reference", "payment_reference")
