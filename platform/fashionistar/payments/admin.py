"""The operator's view of payments."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.payments.models import Payment, Refund, WebhookEvent


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Payments, newest first."""

    list_display = ("reference", "status", "amount_minor", "currency", "email", "paid_at", "message")
    list_filter = ("status", "currency")
    search_fields = ("reference", "email")
    ordering = ("-id",)


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Refunds, newest first."""

    list_display = ("payment", "amount_minor", "status", "attempts", "due_at", "message")
    list_filter = ("status",)
    ordering = ("-id",)


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin):
    """Every webhook that ever came, newest first."""

    list_display = ("event", "reference", "outcome", "detail", "deliveries", "created_at", "processed_at")
    list_filter = ("outcome", "event")
    search_fields = ("reference",)
    exclude = ("body",)
    ordering = ("-id",)
