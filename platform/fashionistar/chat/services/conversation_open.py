"""Open a conversation, or find the one that there is."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from fashionistar.chat.events import ConversationOpened
from fashionistar.chat.held_conversation import told
from fashionistar.chat.models import ChatSide, Conversation, Participant
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, refuse
from fashionistar.kernel.throttle import throttle
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.measurements.selectors import measuring_vendors
from fashionistar.orders.models import VendorOrder
from fashionistar.orders.selectors import shop_vendor_orders
from fashionistar.products.models import Product
from fashionistar.products.selectors import visible_products
from fashionistar.vendors.models import Vendor, VendorPermission
from fashionistar.vendors.selectors import vendors_of, vendors_where


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about: a shop, a product, a part of an order, a body and with which shop.

    With none of them it is with the support.
    """

    vendor_id: UUID | None = None
    product_id: UUID | None = None
    vendor_order_id: UUID | None = None
    measurement_profile_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    shopper_id: UUID
    vendor_id: UUID | None
    product_id: UUID | None = None
    vendor_order_id: UUID | None = None
    measurement_profile_id: UUID | None = None


def conversation_open(*, actor: Actor, subject: Subject, now: datetime) -> Conversation:
    """Open a conversation: a shopper about anything, a shop about a part that it makes or a body that was lent to it.

    One that is there is returned.

    Raises:
        DomainError: UNAUTHENTICATED (guests), NOT_FOUND, INVALID (several subjects, or one's own shop), REQUIRED
            (a body without a shop), RATE_LIMITED.
    """
    if not (actor.is_authenticated or actor.is_service):
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    throttle("chat-open", actor.label)
    return _opened(actor, subject, now=now)


@transaction.atomic(durable=True)
def _opened(actor: Actor, subject: Subject, *, now: datetime) -> Conversation:
    place = _place(actor, subject)
    hold_pair(place.shopper_id, place.vendor_id)
    wanted = {
        "shopper": place.shopper_id,
        "vendor": place.vendor_id,
        "product": place.product_id,
        "vendor_order": place.vendor_order_id,
        "measurement_profile": place.measurement_profile_id,
    }
    there = Conversation.objects.filter(
        **{name if value else f"{name}__isnull": value or True for name, value in wanted.items()}
    ).first()
    if there is not None:
        return there
    # Who has blocked the other has done so in whatever they talk about.
    others = Conversation.objects.filter(shopper=place.shopper_id, vendor=place.vendor_id)
    blocked = others.values_list("shopper_blocked_at", "team_blocked_at").first() if place.vendor_id else None
    hers, theirs = blocked or (None, None)
    made = Conversation.objects.create(
        **{f"{name}_id": value for name, value in wanted.items()},
        active_at=now,
        shopper_blocked_at=hers,
        team_blocked_at=theirs,
    )
    team = ChatSide.SUPPORT if place.vendor_id is None else ChatSide.SHOP
    Participant.objects.bulk_create(
        Participant(conversation=made, side=side, user_id=user)
        for side, user in ((ChatSide.SHOPPER, place.shopper_id), (team, None))
    )
    outbox.record(told(ConversationOpened, made), actor=actor)
    return made


def hold_pair(shopper_id: UUID, vendor_id: UUID | None) -> None:
    """Hold, for the rest of the transaction, what a shopper and a shop have with each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"chat\x1f{shopper_id}\x1f{vendor_id}"]
        )


def _place(actor: Actor, subject: Subject) -> _Place:
    if subject.measurement_profile_id is not None:
        return _about_body(actor, subject, subject.measurement_profile_id)
    if sum(each is not None for each in (subject.vendor_id, subject.product_id, subject.vendor_order_id)) > 1:
        raise refuse(ErrorCode.INVALID, "Name a shop, a product or a part of an order, not several of them.")
    if subject.vendor_order_id is not None:
        return _about_part(actor, subject.vendor_order_id)
    if actor.user_id is None:
        raise _unknown("vendorId" if subject.vendor_id else "productId")
    if subject.product_id is not None:
        product: Product | None = visible_products(actor).filter(pk=subject.product_id).first()
        if product is None:
            raise _unknown("productId")
        return _with_shop(actor, actor.user_id, product.vendor_id, product.pk)
    if subject.vendor_id is not None:
        if not Vendor.objects.filter(pk=subject.vendor_id).exists():
            raise _unknown("vendorId")
        return _with_shop(actor, actor.user_id, subject.vendor_id, None)
    return _Place(actor.user_id, None)


def _with_shop(actor: Actor, shopper_id: UUID, vendor_id: UUID, product_id: UUID | None) -> _Place:
    if vendors_of(actor).filter(pk=vendor_id).exists():
        raise refuse(ErrorCode.INVALID, "You work in this shop: it cannot talk with itself.")
    return _Place(shopper_id, vendor_id, product_id)


def _about_part(actor: Actor, vendor_order_id: UUID) -> _Place:
    """A part that she bought, or that her shop makes for somebody who has an account."""
    part = VendorOrder.objects.filter(pk=vendor_order_id, order__user__isnull=False).select_related("order").first()
    if part is None or part.order.user_id is None:
        raise _unknown("vendorOrderId")
    makes = shop_vendor_orders(actor, VendorOrder.objects.filter(pk=part.pk)).exists()
    replies = vendors_where(actor, VendorPermission.CHAT_REPLY).filter(pk=part.vendor_id).exists()
    if part.order.user_id != actor.user_id and not (makes and replies):
        raise _unknown("vendorOrderId")
    return _Place(part.order.user_id, part.vendor_id, vendor_order_id=part.pk)


def _about_body(actor: Actor, subject: Subject, profile_id: UUID) -> _Place:
    """A body that somebody lends to the shop: she may, and who measures people there."""
    if subject.product_id is not None or subject.vendor_order_id is not None:
        raise refuse(ErrorCode.INVALID, "It is about a body, a product or a part of an order, not several of them.")
    if subject.vendor_id is None:
        raise refuse(ErrorCode.REQUIRED, "Say with which shop that you lend it to.", "vendorId")
    lent = MeasurementProfile.objects.filter(pk=profile_id, shares__vendor=subject.vendor_id)
    keeper = lent.values_list("user", flat=True).first()
    if keeper is None:
        raise _unknown("measurementProfileId")
    if keeper == actor.user_id:
        place = _with_shop(actor, keeper, subject.vendor_id, None)
        return replace(place, measurement_profile_id=profile_id)
    measures = measuring_vendors(actor).filter(pk=subject.vendor_id).exists()
    replies = vendors_where(actor, VendorPermission.CHAT_REPLY).filter(pk=subject.vendor_id).exists()
    if not (measures and replies):
        raise _unknown("measurementProfileId")
    return _Place(keeper, subject.vendor_id, measurement_profile_id=profile_id)


def _unknown(field: str) -> DomainError:
    return refuse(ErrorCode.NOT_FOUND, "There is no such thing to talk about.", field)
