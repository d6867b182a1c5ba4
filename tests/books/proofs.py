"""What must hold after every step, asked of the ledger, of the rows and of the gateways' own books."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Sum
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
    assert [(promise, one.currency, one.named) for promise, one in found if one.wrong] == []


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
    rows = LedgerEntry.objects.filter(account__code__in=(_CLEARING, _FEES), transfer__state="POSTED")
    columns = "account__code", "account__owner_name", "currency", "side", "amount_minor", "transfer__reference"
    for code, gateway, currency, side, minor, reference in rows.values_list(*columns):
        key = gateway, currency, _key(reference)
        signed, was = minor if side == "DEBIT" else -minor, found[key]
        found[key] = Standing(was.net + signed * (code == _CLEARING), was.fee + signed * (code == _FEES))
    return found


def _key(reference: str) -> str:
    """What a transfer of the ledger is about, in the gateway's words."""
    what, row, *_ = reference.split(":")
    match what:
        case "capture":
            return f"charge:{Payment.objects.get(pk=row).reference}"
        case "surplus" | "unapplied":
            return f"charge:{PaymentAttempt.objects.get(pk=row).reference}"
        case "refund_send":
            return f"refund:Refund {row}"
        case "dispute":
            return f"dispute:{Dispute.objects.get(pk=row).gateway_id}"
        case "payout":
            return f"transfer:{Payout.objects.get(pk=row).reference}"
    raise AssertionError(f"no gateway knows of {reference}")


def gateways_say_the_same(till: Mapping[str, Gateway], *, late: bool = False) -> None:
    """Our books say of each thing what its gateway has said of it: some time, or if `late`, last.

    Our account of a gateway is then what it holds for us, but for news that are under way.
    """
    ours = booked()
    theirs = {(name, of, key): told for name, one in till.items() for (key, of), told in one.standings.items()}
    aside = {key for key in theirs if key[2] in _left_to_people() and ours[key] == Standing()}
    odd = {key: (ours[key], told) for key, told in theirs.items() if ours[key] not in (told[-1:] if late else told)}
    assert {key: told for key, told in odd.items() if key not in aside} == {}
    assert {key for key, standing in ours.items() if standing != Standing()} <= set(theirs)
    for account in LedgerAccount.objects.filter(code=_CLEARING):
        whose = account.owner_name, account.currency
        assert account.posted == sum(one.net for key, one in ours.items() if key[:2] == whose)
        if late:
            missing = sum(theirs[key][-1].net for key in aside if key[:2] == whose)
            assert account.posted + missing == till[account.owner_name].balance(currency=account.currency)


def _left_to_people() -> set[str]:
    """Charges that are not what was asked for."""
    odd = PaymentAttempt.objects.filter(status="MISMATCHED").values_list("reference", flat=True)
    return {f"charge:{reference}" for reference in odd}


def earned(vendor_id: UUID, currency: str) -> int:
    """What a shop has earned: released, less what of it goes or went back, commission and tax."""
    rows = Settlement.objects.filter(vendor=vendor_id, currency=currency)
    return sum(one.earned_minor - one.commission_minor - one.tax_minor for one in rows)


def paid_out(vendor_id: UUID, currency: str) -> int:
    """What a shop has got, or is getting."""
    rows = Payout.objects.filter(vendor=vendor_id, currency=currency).exclude(status__in=_GONE)
    return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def shops_have_what_they_earned(market: Market) -> None:
    """What a shop has with us, less what it owes us, is what it has earned less what was paid out."""
    for vendor_id, currency in market.accounts:
        of = LedgerAccount.objects.filter(owner_id=vendor_id, currency=currency)
        rows = {row.code: row for row in of}
        has = rows["VENDOR_PAYABLE"].available if "VENDOR_PAYABLE" in rows else 0
        debt = rows.get("VENDOR_RECEIVABLE")
        owes = debt.posted + debt.pending_in if debt else 0
        assert has - owes == earned(vendor_id, currency) - paid_out(vendor_id, currency)


def nobody_bears_what_was_not_hers(till: Mapping[str, Gateway]) -> None:
    """Parts bear no more of disputes than banks took of the charge that paid for them."""
    for payment in Payment.objects.filter(settlements__isnull=False).distinct():
        parts = payment.settlements.all()
        borne = sum(one.charged_back_held_minor + one.charged_back_released_minor for one in parts)
        claims = [one for gateway in till.values() for one in gateway.claims.values()]
        taken = [one.amount_minor for one in claims if one.reference == payment.reference and one.status == "LOST"]
        assert borne <= sum(taken)


def no_part_is_paid_twice() -> None:
    """What left a part is no more than it brought."""
    for one in Settlement.objects.all():
        gone = one.refunded_held_minor + one.refunded_released_minor
        assert 0 <= gone + one.charged_back_held_minor + one.charged_back_released_minor <= one.amount_minor
        assert one.held_minor >= 0
        assert one.released_minor <= one.amount_minor


def nothing_is_under_way() -> None:
    """Every fact was delivered, every webhook understood, every pending transfer has ended."""
    assert list(OutboxEvent.objects.exclude(status="DELIVERED").values_list("type", "last_error")) == []
    assert not WebhookEvent.objects.filter(outcome="RECEIVED").exists()
    assert not LedgerTransfer.objects.filter(state="PENDING", resolution=None).exists()
    assert not Payout.objects.filter(status__in=("REQUESTED", "SENDING", "SENT")).exists()
    for code in ("PAYOUTS_IN_TRANSIT", "DISPUTED"):
        assert {row.posted for row in LedgerAccount.objects.filter(code=code)} <= {0}
