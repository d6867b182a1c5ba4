"""When a shop is paid: pure functions of a schedule and a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from fashionistar.payouts.models import PayoutInterval, PayoutSchedule

#: A due date that was missed, or on which nothing could be paid, is made up for until so long after it.
GRACE = timedelta(days=2)
#: A gateway may send money back after it had arrived; so long it is asked unasked, later only its webhook tells.
REVERSAL_WATCH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Terms:
    """When and how much a shop is paid.

    Attributes:
        interval: How often, unasked.
        weekday: ISO 8601, 1 is Monday; of WEEKLY.
        day_of_month: 1 to 31; of MONTHLY.
        minimum_minor: Less is not sent.
        hold_days: Earnings are available so many days after their release.
    """

    interval: PayoutInterval
    weekday: int | None
    day_of_month: int | None
    minimum_minor: int
    hold_days: int


def least_payout(currency: str) -> int:
    """The least that the platform pays out in a currency, in minor units."""
    least: int = settings.PAYOUT_MINIMUM_MINOR.get(currency, 1)
    return max(least, 1)


def default_terms(currency: str) -> Terms:
    """What a shop has in a currency that chose nothing."""
    interval = PayoutInterval(settings.PAYOUT_INTERVAL)
    return Terms(interval, None, None, least_payout(currency), settings.PAYOUT_HOLD_DAYS)


def terms_of(schedule: PayoutSchedule | None, currency: str) -> Terms:
    """What a shop chose; the platform's own hold and minimum, where these have grown since."""
    if schedule is None:
        return default_terms(currency)
    return Terms(
        PayoutInterval(schedule.interval),
        schedule.weekday,
        schedule.day_of_month,
        max(schedule.minimum_minor, least_payout(currency)),
        max(schedule.hold_days, settings.PAYOUT_HOLD_DAYS),
    )


def due_on(terms: Terms, today: date) -> date | None:
    """The last day on or before `today` (UTC) on which a payout was due, unless it is too long ago; None if never."""
    match terms.interval:
        case PayoutInterval.MANUAL:
            return None
        case PayoutInterval.DAILY:
            return today
        case PayoutInterval.WEEKLY:
            found = today - timedelta(days=(today.isoweekday() - (terms.weekday or 1)) % 7)
        case PayoutInterval.MONTHLY:
            found = _in_month(today, terms.day_of_month or 1)
            if found > today:
                found = _in_month(today.replace(day=1) - timedelta(days=1), terms.day_of_month or 1)
    return found if today - found <= GRACE else None


def _in_month(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))
