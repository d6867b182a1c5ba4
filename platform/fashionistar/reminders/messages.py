"""What is said to who is away: from whom something waits, how much, and what an offer is worth; never its words."""

from collections.abc import Sequence

from django.conf import settings

from fashionistar.chat.models import Conversation
from fashionistar.kernel.money import Money
from fashionistar.notifications.services.notification_queue import Message
from fashionistar.offers.models import Offer


def shopper_message(talk: Conversation, *, count: int, offers: Sequence[Offer]) -> Message:
    """To a shopper, of what her shop or the support said."""
    other = "the support of Fashionistar" if talk.vendor is None else talk.vendor.name
    return _message(talk, other, "", count, offers)


def member_message(talk: Conversation, *, count: int, offers: Sequence[Offer]) -> Message:
    """To who shares a shop's inbox, of what a shopper said."""
    shop = "" if talk.vendor is None else f" in the inbox of {talk.vendor.name}"
    return _message(talk, talk.shopper.name or "a shopper", shop, count, offers)


def _message(talk: Conversation, other: str, where: str, count: int, offers: Sequence[Offer]) -> Message:
    # Names are people's own, and a subject is one line.
    other = " ".join(other.split())
    waits = f"A message from {other} waits" if count == 1 else f"{count} messages from {other} wait"
    text = (
        f"{waits} for you{where}.{_offered(offers)} Read and answer at {settings.CONVERSATION_URL}"
        f"#conversation={talk.pk}\n\nWe say so once, until you have read what waits. If you want to hear nothing of "
        "this conversation, mute it there."
    )
    return Message("reminder", f"{waits} for you", text)


def _offered(offers: Sequence[Offer]) -> str:
    if not offers:
        return ""
    latest = offers[0]
    price = Money(latest.price_minor, latest.currency)
    pieces = "1 piece" if latest.quantity == 1 else f"{latest.quantity} pieces"
    worth = f"{pieces} at {price.amount} {price.currency}, until {latest.expires_at:%d %B %Y, %H:%M} UTC"
    if len(offers) == 1:
        return f" An offer waits for an answer: {worth}."
    return f" {len(offers)} offers wait for an answer, the latest: {worth}."
