"""The operator's view of settlement."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.settlement.models import CommissionRate, DisputeBooking, PartRefund, Settlement


@admin.register(Settlement)
class SettlementAdmin(ReadOnlyAdmin):
    """The money of parts, newest first."""

    list_display = (
        "vendor_order",
        "vendor",
        "state",
        "currency",
        "amount_minor",
        "stored_minor",
        "released_minor",
        "commission_minor",
        "tax_minor",
        "release_due_at",
    )
    list_filter = ("state", "currency")
    ordering = ("-id",)


@admin.register(PartRefund)
class PartRefundAdmin(ReadOnlyAdmin):
    """Refunds of parts, newest first."""

    list_display = (
        "settlement",
        "amount_minor",
        "stored_minor",
        "from_escrow",
        "status",
        "reason",
        "requested_by",
        "requested_at",
    )
    list_filter = ("status", "from_escrow")
    ordering = ("-id",)


@admin.register(DisputeBooking)
class DisputeBookingAdmin(ReadOnlyAdmin):
    """Disputes in the books, newest first."""

    list_display = ("dispute", "payment", "gateway", "currency", "amount_minor", "state", "rounds")
    list_filter = ("state", "gateway")
    ordering = ("-id",)


@admin.register(CommissionRate)
class CommissionRateAdmin(ReadOnlyAdmin):
    """What was agreed with vendors."""

    list_display = ("vendor", "commission_bp", "created_at")
    ordering = ("-id",)
