"""The operator's view of the books; nobody writes in them here."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin):
    """Accounts and their balances, in minor units."""

    list_display = ("key", "posted", "pending_in", "pending_out", "available", "entry_count")
    list_filter = ("code", "currency")
    search_fields = ("key",)
    ordering = ("key",)


class LedgerEntryInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic when it runs
    """The entries of a transfer."""

    model = LedgerEntry
    extra = 0
    can_delete = False
    fields = ("account_key", "side", "amount_minor", "currency", "sequence", "balance_minor")
    readonly_fields = fields

    @admin.display(description="account")
    def account_key(self, entry: LedgerEntry) -> str:
        """The account by its key."""
        return str(entry.account.key)


@admin.register(LedgerTransfer)
class LedgerTransferAdmin(ReadOnlyAdmin):
    """Transfers with their entries, newest first."""

    list_display = ("reference", "kind", "state", "event_at", "actor", "description")
    list_filter = ("state", "kind")
    search_fields = ("reference",)
    ordering = ("-id",)
    inlines = (LedgerEntryInline,)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Entries, newest first; those of one account are found by its key."""

    list_display = ("account_key", "sequence", "side", "amount_minor", "balance_minor", "transfer_reference")
    list_filter = ("currency", "side")
    list_select_related = ("account", "transfer")
    search_fields = ("=account__key", "=transfer__reference")
    ordering = ("-id",)

    @admin.display(description="account")
    def account_key(self, entry: LedgerEntry) -> str:
        """The account by its key."""
        return str(entry.account.key)

    @admin.display(description="transfer")
    def transfer_reference(self, entry: LedgerEntry) -> str:
        """The transfer by its reference."""
        return entry.transfer.reference
