"""Reads of orders; the tenant scope of orders and of their parts."""

from uuid import UUID

from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Greatest, Length

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.orders.models import Order, OrderLine, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.payments.gateway_words import Evidence
from fashionistar.payments.models import Payment, PaymentPurpose
from fashionistar.tailoring.models import Specification
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.selectors import vendors_where
from fashionistar.wallets.selectors import own_payments

_UNPAID = (VendorOrderStatus.PENDING_PAYMENT, VendorOrderStatus.CANCELLED)


def visible_orders(actor: Actor, queryset: QuerySet[Order] | None = None) -> QuerySet[Order]:
    """The actor's own orders, those of guests for all people who know their unguessable id, all for staff who may."""
    orders = Order.objects.all() if queryset is None else queryset
    if actor.may(StaffPermission.ORDERS_READ):
        return orders
    if actor.is_authenticated:
        return orders.filter(Q(user_id=actor.user_id) | Q(user__isnull=True))
    return orders.none() if actor.is_service else orders.filter(user__isnull=True)


def visible_vendor_orders(actor: Actor, queryset: QuerySet[VendorOrder] | None = None) -> QuerySet[VendorOrder]:
    """Parts of the orders that the actor may see, and paid parts that are the actor's shop's to make."""
    parts = VendorOrder.objects.all() if queryset is None else queryset
    if actor.may(StaffPermission.ORDERS_READ):
        return parts
    if actor.is_authenticated:
        mine = Q(order__user_id=actor.user_id) | Q(order__user__isnull=True)
        return parts.filter(mine | _of_shops(actor))
    return parts.filter(_of_shops(actor) if actor.is_service else Q(order__user__isnull=True))


def shop_vendor_orders(actor: Actor, queryset: QuerySet[VendorOrder] | None = None) -> QuerySet[VendorOrder]:
    """The paid and later parts of the shops whose orders the actor may read; unpaid ones are not its business."""
    parts = VendorOrder.objects.all() if queryset is None else queryset
    return parts.filter(_of_shops(actor))


def movable_vendor_orders(actor: Actor) -> QuerySet[VendorOrder]:
    """The paid and later parts that the actor may move on: ship, deliver."""
    hers = vendors_where(actor, VendorPermission.ORDERS_FULFIL)
    return VendorOrder.objects.filter(vendor__in=hers).exclude(status__in=_UNPAID)


def visible_specifications(actor: Actor, queryset: QuerySet[Specification] | None = None) -> QuerySet[Specification]:
    """What she has specified herself, and what was ordered of the shops whose orders she reads.

    A body is shown to people: to no guest, no API key and not to the platform's staff.
    """
    specifications = Specification.objects.all() if queryset is None else queryset
    if not actor.is_authenticated:
        return specifications.none()
    ordered = Q(order_line__vendor_order__in=shop_vendor_orders(actor))
    return specifications.filter(Q(user=actor.user_id) | ordered)


def is_forgotten(order_id: UUID) -> bool:
    """Whether something of it was to be made to measure for somebody who has been forgotten since."""
    lines = OrderLine.objects.filter(vendor_order__order=order_id, specification__erased_at__isnull=False)
    return lines.exists()


def order_number(column: str) -> Func:
    """The number that people quote, as FS-001234, of the column that has it; longer ones are not cut."""
    digits = Cast(column, TextField())
    padded = Func(digits, Greatest(Length(digits), Value(6)), Value("0"), function="lpad", output_field=TextField())
    return Concat(Value("FS-"), padded, output_field=TextField())


def unfinished_orders(user_id: UUID) -> QuerySet[Order]:
    """The orders that she has paid for and that are neither delivered nor refunded, the oldest first."""
    paid = Order.objects.filter(user=user_id, status__in=(OrderStatus.PAID, OrderStatus.REFUNDING))
    return paid.order_by("placed_at", "pk")


def order_of_payment(payment_id: UUID) -> UUID | None:
    """The order that a payment is for; None for one of another purpose."""
    return Order.objects.filter(payment=payment_id).values_list("pk", flat=True).first()


def visible_payments(actor: Actor, queryset: QuerySet[Payment] | None = None) -> QuerySet[Payment]:
    """The payments of the orders that the actor may see, into her wallet, and for gift cards that she buys."""
    payments = Payment.objects.all() if queryset is None else queryset
    return payments.filter(Q(order__in=visible_orders(actor)) | own_payments(actor))


def delivery_evidence(payment_id: UUID, *, details: str) -> Evidence:
    """What we know of the purchase that a payment was for, to be held against a dispute.

    Args:
        payment_id: Of an order; of a top-up or a gift card, of which nothing was delivered, there is less to say.
        details: What staff add.
    """
    order = Order.objects.filter(payment=payment_id).first()
    if order is None:
        return _stored_value_evidence(Payment.objects.get(pk=payment_id), details)
    parts = list(VendorOrder.objects.filter(order=order).prefetch_related("lines"))
    bought = ", ".join(f"{line.quantity} x {line.product_name}" for part in parts for line in part.lines.all())
    tracked = ", ".join(part.tracking_number for part in parts if part.tracking_number)
    told = [f"Order {order.public_number}: {bought}.", f"Tracking: {tracked}." if tracked else "", details]
    arrived = [part.delivered_at for part in parts if part.delivered_at is not None]
    where = (order.shipping_line1, order.shipping_line2, order.shipping_city, order.shipping_region)
    return Evidence(
        customer_name=order.shipping_name,
        customer_email=order.email,
        customer_phone=order.shipping_phone,
        service_details=" ".join(filter(None, told))[:2000],
        delivery_address=", ".join(filter(None, (*where, order.shipping_postal_code, order.shipping_country))),
        delivered_at=max(arrived) if len(arrived) == len(parts) else None,
    )


def _stored_value_evidence(payment: Payment, details: str) -> Evidence:
    bought = f"{PaymentPurpose(payment.purpose).label}, credited when it was paid."
    return Evidence(
        customer_name="",
        customer_email=payment.email,
        customer_phone="",
        service_details=" ".join(filter(None, (bought, details)))[:2000],
        delivery_address="",
        delivered_at=payment.paid_at,
    )


def _of_shops(actor: Actor) -> Q:
    paid = ~Q(status__in=_UNPAID) | Q(status=VendorOrderStatus.CANCELLED, order__paid_at__isnull=False)
    return Q(vendor__in=vendors_where(actor, VendorPermission.ORDERS_READ)) & paid
