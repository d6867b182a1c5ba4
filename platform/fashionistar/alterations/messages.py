"""What is said about alterations; never what a body measures."""

from collections.abc import Mapping

from fashionistar.alterations.models import AlterationStatus
from fashionistar.notifications.services.notification_queue import Message

_TO_SHOP: Mapping[str, str] = {
    AlterationStatus.REQUESTED: "asks for an alteration of",
    AlterationStatus.CANCELLED: "does not want an alteration any longer of",
    AlterationStatus.CLOSED: "says that the alteration is done of",
}
_TO_BUYER: Mapping[str, str] = {
    AlterationStatus.ACCEPTED: "will alter it. Send it back to the shop",
    AlterationStatus.DECLINED: "will not alter it. The order says why",
    AlterationStatus.RECEIVED: "has received it and alters it",
    AlterationStatus.RETURNED: "has altered it and sent it back to you",
    AlterationStatus.CLOSED: "has closed the alteration",
}


def shop_message(status: str, *, number: str, product: str) -> Message:
    """To those of a shop who move orders."""
    text = f"The buyer of order {number} {_TO_SHOP[status]} {product}. Sign in to see it under Alterations."
    return Message("alteration", f"Alteration of order {number}: {status.lower()}", text)


def buyer_message(status: str, *, number: str, product: str, shop: str) -> Message:
    """To the buyer."""
    text = f"{product}, order {number}: {shop} {_TO_BUYER[status]}."
    return Message("alteration", f"Alteration of order {number}: {status.lower()}", text)
