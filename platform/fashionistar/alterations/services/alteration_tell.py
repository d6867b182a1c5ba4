"""Tell the other side of a step of an alteration."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.contacts import contact_of
from fashionistar.alterations.messages import buyer_message, shop_message
from fashionistar.alterations.models import AlterationSide, AlterationStatus, AlterationStep
from fashionistar.alterations.selectors import who_moves_orders
from fashionistar.notifications.services.notification_queue import notification_queue


@transaction.atomic
def alteration_tell(*, alteration_id: UUID, status: AlterationStatus, now: datetime) -> None:
    """Queue a message about a step: to the buyer, if it was the shop's, or to those of the shop who move orders.

    Nothing is said to a buyer who has deleted her account.
    """
    steps = AlterationStep.objects.select_related("alteration__line__vendor_order__order__user")
    step = steps.get(alteration=alteration_id, status=status)
    line = step.alteration.line
    order, product = line.vendor_order.order, line.product_name
    if step.side == AlterationSide.BUYER:
        message = shop_message(status, number=order.public_number, product=product)
        for member in who_moves_orders(line.vendor_order.vendor_id):
            notification_queue(to=contact_of(member), message=message, now=now)
    elif order.user is not None and order.user.is_active:
        shop = line.vendor_order.vendor.name
        message = buyer_message(status, number=order.public_number, product=product, shop=shop)
        notification_queue(to=contact_of(order.user), message=message, now=now)
