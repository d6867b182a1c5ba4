"""The operator's view of wallets; nobody changes anything here."""

from django.contrib import admin

from fashionistar.kernel.readonly_admin import ReadOnlyAdmin
from fashionistar.wallets.models import GiftCard, GiftCardPurchase, Tender, WalletTopUp


@admin.register(WalletTopUp)
class WalletTopUpAdmin(ReadOnlyAdmin):
    """Top-ups, newest first."""

    list_display = ("payment", "user", "created_at")
    ordering = ("-id",)


@admin.register(GiftCard)
class GiftCardAdmin(ReadOnlyAdmin):
    """Gift cards, newest first; what is left on one is in the ledger, by its id."""

    list_display = ("id", "last_four", "status", "initial_minor", "currency", "expires_at", "issuer", "reason")
    list_filter = ("status", "currency")
    search_fields = ("=id", "last_four")
    exclude = ("code_hash",)
    ordering = ("-id",)


@admin.register(GiftCardPurchase)
class GiftCardPurchaseAdmin(ReadOnlyAdmin):
    """Purchases of gift cards, newest first."""

    list_display = ("payment", "buyer", "gift_card", "created_at")
    ordering = ("-id",)


@admin.register(Tender)
class TenderAdmin(ReadOnlyAdmin):
    """What wallets and cards have paid, newest first."""

    list_display = ("purchase", "kind", "status", "amount_minor", "refunded_minor", "currency", "user", "gift_card")
    list_filter = ("kind", "status", "currency")
    search_fields = ("=purchase",)
    ordering = ("-id",)
