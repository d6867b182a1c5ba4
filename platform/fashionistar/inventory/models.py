"""Tables of inventory: what is on hand, what is reserved, and the holds that reserve it."""

from django.db import models
from django.db.models import F, Q

from fashionistar.kernel.models import Record
from fashionistar.products.models import Variant


class StockItem(Record):
    """The stock of one variant; `on_hand - reserved` is what can still be sold."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="stock")
    on_hand = models.PositiveIntegerField(db_default=0, default=0)
    reserved = models.PositiveIntegerField(db_default=0, default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")),
                name="stock_reserved_within_on_hand",
            ),
        )


class HoldStatus(models.TextChoices):
    """A hold ends exactly once: its units are sold (COMMITTED) or given back (RELEASED, EXPIRED)."""

    ACTIVE = "ACTIVE"
    COMMITTED = "COMMITTED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class Hold(Record):
    """Units set aside for a purchase until `expires_at`; `reference` is the purchase's own id."""

    reference = models.UUIDField(unique=True)
    status = models.CharField(max_length=10, choices=HoldStatus, default=HoldStatus.ACTIVE)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["expires_at"], name="hold_expiry", condition=Q(status=HoldStatus.ACTIVE)),)


class HoldLine(Record):
    """How many units of one variant a hold sets aside."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["hold", "variant"], name="hold_line_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hold_line_positive"),
        )
