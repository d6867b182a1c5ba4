"""Choose when a shop is paid."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import CurrencyCode, Money
from fashionistar.payouts.models import PayoutInterval, PayoutSchedule
from fashionistar.payouts.policies import least_payout
from fashionistar.payouts.shop_access import shop_of

LONGEST_HOLD_DAYS = 90
_LARGEST_MINIMUM = 10**14


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; without a minimum or hold days the platform's own count."""

    interval: PayoutInterval
    weekday: int | None
    day_of_month: int | None
    minimum_minor: int | None
    hold_days: int | None


@transaction.atomic(durable=True)
def payout_schedule_update(*, actor: Actor, vendor_id: UUID, currency: CurrencyCode, choice: Choice) -> PayoutSchedule:
    """Set a shop's schedule in one currency.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND, CURRENCY_NOT_SOLD, REQUIRED or INVALID (days, minimum, hold).
    """
    shop = shop_of(actor, vendor_id, currency)
    weekday, day_of_month = _days(choice)
    schedule, _ = PayoutSchedule.objects.update_or_create(
        vendor=shop,
        currency=currency,
        defaults={
            "interval": choice.interval,
            "weekday": weekday,
            "day_of_month": day_of_month,
            "minimum_minor": _minimum(choice, currency),
            "hold_days": _hold_days(choice),
        },
    )
    note(
        AuditAction.PAYOUT_SCHEDULE_CHANGED,
        user_id=actor.user_id,
        actor=actor,
        vendor=str(shop.pk),
        currency=currency.value,
        interval=choice.interval.value,
        minimum_minor=schedule.minimum_minor,
        hold_days=schedule.hold_days,
    )
    return schedule


def _days(choice: Choice) -> tuple[int | None, int | None]:
    """The day of a WEEKLY or MONTHLY schedule; others have none."""
    if choice.interval is PayoutInterval.WEEKLY:
        if choice.weekday is None:
            raise refuse(ErrorCode.REQUIRED, "Say on which day of the week.", "weekday")
        if not 1 <= choice.weekday <= 7:
            raise refuse(ErrorCode.INVALID, "A day of the week is from 1, Monday, to 7.", "weekday")
        return choice.weekday, None
    if choice.interval is PayoutInterval.MONTHLY:
        if choice.day_of_month is None:
            raise refuse(ErrorCode.REQUIRED, "Say on which day of the month.", "dayOfMonth")
        if not 1 <= choice.day_of_month <= 31:
            raise refuse(ErrorCode.INVALID, "A day of the month is from 1 to 31.", "dayOfMonth")
        return None, choice.day_of_month
    return None, None


def _minimum(choice: Choice, currency: CurrencyCode) -> int:
    least = least_payout(currency)
    minor = least if choice.minimum_minor is None else choice.minimum_minor
    if not least <= minor <= _LARGEST_MINIMUM:
        raise refuse(ErrorCode.INVALID, f"The minimum is {Money(least, currency).amount} or more.", "minimum")
    return minor


def _hold_days(choice: Choice) -> int:
    least: int = settings.PAYOUT_HOLD_DAYS
    days = least if choice.hold_days is None else choice.hold_days
    if not least <= days <= LONGEST_HOLD_DAYS:
        raise refuse(ErrorCode.INVALID, f"Earnings are held for {least} to {LONGEST_HOLD_DAYS} days.", "holdDays")
    return days
