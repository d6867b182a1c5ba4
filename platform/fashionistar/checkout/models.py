"""Tables of checkout: the cart and its lines."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.orders.models import Order
from fashionistar.products.models import Variant
from fashionistar.tailoring.models import Specification


class CartStatus(models.TextChoices):
    """A cart is open until it becomes an order or flows into another cart."""

    OPEN = "OPEN"
    COMPLETED = "COMPLETED"
    MERGED = "MERGED"


class Cart(Record):
    """What a shopper means to buy, in one currency. A guest's cart is known by its unguessable id alone."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="carts")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    status = models.CharField(max_length=10, choices=CartStatus, default=CartStatus.OPEN)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="cart")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "currency"],
                name="cart_open_unique",
                condition=Q(status="OPEN", user__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(status="COMPLETED", order__isnull=False) | (~Q(status="COMPLETED") & Q(order__isnull=True)),
                name="cart_completed_has_order",
            ),
        )


class CartLine(Record):
    """A variant in a cart, or one piece that is specified to measure.

    `seen_price_minor` is the price that the shopper last saw, if there was one.
    """

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    specification = models.OneToOneField(
        Specification, on_delete=models.PROTECT, null=True, blank=True, related_name="cart_line"
    )
    quantity = models.PositiveIntegerField()
    seen_price_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            # A variant stands in a cart once, and once more for each specification.
            models.UniqueConstraint(
                fields=["cart", "variant", "specification"], name="cart_line_unique", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cart_line_positive"),
        )
