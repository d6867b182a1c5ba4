"""The operator's view of payments."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.payments.models import Dispute, Payment, PaymentAttempt, Refund, WebhookEvent


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Payments, newest first."""

    list_display = (
        "reference",
        "gateway",
        "status",
        "amount_minor",
        "refunded_minor",
        "currency",
        "paid_at",
        "message",
    )
    list_filter = ("status", "currency")
    search_fields = ("reference", "email")
    ordering = ("-id",)


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnlyAdmin):
    """Every reference that a gateway was asked with, newest first."""

    list_display = ("reference", "gateway", "status", "check_at", "created_at")
    list_filter = ("status", "gateway")
    search_fields = ("reference",)
    ordering = ("-id",)


@admin.register(Dispute)
class DisputeAdmin(ReadOnlyAdmin):
    """Disputes, newest first."""

    list_display = ("gateway_id", "gateway", "status", "amount_minor", "currency", "due_at", "answer")
    list_filter = ("status", "gateway")
    ordering = ("-opened_at", "-id")


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """Refunds, newest first."""

    list_display = ("payment", "amount_minor", "cause", "status", "attempts", "due_at", "message")
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
