"""Reads of orders; the tenant scope of orders and of their parts."""

from django.db.models import Q, QuerySet

from fashionistar.kernel.actor import Actor
from fashionistar.orders.models import Order, VendorOrder, VendorOrderStatus
from fashionistar.payments.models import Payment
from fashionistar.vendors.selectors import vendors_of

_UNPAID = (VendorOrderStatus.PENDING_PAYMENT, VendorOrderStatus.CANCELLED)


def visible_orders(actor: Actor, queryset: QuerySet[Order] | None = None) -> QuerySet[Order]:
    """The actor's own orders, guests' orders for whoever knows their unguessable id, all for platform staff."""
    orders = Order.objects.all() if queryset is None else queryset
    if actor.is_platform_staff:
        return orders
    if actor.is_authenticated:
        return orders.filter(Q(user_id=actor.user_id) | Q(user__isnull=True))
    return orders.filter(user__isnull=True)


def visible_vendor_orders(actor: Actor, queryset: QuerySet[VendorOrder] | None = None) -> QuerySet[VendorOrder]:
    """Parts of the orders that the actor may see, and paid parts that are the actor's shop's to make."""
    parts = VendorOrder.objects.all() if queryset is None else queryset
    if actor.is_platform_staff:
        return parts
    if actor.is_authenticated:
        mine = Q(order__user_id=actor.user_id) | Q(order__user__isnull=True)
        return parts.filter(mine | Q(vendor__in=vendors_of(actor)) & ~Q(status__in=_UNPAID))
    return parts.filter(order__user__isnull=True)


def shop_vendor_orders(actor: Actor, queryset: QuerySet[VendorOrder] | None = None) -> QuerySet[VendorOrder]:
    """The paid and later parts of the shops in which the actor works; unpaid ones are not the shop's business yet."""
    parts = VendorOrder.objects.all() if queryset is None else queryset
    return parts.filter(vendor__in=vendors_of(actor)).exclude(status__in=_UNPAID)


def visible_payments(actor: Actor) -> QuerySet[Payment]:
    """The payments of the orders that the actor may see."""
    return Payment.objects.filter(order__in=visible_orders(actor))
