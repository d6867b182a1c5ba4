"""Tables of the ledger: accounts with their balances, transfers, and the entries of transfers.

What no constraint can say, triggers do (the first migration): transfers and entries are only ever added, an entry
only together with its transfer; each transfer balances when its transaction ends; and balances follow from entries and
from nothing else.
"""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.ledger.chart import CHART, AccountCode, OwnerKind, Side


def _as_the_chart_says() -> Q:
    """A code goes with one kind of owner, one normal side and one answer about overdrafts."""
    rows = (
        Q(code=code, owner_kind=terms.owner_kind, normal_side=terms.normal_side, may_overdraw=terms.may_overdraw)
        for code, terms in CHART.items()
    )
    return reduce(or_, rows)


class LedgerAccount(Record):
    """An account, and its balances: sums of its entries, posted and pending apart, debits and credits apart."""

    code = models.CharField(max_length=24, choices=AccountCode)
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    owner_kind = models.CharField(max_length=12, choices=OwnerKind)
    owner_id = models.UUIDField(null=True, blank=True)
    owner_name = models.CharField(max_length=20, blank=True, db_default="", default="")
    key = models.GeneratedField(
        expression=Concat(
            "code",
            Value(":"),
            "currency",
            Value(":"),
            Coalesce(Cast("owner_id", models.TextField()), Cast("owner_name", models.TextField())),
            output_field=models.TextField(),
        ),
        output_field=models.CharField(max_length=80),
        db_persist=True,
        unique=True,
    )
    normal_side = models.CharField(max_length=6, choices=Side)
    may_overdraw = models.BooleanField()
    posted_debits = models.BigIntegerField(db_default=0, default=0, editable=False)
    posted_credits = models.BigIntegerField(db_default=0, default=0, editable=False)
    pending_debits = models.BigIntegerField(db_default=0, default=0, editable=False)
    pending_credits = models.BigIntegerField(db_default=0, default=0, editable=False)
    entry_count = models.BigIntegerField(
        db_default=0, default=0, editable=False, help_text="The sequence of its last entry."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_as_the_chart_says(), name="ledger_account_charted"),
            models.CheckConstraint(
                condition=Q(owner_kind=OwnerKind.PLATFORM, owner_id__isnull=True, owner_name="")
                | (Q(owner_kind=OwnerKind.GATEWAY, owner_id__isnull=True) & ~Q(owner_name=""))
                | (
                    ~Q(owner_kind__in=(OwnerKind.PLATFORM, OwnerKind.GATEWAY))
                    & Q(owner_id__isnull=False, owner_name="")
                ),
                name="ledger_account_owned",
            ),
            models.CheckConstraint(
                condition=Q(posted_debits__gte=0, posted_credits__gte=0, pending_debits__gte=0, pending_credits__gte=0),
                name="ledger_account_sums",
            ),
            models.CheckConstraint(
                condition=Q(may_overdraw=True)
                | Q(normal_side=Side.CREDIT, posted_credits__gte=F("posted_debits") + F("pending_debits"))
                | Q(normal_side=Side.DEBIT, posted_debits__gte=F("posted_credits") + F("pending_credits")),
                name="ledger_account_covered",
            ),
        )
        indexes = (models.Index(fields=["owner_id", "code"], name="ledger_account_owner"),)

    @property
    def posted(self) -> int:
        """The posted balance in minor units, above zero on the normal side."""
        balance = self.posted_debits - self.posted_credits
        return balance if self.normal_side == Side.DEBIT else -balance

    @property
    def pending_in(self) -> int:
        """What pending transfers would add."""
        return self.pending_debits if self.normal_side == Side.DEBIT else self.pending_credits

    @property
    def pending_out(self) -> int:
        """What pending transfers would take."""
        return self.pending_credits if self.normal_side == Side.DEBIT else self.pending_debits

    @property
    def available(self) -> int:
        """What can still be taken: posted, less what pending transfers would take; what they would add is not there."""
        return self.posted - self.pending_out


class TransferState(models.TextChoices):
    """What a transfer does; it never changes. Whether a pending one is still open, its resolution tells."""

    POSTED = "POSTED"
    PENDING = "PENDING", "Sets amounts aside until another transfer resolves it"
    VOIDED = "VOIDED", "Frees what a pending one had set aside; has no entries"


class LedgerTransfer(Record):
    """Money that moves between accounts, to the same sum on both sides, in each currency."""

    reference = models.CharField(max_length=120, unique=True, help_text="Names it once, as `capture:<payment id>`.")
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=7, choices=TransferState)
    resolves = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="resolution")
    event_at = models.DateTimeField(help_text="When it happened, which may be long before it was written.")
    description = models.CharField(max_length=200, blank=True, db_default="", default="")
    actor = models.CharField(max_length=60)
    transaction_id = models.BigIntegerField(
        db_default=Cast(Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()),
        editable=False,
        help_text="The database's transaction that wrote it: its entries are written in the same.",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reference=""), name="ledger_transfer_named"),
            models.CheckConstraint(
                condition=Q(state=TransferState.POSTED)
                | Q(state=TransferState.PENDING, resolves__isnull=True)
                | Q(state=TransferState.VOIDED, resolves__isnull=False),
                name="ledger_transfer_resolves",
            ),
        )
        indexes = (
            models.Index(fields=["created_at"], name="ledger_pending", condition=Q(state=TransferState.PENDING)),
            models.Index(fields=["kind", "event_at"], name="ledger_transfer_kind"),
        )


class LedgerEntry(Record):
    """An amount on one side of an account. The database gives `sequence` and `balance`."""

    transfer = models.ForeignKey(LedgerTransfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="entries", db_index=False)
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    side = models.CharField(max_length=6, choices=Side)
    amount_minor = models.BigIntegerField()
    sequence = models.BigIntegerField(
        db_default=0, default=0, editable=False, help_text="Its place among the account's entries, from 1, no gaps."
    )
    balance_minor = models.BigIntegerField(
        db_default=0, default=0, editable=False, help_text="The account's posted balance after it."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="ledger_entry_positive"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="ledger_entry_sided"),
            models.UniqueConstraint(fields=["account", "sequence"], name="ledger_entry_sequence"),
        )
