"""What the ledger has of a gateway: transfers that moved what it holds for us or what it charged."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, Sum, When

from fashionistar.ledger.chart import AccountCode, OwnerKind, Side
from fashionistar.ledger.models import LedgerEntry, TransferState
from fashionistar.ledger.transfer_kinds import TransferKind


@dataclass(frozen=True, slots=True)
class Posting:
    """A posted transfer, as far as it is about one gateway.

    Attributes:
        reference: Of the transfer.
        currency: ISO 4217.
        held_minor: By how much what the gateway holds for us grew; below zero where it shrank.
        fee_minor: What the gateway charged.
        event_at: When it happened.
    """

    reference: str
    currency: str
    held_minor: int
    fee_minor: int
    event_at: datetime


def postings(gateway: str, references: Iterable[str]) -> dict[str, Posting]:
    """Those of these references that there are, by reference."""
    return _summed(_entries(gateway).filter(transfer__reference__in=set(references)))


def postings_between(
    gateway: str, kinds: Collection[TransferKind], since: datetime, until: datetime
) -> dict[str, Posting]:
    """Those of some kinds that happened in [since, until), by reference."""
    rows = _entries(gateway).filter(transfer__event_at__gte=since, transfer__event_at__lt=until)
    return _summed(rows.filter(transfer__kind__in=[kind.value for kind in kinds]))


def _entries(gateway: str) -> QuerySet[LedgerEntry]:
    codes = (AccountCode.GATEWAY_CLEARING, AccountCode.GATEWAY_FEES)
    return LedgerEntry.objects.filter(
        account__code__in=codes,
        account__owner_kind=OwnerKind.GATEWAY,
        account__owner_name=gateway,
        transfer__state=TransferState.POSTED,
    )


def _summed(entries: QuerySet[LedgerEntry]) -> dict[str, Posting]:
    signed = Case(When(side=Side.DEBIT, then=F("amount_minor")), default=-F("amount_minor"))
    names = ("transfer__reference", "currency", "transfer__event_at")
    rows = entries.order_by().values_list(*names)
    summed = rows.annotate(
        held=Sum(signed, filter=Q(account__code=AccountCode.GATEWAY_CLEARING), default=0),
        fee=Sum(signed, filter=Q(account__code=AccountCode.GATEWAY_FEES), default=0),
    )
    return {
        reference: Posting(reference, currency, int(held), int(fee), event_at)
        for reference, currency, event_at, held, fee in summed
    }
