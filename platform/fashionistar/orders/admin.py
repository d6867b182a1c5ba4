"""The operator's view of orders."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.orders.models import Order, VendorOrder


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Orders, newest first."""

    list_display = ("number", "status", "email", "total_minor", "currency", "placed_at", "paid_at")
    list_filter = ("status", "currency")
    search_fields = ("number", "email")
    ordering = ("-number",)


@admin.register(VendorOrder)
class VendorOrderAdmin(ReadOnlyAdmin):
    """Vendors' parts, newest first."""

    list_display = ("order", "vendor", "status", "total_minor", "tracking_number", "shipped_at", "delivered_at")
    list_filter = ("status", "vendor")
    ordering = ("-id",)
