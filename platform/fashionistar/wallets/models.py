"""Tables of wallets: top-ups, gift cards and their purchases, and the tenders that pay for purchases."""

from django.db import models
from django.db.models import F, Q

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.payments.models import Payment


class WalletTopUp(Record):
    """A payment into its user's wallet, which is credited when it has succeeded."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="wallet_top_up")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wallet_top_ups")


class GiftCardStatus(models.TextChoices):
    """Whether a card can be used; what is left on it is in the ledger alone."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED", "What was left on it is ours"
    DEACTIVATED = "DEACTIVATED", "By staff; what is left on it stays"


class GiftCard(Record):
    """A card that whoever knows its code can spend; the code itself is kept nowhere."""

    code_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code: 75 random bits.")
    last_four = models.CharField(max_length=4, help_text="The code's end, by which people tell cards apart.")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    initial_minor = models.BigIntegerField()
    status = models.CharField(max_length=11, choices=GiftCardStatus, default=GiftCardStatus.ACTIVE)
    expires_at = models.DateTimeField()
    issuer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Null for one that was sold."
    )
    reason = models.CharField(max_length=200, blank=True, db_default="", default="", help_text="Why staff gave it.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(initial_minor__gt=0), name="gift_card_positive"),
            models.CheckConstraint(condition=Q(status__in=GiftCardStatus.values), name="gift_card_status_known"),
        )
        indexes = (
            models.Index(fields=["expires_at"], name="gift_card_expiry", condition=Q(status=GiftCardStatus.ACTIVE)),
        )


class GiftCardPurchase(Record):
    """A payment for a gift card, and to whom its code goes; that is forgotten once it has gone."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="gift_card_purchase")
    buyer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="gift_card_purchases")
    recipient_email = models.EmailField(max_length=254, blank=True)
    message = models.CharField(max_length=300, blank=True, db_default="", default="")
    gift_card = models.OneToOneField(
        GiftCard, on_delete=models.PROTECT, null=True, blank=True, related_name="purchase", help_text="Once it is paid."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(gift_card__isnull=True) | Q(recipient_email="", message=""),
                name="gift_card_purchase_forgets",
            ),
        )


class TenderKind(models.TextChoices):
    """What a purchase is paid with besides a payment."""

    WALLET = "WALLET"
    GIFT_CARD = "GIFT_CARD"


class TenderStatus(models.TextChoices):
    """Where its money is."""

    SET_ASIDE = "SET_ASIDE", "Pending until the purchase is paid or ends"
    POSTED = "POSTED", "Spent"
    VOIDED = "VOIDED", "Free again"


class Tender(Record):
    """What a wallet or a gift card pays of one purchase."""

    purchase = models.UUIDField(help_text="The order's id.")
    kind = models.CharField(max_length=9, choices=TenderKind)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="tenders", help_text="Null for a guest."
    )
    gift_card = models.ForeignKey(GiftCard, on_delete=models.PROTECT, null=True, blank=True, related_name="tenders")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    amount_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(db_default=0, default=0, help_text="What of it has been given back.")
    status = models.CharField(max_length=9, choices=TenderStatus, default=TenderStatus.SET_ASIDE)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="tender_positive"),
            models.CheckConstraint(
                condition=Q(refunded_minor=0)
                | Q(status=TenderStatus.POSTED, refunded_minor__gte=0, refunded_minor__lte=F("amount_minor")),
                name="tender_refunded_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(kind=TenderKind.WALLET, user__isnull=False, gift_card__isnull=True)
                | Q(kind=TenderKind.GIFT_CARD, gift_card__isnull=False),
                name="tender_has_its_source",
            ),
            models.CheckConstraint(condition=Q(status__in=TenderStatus.values), name="tender_status_known"),
            models.UniqueConstraint(fields=["purchase"], condition=Q(kind=TenderKind.WALLET), name="tender_one_wallet"),
            models.UniqueConstraint(fields=["purchase", "gift_card"], name="tender_card_once"),
        )

    @property
    def reference(self) -> str:
        """The pending transfer that sets it aside; what ends it adds a word."""
        return f"tender:{self.pk}"
