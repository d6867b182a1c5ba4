"""Say in a conversation what happened to the part of an order that it is about."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.models import ChatSide, Conversation, Message, MessageKind
from fashionistar.chat.posting import post
from fashionistar.kernel.actor import SYSTEM


@transaction.atomic
def part_report(*, vendor_order_id: UUID, body: str, now: datetime) -> int:
    """Add a message of the platform to what is said about a part, in the caller's transaction; returns to how many."""
    talks = Conversation.objects.filter(vendor_order=vendor_order_id).order_by("pk")
    held = list(talks.select_for_update(of=("self",), no_key=True))
    for talk in held:
        message = Message(
            side=ChatSide.PLATFORM,
            sender=SYSTEM.label,
            kind=MessageKind.SYSTEM,
            body=body,
            vendor_order_id=vendor_order_id,
        )
        post(talk, message, actor=SYSTEM, now=now)
    return len(held)
