"""What nights of reconciliation have found in the market."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fashionistar.reconciliation.models import (
    DifferenceKind,
    ReconciliationDifference,
    ReconciliationRun,
    ReconciliationTotal,
    Subject,
)
from tests.reconciliation.filed import difference_of


def reconcile(texts: Sequence[str], noon: datetime) -> None:
    """Runs in every status, with totals or without; a difference of each kind, in every state."""
    for number, (gateway, status) in enumerate(
        (("paystack", "COMPLETED"), ("paystack", "FAILED"), ("stripe", "RUNNING"))
    ):
        is_over = status != "RUNNING"
        run = ReconciliationRun.objects.create(
            gateway=gateway,
            day=(noon + timedelta(days=number)).date(),
            until=noon,
            status=status,
            started_at=noon,
            ended_at=noon if is_over else None,
            leased_until=None if is_over else noon,
            message=texts[1] if status == "FAILED" else "",
        )
        for subject in list(Subject)[:number]:
            counts = dict.fromkeys(("gateway_count", "gateway_fee_minor", "books_count", "books_fee_minor"), number)
            ReconciliationTotal.objects.create(
                run=run, subject=subject, currency="NGN", gateway_minor=2**40, books_minor=number, **counts
            )
    for number, kind in enumerate(DifferenceKind):
        is_resolved = number % 3 == 1
        difference_of(
            run,
            kind=kind,
            subject=Subject.values[number % 3],
            reference=f"FS-{number}",
            gateway_minor=None if number % 2 else 10**number,
            books_minor=number if number % 2 else None,
            books_currency="GHS" if number % 2 else "",
            payment_reference=texts[number] if number % 4 else "",
            happened_at=noon if number % 2 else None,
            gone_at=noon if number % 3 == 2 else None,
            resolved_at=noon if is_resolved else None,
            resolved_by="system" if is_resolved else "",
            resolution=texts[2] if is_resolved else "",
        )
    assert ReconciliationDifference.objects.count() == len(DifferenceKind)
