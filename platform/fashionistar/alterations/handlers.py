"""What alterations does about facts; one service call each."""

from collections.abc import Mapping
from datetime import datetime

from fashionistar.accounts.events import AccountDeleted
from fashionistar.alterations.events import AlterationEvent
from fashionistar.alterations.models import AlterationStatus
from fashionistar.alterations.selectors import nobodys_order
from fashionistar.alterations.services.alteration_tell import alteration_tell
from fashionistar.alterations.services.bodies_erase import bodies_erase
from fashionistar.alterations.steps import FACT_OF
from fashionistar.orders.events import OrderEvent

_STATUS_OF: Mapping[type[AlterationEvent], AlterationStatus] = {fact: status for status, fact in FACT_OF.items()}


def tell_other_side(event: AlterationEvent, *, now: datetime) -> None:
    """Whoever did not do it is told."""
    alteration_tell(alteration_id=event.alteration_id, status=_STATUS_OF[type(event)], now=now)


def erase_bodies(event: AccountDeleted, *, now: datetime) -> None:
    """Nobody has no body."""
    bodies_erase(user_id=event.user_id, now=now)


def erase_bodies_of_order(event: OrderEvent | AlterationEvent, *, now: datetime) -> None:
    """Something ended, for which the body of somebody was still needed who is nobody now."""
    bodies_erase(user_id=nobodys_order(event.order_id), now=now)
