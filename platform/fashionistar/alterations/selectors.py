"""Reads of alterations; who sees them, and who moves them."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from fashionistar.accounts.models import User
from fashionistar.alterations.models import OVER, Alteration
from fashionistar.kernel.actor import Actor
from fashionistar.orders.models import Order, OrderLine, OrderStatus, VendorOrderStatus
from fashionistar.orders.selectors import shop_vendor_orders
from fashionistar.tailoring.models import Specification
from fashionistar.vendors.models import VendorMember, VendorPermission, VendorRole
from fashionistar.vendors.policies import held_by
from fashionistar.vendors.selectors import vendors_where

#: The orders of which something may still be made or sent.
_UNDER_WAY = (OrderStatus.PENDING_PAYMENT, OrderStatus.PAID)
_UNFINISHED = (VendorOrderStatus.PENDING_PAYMENT, VendorOrderStatus.PAID, VendorOrderStatus.SHIPPED)


def visible_alterations(actor: Actor, queryset: QuerySet[Alteration] | None = None) -> QuerySet[Alteration]:
    """Of what she bought, and of the shops whose orders she reads; as bodies, they are shown to people alone."""
    alterations = Alteration.objects.all() if queryset is None else queryset
    if not actor.is_authenticated:
        return alterations.none()
    of_shops = Q(line__vendor_order__in=shop_vendor_orders(actor))
    return alterations.filter(Q(line__vendor_order__order__user=actor.user_id) | of_shops)


def shop_alterations(actor: Actor, queryset: QuerySet[Alteration]) -> QuerySet[Alteration]:
    """Of the shops whose orders she reads."""
    return queryset.filter(line__vendor_order__in=shop_vendor_orders(actor))


def may_move_for_shop(actor: Actor, vendor_id: UUID) -> bool:
    """Whether she works there and moves orders."""
    return vendors_where(actor, VendorPermission.ORDERS_FULFIL).filter(pk=vendor_id).exists()


def alterable_lines(actor: Actor, *, now: datetime) -> QuerySet[OrderLine]:
    """What was made to measure for the actor and has arrived within the window."""
    if not actor.is_authenticated:
        return OrderLine.objects.none()
    return OrderLine.objects.filter(
        vendor_order__order__user=actor.user_id,
        vendor_order__status=VendorOrderStatus.DELIVERED,
        vendor_order__delivered_at__gt=now - settings.ALTERATION_WINDOW,
        specification__isnull=False,
    ).select_related("specification", "vendor_order__order")


def who_moves_orders(vendor_id: UUID) -> Iterator[User]:
    """Those who work there, move orders and can act, the longest-serving first."""
    members = VendorMember.objects.filter(vendor=vendor_id, user__is_active=True).select_related("user")
    for member in members.order_by("created_at", "pk"):
        if VendorPermission.ORDERS_FULFIL in held_by(VendorRole(member.role), member.permissions):
            yield member.user


def forgettable_specifications(user_id: UUID) -> QuerySet[Specification]:
    """What was specified for somebody and nobody makes, sends or alters any longer."""
    lines = OrderLine.objects.filter(specification=OuterRef("pk"))
    under_way = lines.filter(vendor_order__order__status__in=_UNDER_WAY, vendor_order__status__in=_UNFINISHED)
    altered = Alteration.objects.filter(line__specification=OuterRef("pk")).exclude(status__in=OVER)
    hers = Specification.objects.filter(user=user_id, erased_at__isnull=True)
    return hers.filter(~Exists(under_way), ~Exists(altered))


def nobodys_order(order_id: UUID) -> UUID | None:
    """Whose order it was who has deleted her account; None for everybody else's."""
    gone = Order.objects.filter(pk=order_id, user__deleted_at__isnull=False)
    return gone.values_list("user", flat=True).first()
