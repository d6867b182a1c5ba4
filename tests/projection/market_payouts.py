"""What shops of the market have earned, where they are paid, and how that went."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from fashionistar.payouts.models import Payout, PayoutAccount, PayoutHold, PayoutSchedule
from tests.payouts.paying_out import account_of, earn, owe, reserved
from tests.people import People


def pay_out(people: People, texts: Sequence[str]) -> None:
    """Earnings of two shops, old and young, of which one owes; accounts and payouts in several statuses; a hold."""
    now = timezone.now()
    for shop in (people.atelier, people.boutique):
        earn(shop, 123_456_78)
        earn(shop, 45_000_01, ago=timedelta())
        account = account_of(shop)
        for place, status in enumerate(("REQUESTED", "VERIFIED", "REFUSED")):
            PayoutAccount.objects.create(
                vendor=shop,
                currency="NGN",
                gateway="paystack",
                bank_code="058",
                bank_name=texts[place] if status == "VERIFIED" else "",
                holder_name=texts[2] if status == "VERIFIED" else "",
                recipient_code="RCP_1" if status == "VERIFIED" else "",
                number_sealed="sealed",
                last4="0001",
                status=status,
            )
        for day, status in enumerate(("SENT", "SUCCEEDED", "FAILED", "CANCELLED"), start=1):
            ended, taken = status in {"FAILED", "CANCELLED"}, status in {"SENT", "SUCCEEDED"}
            Payout.objects.create(
                vendor=shop,
                account=account,
                reference=f"po-{shop.slug}-{status}".lower()[:50],
                gateway="paystack",
                currency="NGN",
                amount_minor=10**day + day,
                status=status,
                message=texts[day],
                due_on=date(2026, 3, day) if day % 2 else None,
                due_at=None if ended else now,
                ended_at=now if ended else None,
                sent_at=now if taken else None,
                arrived_at=now if status == "SUCCEEDED" else None,
            )
        reserved(shop, 1_000_00)
    owe(people.boutique, 7_000_00)
    PayoutSchedule.objects.create(
        vendor=people.atelier, currency="NGN", interval="WEEKLY", weekday=5, minimum_minor=200_000, hold_days=7
    )
    PayoutHold.objects.create(vendor=people.boutique, reason=texts[1], placed_by="system")
