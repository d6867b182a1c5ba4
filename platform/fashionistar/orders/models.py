"""Tables of orders: the order, one part per vendor, and the lines as they were bought."""

from django.db import models
from django.db.models import F, Func, Q, Value

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.payments.models import Payment
from fashionistar.products.models import Variant
from fashionistar.tailoring.models import Specification
from fashionistar.vendors.models import Vendor


class OrderStatus(models.TextChoices):
    """Where the whole order stands; `orders.transitions` says what may follow what."""

    PENDING_PAYMENT = "PENDING_PAYMENT"
    PAID = "PAID"
    EXPIRED = "EXPIRED"
    REFUNDING = "REFUNDING"
    REFUNDED = "REFUNDED"
    COMPLETED = "COMPLETED"


class Order(Record):
    """What one shopper bought in one checkout, paid by stored value (wallet, gift cards), one payment, or both."""

    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("orders_order_number"), function="nextval")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    payment = models.OneToOneField(
        Payment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="order",
        help_text="Of what stored value does not pay; null when it pays everything.",
    )
    email = models.EmailField(max_length=254)
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    total_minor = models.BigIntegerField()
    stored_value_minor = models.BigIntegerField(
        db_default=0, default=0, help_text="What of it wallet and gift cards pay; the payment is for the rest."
    )
    status = models.CharField(max_length=16, choices=OrderStatus, default=OrderStatus.PENDING_PAYMENT)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    shipping_name = models.CharField(max_length=120)
    shipping_phone = models.CharField(max_length=20)
    shipping_line1 = models.CharField(max_length=160)
    shipping_line2 = models.CharField(max_length=160, blank=True, default="")
    shipping_city = models.CharField(max_length=80)
    shipping_region = models.CharField(max_length=80, blank=True, default="")
    shipping_postal_code = models.CharField(max_length=20, blank=True, default="")
    shipping_country = models.CharField(max_length=2)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="order_total_positive"),
            models.CheckConstraint(
                condition=Q(stored_value_minor__gte=0)
                & (
                    Q(payment__isnull=False, stored_value_minor__lt=F("total_minor"))
                    | Q(payment__isnull=True, stored_value_minor=F("total_minor"))
                ),
                name="order_payment_for_the_rest",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("PAID", "COMPLETED")) | Q(paid_at__isnull=False),
                name="order_paid_has_time",
            ),
        )
        indexes = (models.Index(fields=["user", "-placed_at", "-id"], name="order_of_user"),)

    @property
    def public_number(self) -> str:
        """The number that people quote, as FS-001234."""
        return f"FS-{self.number:06d}"


class VendorOrderStatus(models.TextChoices):
    """Where one vendor's part stands."""

    PENDING_PAYMENT = "PENDING_PAYMENT"
    PAID = "PAID"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class VendorOrder(Record):
    """One vendor's part of an order: what that vendor makes, ships and is paid for."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="vendor_orders")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="vendor_orders")
    position = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=16, choices=VendorOrderStatus, default=VendorOrderStatus.PENDING_PAYMENT)
    total_minor = models.BigIntegerField()
    stored_value_minor = models.BigIntegerField(
        db_default=0, default=0, help_text="What of this part wallet and gift cards pay."
    )
    tracking_number = models.CharField(max_length=80, blank=True, db_default="", default="")
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=["order", "vendor"], name="vendor_order_unique"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="vendor_order_total_positive"),
            models.CheckConstraint(
                condition=Q(stored_value_minor__gte=0, stored_value_minor__lte=F("total_minor")),
                name="vendor_order_stored_within_total",
            ),
        )
        indexes = (models.Index(fields=["vendor", "-created_at", "-id"], name="vendor_order_newest"),)


class OrderLine(Record):
    """A line as it was bought: names, SKU and price are copies that later edits don't touch."""

    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, related_name="+")
    specification = models.OneToOneField(
        Specification,
        on_delete=models.PROTECT,
        null=True,
        related_name="order_line",
        help_text="What is made to measure; such a line takes nothing out of stock.",
    )
    sku = models.CharField(max_length=60)
    product_name = models.CharField(max_length=160)
    variant_name = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    total_minor = models.GeneratedField(
        expression=F("quantity") * F("unit_price_minor"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(unit_price_minor__gt=0), name="order_line_positive"),
        )
