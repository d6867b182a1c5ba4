"""What of a shop's earnings can be paid out, as SQL on a row of `Vendor`: the wire shows it, `payout_request` obeys it.

Earnings are young until `hold_days` after their release. What a shop gives back or owes is taken from its oldest
earnings first, so what is left of the posted balance after all young earnings is what has ripened:

    available = max(0, posted - reserved for payouts and refunds - owed to us - young - disputed)
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Greatest, Now

from fashionistar.ledger.chart import AccountCode, Side
from fashionistar.ledger.models import LedgerAccount, LedgerEntry, TransferState
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.orders.models import VendorOrder
from fashionistar.payouts.models import PayoutSchedule
from fashionistar.settlement.selectors import held_for_disputes
from fashionistar.vendors.models import Vendor

#: Credits that are no new earnings: they had ripened before they left.
_COME_BACK = (TransferKind.PAYOUT_FAIL, TransferKind.PAYOUT_REVERSE)
_MINOR: "BigIntegerField[int, int]" = BigIntegerField()
_NOTHING = Value(0, _MINOR)


@dataclass(frozen=True, slots=True)
class Figures[Amount]:
    """What a shop has with us in one currency, in minor units; as expressions, or as numbers.

    Attributes:
        in_escrow: Paid by shoppers, not yet earned.
        pending: Earned, not yet to be paid out: younger than the hold period, or disputed.
        available: Can be paid out now.
        owed: What the shop owes us; taken from earnings before anything is paid out.
        in_transit: Reserved for payouts that have not arrived yet.
    """

    in_escrow: Amount
    pending: Amount
    available: Amount
    owed: Amount
    in_transit: Amount


def figures_in(currency: str, *, now: datetime | None = None) -> Figures[Combinable]:
    """The figures of the shop whose row is read, as expressions; at a time, or when the statement runs."""
    owed = _balance(AccountCode.VENDOR_RECEIVABLE, currency, F("posted_debits") - F("posted_credits"))
    posted = _balance(AccountCode.VENDOR_PAYABLE, currency, F("posted_credits") - F("posted_debits"))
    reserved = _balance(AccountCode.VENDOR_PAYABLE, currency, F("pending_debits"))
    # What is reserved of the shop's account may be for refunds; what is reserved or sent for payouts, this one has.
    in_transit = F("posted_credits") - F("posted_debits") + F("pending_credits")
    free = Greatest(posted - reserved - owed, _NOTHING)
    young = _young(currency, Now() if now is None else Value(now, DateTimeField()))
    available = Greatest(free - young - held_for_disputes(currency), _NOTHING)
    return Figures(
        in_escrow=_in_escrow(currency),
        pending=free - available,
        available=available,
        owed=owed,
        in_transit=_balance(AccountCode.PAYOUTS_IN_TRANSIT, currency, in_transit),
    )


def figures_of(vendor_id: UUID, currency: str, *, now: datetime) -> Figures[int]:
    """The same as numbers, in one statement."""
    said = figures_in(currency, now=now)
    columns = {field.name: ExpressionWrapper(getattr(said, field.name), _MINOR) for field in fields(said)}
    found: dict[str, Any] = Vendor.objects.filter(pk=vendor_id).values(**columns).get()  # type: ignore[assignment]
    return Figures(
        in_escrow=found["in_escrow"],
        pending=found["pending"],
        available=found["available"],
        owed=found["owed"],
        in_transit=found["in_transit"],
    )


def _balance(code: AccountCode, currency: str, minor: Combinable) -> Combinable:
    rows = LedgerAccount.objects.filter(owner_id=OuterRef("pk"), code=code, currency=currency)
    return Coalesce(Subquery(rows.values(minor=ExpressionWrapper(minor, _MINOR))), _NOTHING)


def _in_escrow(currency: str) -> Combinable:
    parts = VendorOrder.objects.filter(vendor=OuterRef(OuterRef("pk"))).values("pk")
    rows = LedgerAccount.objects.filter(code=AccountCode.ESCROW, currency=currency, owner_id__in=parts)
    return _total(rows.values(every=Value(1)).annotate(total=Sum(F("posted_credits") - F("posted_debits"))))


def _young(currency: str, now: Combinable) -> Combinable:
    """Earnings whose hold period is not over."""
    chosen = PayoutSchedule.objects.filter(vendor=OuterRef("account__owner_id"), currency=currency).values("hold_days")
    days = Greatest(Coalesce(Subquery(chosen), 0), settings.PAYOUT_HOLD_DAYS)
    period = Func(days, template="make_interval(days => %(expressions)s)", output_field=DurationField())
    rows = LedgerEntry.objects.filter(
        account__owner_id=OuterRef("pk"),
        account__code=AccountCode.VENDOR_PAYABLE,
        account__currency=currency,
        side=Side.CREDIT,
        transfer__state=TransferState.POSTED,
        transfer__event_at__gt=ExpressionWrapper(now - period, output_field=DateTimeField()),
    ).exclude(transfer__kind__in=_COME_BACK)
    return _total(rows.values(every=Value(1)).annotate(total=Sum("amount_minor")))


def _total(rows: QuerySet[Any, Any]) -> Combinable:
    return Coalesce(Cast(Subquery(rows.order_by().values("total")), _MINOR), _NOTHING)
