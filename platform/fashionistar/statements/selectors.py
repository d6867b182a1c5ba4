"""Reads of statements; who may read which account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fashionistar.accounts.models import User
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.money import Money
from fashionistar.ledger.account_refs import AccountRef
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerAccount, LedgerEntry, TransferState
from fashionistar.statements.words import how_it_comes_about, order_of_entry, signed_amount, what_happened
from fashionistar.vendors.models import Vendor, VendorPermission
from fashionistar.vendors.selectors import vendors_where

_PAGE = 500
_OF_SHOPS = (AccountCode.VENDOR_PAYABLE, AccountCode.VENDOR_RECEIVABLE)


class ShopAccount(StrEnum):
    """Which account of a shop."""

    EARNED = "EARNED"
    OWED = "OWED"

    @property
    def code(self) -> AccountCode:
        """In the ledger."""
        return AccountCode.VENDOR_PAYABLE if self is ShopAccount.EARNED else AccountCode.VENDOR_RECEIVABLE


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days (UTC), both included; None is open."""

    first: date | None = None
    last: date | None = None

    @property
    def began(self) -> Q:
        """Entries before it."""
        return Q(pk__in=[]) if self.first is None else Q(created_at__lt=_midnight(self.first))

    @property
    def within(self) -> Q:
        """Entries of it."""
        start = Q() if self.first is None else Q(created_at__gte=_midnight(self.first))
        return start & (Q() if self.last is None else Q(created_at__lt=_midnight(self.last) + timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Heading:
    """What a statement begins with; `until` is the last entry that it knows, so that it does not change while read."""

    ref: AccountRef
    owner: str
    period: Period
    opening: Money
    closing: Money
    lines: int
    until: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry: when it was booked, what happened, of which order, what it adds and the balance after it."""

    booked_at: datetime
    description: str
    details: str
    order_number: str
    reference: str
    amount: Money
    balance: Money


def visible_lines(actor: Actor, queryset: QuerySet[LedgerEntry] | None = None) -> QuerySet[LedgerEntry]:
    """Posted entries of the actor's wallets, and of what is owed to the shops whose books she may read."""
    entries = LedgerEntry.objects.all() if queryset is None else queryset
    shops = vendors_where(actor, VendorPermission.BOOKS_READ)
    hers = Q(account__code__in=_OF_SHOPS, account__owner_id__in=shops.values("pk"))
    if actor.user_id is not None:
        hers |= Q(account__code=AccountCode.WALLET, account__owner_id=actor.user_id)
    return entries.filter(hers, transfer__state=TransferState.POSTED)


def may_read(actor: Actor, ref: AccountRef) -> bool:
    """Whether the account's statement is the actor's to read."""
    if ref.code is AccountCode.WALLET:
        return actor.user_id is not None and ref.owner_id == actor.user_id
    if ref.code not in _OF_SHOPS or ref.owner_id is None:
        return False
    return vendors_where(actor, VendorPermission.BOOKS_READ).filter(pk=ref.owner_id).exists()


def heading_of(ref: AccountRef, period: Period) -> Heading:
    """Opening and closing balance of a period, and how many lines it has."""
    until = LedgerAccount.objects.filter(key=ref.key).values_list("entry_count", flat=True).first() or 0
    entries = _posted(ref, until)
    opening = entries.filter(period.began).aggregate(sum=Coalesce(Sum(signed_amount()), 0))["sum"]
    moved = entries.filter(period.within).aggregate(sum=Coalesce(Sum(signed_amount()), 0), lines=Count("pk"))
    return Heading(
        ref=ref,
        owner=_owner(ref),
        period=period,
        opening=Money(int(opening), ref.currency),
        closing=Money(int(opening) + int(moved["sum"]), ref.currency),
        lines=moved["lines"],
        until=until,
    )


def lines_of(heading: Heading) -> Iterator[list[StatementLine]]:
    """The lines of a statement, oldest first, page by page."""
    entries = _posted(heading.ref, heading.until).filter(heading.period.within).order_by("sequence")
    told = entries.annotate(
        signed=signed_amount(),
        said=what_happened(),
        details=how_it_comes_about(),
        number=order_of_entry(),
        named=F("transfer__reference"),
    ).values_list("sequence", "created_at", "said", "details", "number", "named", "signed")
    balance, after = heading.opening, 0
    while page := list(told.filter(sequence__gt=after)[:_PAGE]):
        found = []
        for _, booked_at, said, details, number, named, signed in page:
            amount = Money(signed, heading.ref.currency)
            balance += amount
            found.append(StatementLine(booked_at, said, details or "", number or "", named, amount, balance))
        yield found
        after = page[-1][0]


def _posted(ref: AccountRef, until: int) -> QuerySet[LedgerEntry]:
    posted = LedgerEntry.objects.filter(account__key=ref.key, transfer__state=TransferState.POSTED)
    return posted.filter(sequence__lte=until)


def _owner(ref: AccountRef) -> str:
    if ref.owner_id is None:
        raise ValueError(f"{ref.key} has no owner to read it")
    model: type[User | Vendor] = User if ref.code is AccountCode.WALLET else Vendor
    name: str = model._default_manager.values_list("name", flat=True).get(pk=ref.owner_id)  # noqa: SLF001
    return name


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
