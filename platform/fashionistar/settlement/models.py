"""Tables of settlement: what became of each part's money, refunds of parts, disputes, and rates of commission."""

from uuid import UUID

from django.db import models
from django.db.models import Case, F, Q, Value, When

from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.models import Dispute, Payment, Refund
from fashionistar.vendors.models import Vendor

#: Basis points. Commission and tax on it together can then never be more than the sale.
COMMISSION_MOST = 5_000
TAX_MOST = 10_000


class SettlementState(models.TextChoices):
    """Where a part's money is; the database says so by the amounts."""

    HELD = "HELD", "In escrow"
    RELEASED = "RELEASED", "Earned by the vendor, less commission and tax"
    REFUNDED = "REFUNDED", "All of it has gone back, or is to"


def _state() -> Case:
    nothing = Q(amount_minor=F("released_minor") + F("refunded_held_minor") + F("charged_back_held_minor")) & Q(
        released_minor=F("refunded_released_minor") + F("charged_back_released_minor")
    )
    return Case(
        When(nothing, then=Value(SettlementState.REFUNDED.value)),
        When(released_minor__gt=0, then=Value(SettlementState.RELEASED.value)),
        default=Value(SettlementState.HELD.value),
        output_field=models.CharField(max_length=8),
    )


class Settlement(Record):
    """The money of one vendor's part of an order, in minor units of `currency`.

    What was captured is held in escrow until it is released to the vendor. Refunds and lost disputes take from what is
    held (`…_held_minor`) or from what was released (`…_released_minor`); refunds count from their decision on, unless
    they fail.
    """

    vendor_order = models.OneToOneField(VendorOrder, on_delete=models.PROTECT, related_name="settlement")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="settlements")
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="settlements",
        help_text="Null where stored value paid all of the order.",
    )
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    amount_minor = models.BigIntegerField()
    stored_minor = models.BigIntegerField(
        db_default=0, default=0, help_text="What of it wallet and gift cards have paid; the payment paid the rest."
    )
    stored_refunded_minor = models.BigIntegerField(
        db_default=0, default=0, help_text="What of all refunds goes back to wallet and gift cards."
    )
    commission_bp = models.PositiveSmallIntegerField(help_text="Basis points, frozen at capture.")
    tax_bp = models.PositiveSmallIntegerField(help_text="Of the commission, in basis points, frozen at capture.")
    released_minor = models.BigIntegerField(
        db_default=0, default=0, help_text="All that was taken from escrow for her."
    )
    commission_minor = models.BigIntegerField(db_default=0, default=0, help_text="What we have of it.")
    tax_minor = models.BigIntegerField(db_default=0, default=0, help_text="What the state has of it.")
    refunded_held_minor = models.BigIntegerField(db_default=0, default=0)
    refunded_released_minor = models.BigIntegerField(db_default=0, default=0)
    charged_back_held_minor = models.BigIntegerField(db_default=0, default=0)
    charged_back_released_minor = models.BigIntegerField(db_default=0, default=0)
    release_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is released though nobody reported its delivery; null: not sent yet."
    )
    released_at = models.DateTimeField(null=True, blank=True)
    state = models.GeneratedField(
        expression=_state(), output_field=models.CharField(max_length=8, choices=SettlementState), db_persist=True
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0)
                & Q(released_minor__gte=0, commission_minor__gte=0, tax_minor__gte=0)
                & Q(refunded_held_minor__gte=0, refunded_released_minor__gte=0)
                & Q(charged_back_held_minor__gte=0, charged_back_released_minor__gte=0),
                name="settlement_amounts",
            ),
            models.CheckConstraint(
                condition=Q(commission_bp__lte=COMMISSION_MOST, tax_bp__lte=TAX_MOST), name="settlement_rates"
            ),
            models.CheckConstraint(
                condition=Q(
                    amount_minor__gte=F("released_minor") + F("refunded_held_minor") + F("charged_back_held_minor")
                ),
                name="settlement_escrow_covered",
            ),
            models.CheckConstraint(
                condition=Q(
                    released_minor__gte=F("refunded_released_minor")
                    + F("charged_back_released_minor")
                    + F("commission_minor")
                    + F("tax_minor")
                ),
                name="settlement_release_covered",
            ),
            models.CheckConstraint(
                condition=Q(released_minor=0, released_at__isnull=True)
                | Q(released_minor__gt=0, released_at__isnull=False),
                name="settlement_released_has_time",
            ),
            # What stored value has paid is never taken for what the gateway wants back.
            models.CheckConstraint(
                condition=Q(
                    stored_refunded_minor__gte=0,
                    stored_minor__gte=F("stored_refunded_minor"),
                    amount_minor__gte=F("stored_minor")
                    - F("stored_refunded_minor")
                    + F("refunded_held_minor")
                    + F("refunded_released_minor")
                    + F("charged_back_held_minor")
                    + F("charged_back_released_minor"),
                ),
                name="settlement_stored_covered",
            ),
            models.CheckConstraint(
                condition=Q(stored_minor__lte=F("amount_minor"))
                & (Q(payment__isnull=False) | Q(stored_minor=F("amount_minor"))),
                name="settlement_stored_within",
            ),
        )
        indexes = (
            models.Index(fields=["release_due_at"], name="settlement_due", condition=Q(released_minor=0)),
            models.Index(fields=["vendor", "currency"], name="settlement_of_vendor"),
        )

    @property
    def held_minor(self) -> int:
        """What escrow has for the part, and nobody has been promised."""
        return self.amount_minor - self.released_minor - self.refunded_held_minor - self.charged_back_held_minor

    @property
    def earned_minor(self) -> int:
        """What is left of what was released, commission and tax included."""
        return self.released_minor - self.refunded_released_minor - self.charged_back_released_minor

    @property
    def left_minor(self) -> int:
        """What can still go back. Only a part that is disputed can have some of both."""
        return self.held_minor + self.earned_minor

    @property
    def stored_left_minor(self) -> int:
        """What of that goes back to wallet and gift cards, if all of it does."""
        return self.stored_minor - self.stored_refunded_minor

    @property
    def gateway_left_minor(self) -> int:
        """What of that goes back by the gateway, if all of it does; no dispute can take more."""
        return self.left_minor - self.stored_left_minor

    @property
    def due_id(self) -> UUID:
        """Whose SHOPPER_REFUNDS_DUE is used for it: the payment's, or the order's where it has none."""
        return self.payment_id or self.vendor_order.order_id


class PartRefundStatus(models.TextChoices):
    """Where a refund of a part stands."""

    PENDING = "PENDING", "Decided; the gateway has not confirmed it yet"
    PROCESSED = "PROCESSED", "It has gone back"
    FAILED = "FAILED", "The gateway refused it; the money is where it was"


class PartRefund(Record):
    """Money of one vendor's part that goes back to the shopper, and who gives it."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="refunds")
    refund = models.OneToOneField(
        Refund,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="part_refund",
        help_text="What the gateway is to send; null where stored value had paid all of it.",
    )
    amount_minor = models.BigIntegerField()
    stored_minor = models.BigIntegerField(
        db_default=0, default=0, help_text="What of it goes to wallet and gift cards, with the gateway's share."
    )
    from_escrow = models.BooleanField(help_text="Decided before the release.")
    commission_minor = models.BigIntegerField(db_default=0, default=0, help_text="What we give of it.")
    tax_minor = models.BigIntegerField(db_default=0, default=0, help_text="What the state gives of it.")
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=9, choices=PartRefundStatus, default=PartRefundStatus.PENDING)
    requested_by = models.CharField(max_length=60, help_text="As the outbox names actors.")
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ("-requested_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, commission_minor__gte=0, tax_minor__gte=0)
                & Q(amount_minor__gte=F("commission_minor") + F("tax_minor")),
                name="part_refund_amounts",
            ),
            models.CheckConstraint(
                condition=Q(from_escrow=False) | Q(commission_minor=0, tax_minor=0), name="part_refund_of_escrow"
            ),
            models.CheckConstraint(
                condition=Q(refund__isnull=True, stored_minor=F("amount_minor"))
                | Q(refund__isnull=False, stored_minor__gte=0, stored_minor__lt=F("amount_minor")),
                name="part_refund_by_gateway_or_stored",
            ),
        )


class BookingState(models.TextChoices):
    """What the books know of a dispute."""

    OPEN = "OPEN", "The gateway has taken the money back"
    WON = "WON", "The gateway has given it to us again"
    LOST = "LOST", "It is gone"


class DisputeBooking(Record):
    """A dispute as the books know it; while it is OPEN nothing of the payment's parts is released."""

    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="booking")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="dispute_bookings")
    gateway = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(db_default=0, default=0, help_text="What the books have of the gateway's fee.")
    state = models.CharField(max_length=4, choices=BookingState, default=BookingState.OPEN)
    rounds = models.PositiveSmallIntegerField(default=1, help_text="A bank may open again what was over.")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(amount_minor__gt=0), name="dispute_booking_positive"),)
        indexes = (models.Index(fields=["payment"], name="dispute_booking_open", condition=Q(state=BookingState.OPEN)),)


class CommissionRate(Record):
    """What staff agreed with one vendor instead of the platform's own commission; for orders paid from then on."""

    vendor = models.OneToOneField(Vendor, on_delete=models.CASCADE, related_name="commission_rate")
    commission_bp = models.PositiveSmallIntegerField(help_text="Basis points.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(commission_bp__lte=COMMISSION_MOST), name="commission_rate_most"),
        )
