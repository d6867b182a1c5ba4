"""What must hold after every step, asked of the ledger, of the rows and of the gateways' own books."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Model, QuerySet, Sum
from django.utils import timezone

from config.management.commands.ledger_verify import checks
from fashionistar.kernel.models import OutboxEvent
from fashionistar.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer
from fashionistar.payments.models import Dispute, Payment, PaymentAttempt, WebhookEvent
from fashionistar.payouts.models import Payout
from fashionistar.settlement.models import Settlement
from tests.books.gateway import Gateway, Standing
from tests.books.market import Market

_CLEARING, _FEES = "GATEWAY_CLEARING", "GATEWAY_FEES"
_GONE = ("FAILED", "REVERSED", "CANCELLED")

type Key = tuple[str, str, str]


def every_promise_holds(market: Market, *, late: bool = False) -> None:
    """All that `ledger_verify` tries; what is under way counts as late if `late`."""
    connection.check_constraints()  # what the database defers until a commit
    now = market.now + timedelta(hours=2) if late else timezone.now()
    found = [(check.promise, one) for check in checks(pending_days=14) for one in check.run(now)]
    wrong = [(promise, one.currency, one.named) for promise, one in found if one.wrong]
    assert not wrong, wrong


def books_are_zero_sums() -> None:
    """Debits are credits in each currency, no escrow is below zero, and nothing pending has ended twice."""
    sums: Counter[str] = Counter()
    entries = LedgerEntry.objects.filter(transfer__state="POSTED").values("currency", "side")
    for row in entries.annotate(sum=Sum("amount_minor")):
        sums[row["currency"]] += int(row["sum"]) * (1 if row["side"] == "DEBIT" else -1)
    assert set(sums.values()) <= {0}
    escrows = LedgerAccount.objects.filter(code="ESCROW")
    assert not escrows.filter(posted_credits__lt=F("posted_debits") + F("pending_debits")).exists()
    ends = Counter(LedgerTransfer.objects.exclude(resolves=None).values_list("resolves", flat=True))
    assert set(ends.values()) <= {1}


def booked() -> dict[Key, Standing]:
    """What the ledger says of each thing at a gateway: by gateway, currency and the thing's key there."""
    found: dict[Key, Standing] = defaultdict(Standing)
    names = _names()
    rows = LedgerEntry.objects.filter(account__code__in=(_CLEARING, _FEES), transfer__state="POSTED")
    columns = "account__code", "account__owner_name", "currency", "side", "amount_minor", "transfer__reference"
    for code, gateway, currency, side, minor, reference in rows.values_list(*columns):
        what, row, *_ = reference.split(":")
        key = gateway, currency, names[what](row)
        signed, was = minor if side == "DEBIT" else -minor, found[key]
        found[key] = Standing(was.net + signed * (code == _CLEARING), was.fee + signed * (code == _FEES))
    return found


def _names() -> Mapping[str, Callable[[str], str]]:
    """What a transfer of the ledger is about, in the gateway's words, by the first word of its reference."""

    def names(rows: QuerySet[Model], column: str) -> Mapping[str, str]:
        return {str(row): name for row, name in rows.values_list("pk", column)}

    payments = names(Payment.objects.all(), "reference")
    attempts = names(PaymentAttempt.objects.all(), "reference")
    disputes = names(Dispute.objects.all(), "gateway_id")
    payouts = names(Payout.objects.all(), "reference")
    return {
        "capture": lambda row: f"charge:{payments[row]}",
        "unapplied": lambda row: f"charge:{attempts[row]}",
        "refund_send": lambda row: f"refund:Refund {row}",
        "dispute": lambda row: f"dispute:{disputes[row]}",
        "payout": lambda row: f"transfer:{payouts[row]}",
    }


def gateways_say_the_same(till: Mapping[str, Gateway], *, late: bool = False) -> None:
    """Our books say of each thing what its gateway has said of it: some time, or if `late`, last.

    Our account of a gateway is then what it holds for us, but for news that are under way.
    """
    ours = booked()
    theirs = {(name, of, key): told for name, one in till.items() for (key, of), told in one.standings.items()}
    odd = {key: (ours[key], told) for key, told in theirs.items() if ours[key] not in (told[-1:] if late else told)}
    assert not odd, odd
    assert {key for key, standing in ours.items() if standing != Standing()} <= set(theirs)
    for account in LedgerAccount.objects.filter(code=_CLEARING):
        whose = account.owner_name, account.currency
        assert account.posted == sum(one.net for key, one in ours.items() if key[:2] == whose)
        if late:
            assert account.posted == till[account.owner_name].balance(currency=account.currency)


def earned(vendor_id: UUID, currency: str) -> int:
    """What a shop has earned: released, less what of it goes or went back, commission and tax."""
    rows = Settlement.objects.filter(vendor=vendor_id, currency=currency)
    return sum(one.earned_minor - one.commission_minor - one.tax_minor for one in rows)


def paid_out(vendor_id: UUID, currency: str) -> int:
    """What a shop has got, or is getting."""
    rows = Payout.objects.filter(vendor=vendor_id, currency=currency).exclude(status__in=_GONE)
    return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def shops_have_what_they_earned() -> None:
    """What a shop has with us, less what it owes us, is what it has earned less what was paid out."""
    left: Counter[tuple[UUID | None, str]] = Counter()
    for part in Settlement.objects.all():
        left[part.vendor_id, part.currency] += part.earned_minor - part.commission_minor - part.tax_minor
    for payout in Payout.objects.exclude(status__in=_GONE):
        left[payout.vendor_id, payout.currency] -= payout.amount_minor
    for account in LedgerAccount.objects.filter(code__in=("VENDOR_PAYABLE", "VENDOR_RECEIVABLE")):
        has = account.available if account.code == "VENDOR_PAYABLE" else -account.posted - account.pending_in
        left[account.owner_id, account.currency] -= has
    assert not any(left.values()), left


def nobody_bears_what_was_not_hers(till: Mapping[str, Gateway]) -> None:
    """Parts bear no more of disputes than banks took of the charge that paid for them."""
    borne: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for part in Settlement.objects.filter(charged_back_held_minor__gt=0) | Settlement.objects.filter(
        charged_back_released_minor__gt=0
    ):
        if part.payment is not None:
            borne[part.payment.reference] += part.charged_back_held_minor + part.charged_back_released_minor
    for gateway in till.values():
        for claim in gateway.claims.values():
            taken[claim.reference] += claim.amount_minor if claim.dispute_id in gateway.lost else 0
    assert borne <= taken, (borne, taken)


def no_part_is_paid_twice() -> None:
    """What left a part is no more than it brought."""
    for one in Settlement.objects.all():
        gone = one.refunded_held_minor + one.refunded_released_minor
        assert 0 <= gone + one.charged_back_held_minor + one.charged_back_released_minor <= one.amount_minor
        assert one.held_minor >= 0
        assert one.released_minor <= one.amount_minor


def nothing_is_under_way() -> None:
    """Every fact was delivered, every webhook understood, every pending transfer has ended."""
    waiting = list(OutboxEvent.objects.exclude(status="DELIVERED").values_list("type", "last_error"))
    assert not waiting, waiting
    assert not WebhookEvent.objects.filter(outcome="RECEIVED").exists()
    assert not LedgerTransfer.objects.filter(state="PENDING", resolution=None).exists()
    assert not Payout.objects.filter(status__in=("REQUESTED", "SENDING", "SENT")).exists()
    for code in ("PAYOUTS_IN_TRANSIT", "DISPUTED"):
        assert {row.posted for row in LedgerAccount.objects.filter(code=code)} <= {0}
