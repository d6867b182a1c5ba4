"""The operator's view of payouts. Account numbers are not shown."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.payouts.models import Payout, PayoutAccount, PayoutHold, PayoutSchedule


@admin.register(PayoutAccount)
class PayoutAccountAdmin(ReadOnlyAdmin):
    """Accounts, newest first."""

    list_display = ("vendor", "currency", "status", "bank_name", "last4", "holder_name", "usable_at")
    list_filter = ("status", "currency")
    exclude = ("number_sealed",)
    ordering = ("-id",)


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin):
    """Payouts, newest first."""

    list_display = ("reference", "vendor", "status", "amount_minor", "currency", "attempts", "due_at", "message")
    list_filter = ("status", "currency", "gateway")
    search_fields = ("reference", "transfer_code")
    ordering = ("-id",)


@admin.register(PayoutSchedule)
class PayoutScheduleAdmin(ReadOnlyAdmin):
    """What shops chose."""

    list_display = ("vendor", "currency", "interval", "weekday", "day_of_month", "minimum_minor", "hold_days")
    ordering = ("-id",)


@admin.register(PayoutHold)
class PayoutHoldAdmin(ReadOnlyAdmin):
    """Which shops are paid nothing, and why."""

    list_display = ("vendor", "reason", "placed_by", "created_at", "released_at", "released_by")
    ordering = ("-id",)
