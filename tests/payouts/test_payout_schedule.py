"""When a shop is paid unasked: exactly once for each due date."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.accounts.models import AuditEntry
from fashionistar.payouts.models import Payout, PayoutInterval, PayoutSchedule
from fashionistar.payouts.policies import Terms, due_on
from fashionistar.payouts.tasks import request_due_payouts
from tests.checkout.shopping import everything, faults
from tests.payouts.paying_out import SCHEDULE, account_of, assert_books_are_right, done, earn
from tests.people import People
from tests.wire.client import Wire, gid


def chosen(people: People, **changes: Any) -> dict[str, Any]:
    return {"vendorId": gid(people.atelier), "currency": "NGN", "interval": "DAILY"} | changes


@pytest.mark.parametrize(
    ("given", "today", "due"),
    [
        (("MANUAL", None, None), "2026-11-26", None),
        (("DAILY", None, None), "2026-11-26", "2026-11-26"),
        (("WEEKLY", 4, None), "2026-11-26", "2026-11-26"),  # a Thursday
        (("WEEKLY", 3, None), "2026-11-26", "2026-11-25"),
        (("WEEKLY", 2, None), "2026-11-26", "2026-11-24"),
        (("WEEKLY", 1, None), "2026-11-26", None),
        (("WEEKLY", 5, None), "2026-11-26", None),
        (("MONTHLY", None, 26), "2026-11-26", "2026-11-26"),
        (("MONTHLY", None, 27), "2026-11-26", None),
        (("MONTHLY", None, 31), "2026-11-30", "2026-11-30"),
        (("MONTHLY", None, 31), "2027-02-28", "2027-02-28"),
        (("MONTHLY", None, 30), "2028-02-29", "2028-02-29"),
        (("MONTHLY", None, 31), "2026-12-01", "2026-11-30"),
        (("MONTHLY", None, 29), "2026-12-02", None),
    ],
)
def test_a_due_date_is_the_last_one_that_is_not_long_past(
    given: tuple[str, int | None, int | None], today: str, due: str | None
) -> None:
    interval, weekday, day = given
    terms = Terms(PayoutInterval(interval), weekday, day, 1, 0)
    assert due_on(terms, date.fromisoformat(today)) == (date.fromisoformat(due) if due else None)


def test_a_shop_chooses_and_reads_its_schedule(people: People) -> None:
    wire = Wire(people.ada)
    given = chosen(people, interval="WEEKLY", weekday=5, minimum="2500.50", holdDays=7)
    assert done(wire(SCHEDULE, input=given))["vendor"]["payoutSchedule"] == {
        "interval": "WEEKLY",
        "weekday": 5,
        "dayOfMonth": None,
        "minimum": {"amount": "2500.50"},
        "holdDays": 7,
    }
    again = done(wire(SCHEDULE, input=chosen(people, interval="MONTHLY", weekday=5, dayOfMonth=31)))
    assert again["vendor"]["payoutSchedule"] == {
        "interval": "MONTHLY",
        "weekday": None,
        "dayOfMonth": 31,
        "minimum": {"amount": "1000.00"},
        "holdDays": 2,
    }
    assert PayoutSchedule.objects.count() == 1
    assert AuditEntry.objects.filter(action="PAYOUT_SCHEDULE_CHANGED", user=people.ada).count() == 2


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"interval": "WEEKLY"}, ("REQUIRED", ["weekday"])),
        ({"interval": "WEEKLY", "weekday": 8}, ("INVALID", ["weekday"])),
        ({"interval": "MONTHLY"}, ("REQUIRED", ["dayOfMonth"])),
        ({"interval": "MONTHLY", "dayOfMonth": 32}, ("INVALID", ["dayOfMonth"])),
        ({"minimum": "999.99"}, ("INVALID", ["minimum"])),
        ({"holdDays": 1}, ("INVALID", ["holdDays"])),
        ({"holdDays": 91}, ("INVALID", ["holdDays"])),
        ({"currency": "KES"}, ("CURRENCY_NOT_SOLD", ["currency"])),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    people: People, changes: dict[str, Any], fault: tuple[str, list[str]]
) -> None:
    given, before = chosen(people, **changes), everything()
    assert faults(Wire(people.ada)(SCHEDULE, input=given)) == [fault]
    assert everything() == before


def test_a_due_date_is_paid_once_and_a_failed_payout_does_not_make_it_due_again(people: People) -> None:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    done(Wire(people.ada)(SCHEDULE, input=chosen(people)))
    for _ in range(3):
        request_due_payouts()
    payout = Payout.objects.get()
    assert (payout.due_on, payout.amount_minor, payout.status) == (timezone.now().date(), 5_000_00, "REQUESTED")
    earn(people.atelier, 4_000_00)
    request_due_payouts()
    assert Payout.objects.count() == 1
    with pytest.raises(IntegrityError, match="payout_once_per_due_date"), transaction.atomic():
        Payout.objects.create(
            vendor=people.atelier,
            account=payout.account,
            reference="po-0123456789abcdef",
            gateway="paystack",
            currency="NGN",
            amount_minor=1,
            due_on=payout.due_on,
            status="CANCELLED",
            ended_at=timezone.now(),
        )
    assert_books_are_right()


def test_nothing_is_paid_unasked_where_it_must_not_be(people: People, settings: Settings) -> None:
    earn(people.atelier, 5_000_00)
    earn(people.boutique, 5_000_00)
    account_of(people.boutique)
    account = account_of(people.atelier, usable=False)
    wire = Wire(people.ada)
    done(wire(SCHEDULE, input=chosen(people)))
    request_due_payouts()  # the boutique chose nothing, the atelier's account is new
    assert Payout.objects.count() == 0
    done(wire(SCHEDULE, input=chosen(people, minimum="5000.01")))
    account.status = "CANCELLED"
    account.save(update_fields=["status"])
    account_of(people.atelier)
    request_due_payouts()  # less than the minimum
    assert Payout.objects.count() == 0
    done(wire(SCHEDULE, input=chosen(people)))
    hold = people.atelier.payout_holds.create(reason="Complaints", placed_by="system")
    request_due_payouts()
    assert Payout.objects.count() == 0
    hold.released_at, hold.released_by = timezone.now(), "system"
    hold.save()
    settings.PAYOUT_INTERVAL = "DAILY"
    request_due_payouts()  # now the platform pays those who chose nothing as well
    assert sorted(Payout.objects.values_list("vendor__slug", flat=True)) == ["adas-atelier", "cleos-boutique"]
