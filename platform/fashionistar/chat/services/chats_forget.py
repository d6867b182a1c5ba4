"""Forget what somebody said who is nobody now."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.models import (
    Conversation,
    Message,
    MessageAttachment,
    MessageReaction,
    MessageReport,
    MessageVersion,
)


@transaction.atomic
def chats_forget(*, user_id: UUID, now: datetime) -> int:
    """Erase her words in what she talked about as a shopper, in the caller's transaction; returns of how many messages.

    What was said about an order stays with the order, for disputes, until its time is up. What she said for a shop is
    the shop's.
    """
    talks = Conversation.objects.filter(shopper=user_id).order_by("pk")
    held = list(talks.select_for_update(of=("self",), no_key=True))
    about_orders = [talk.pk for talk in held if talk.vendor_order_id is not None]
    hers = Message.objects.filter(author=user_id, conversation__shopper=user_id)
    gone = list(hers.exclude(conversation__in=about_orders).values_list("pk", flat=True))
    messages_erase(gone, now=now)
    MessageReaction.objects.filter(user=user_id, message__conversation__in=[talk.pk for talk in held]).delete()
    MessageAttachment.objects.filter(author=user_id, message__isnull=True).delete()
    MessageReport.objects.filter(reporter=user_id).update(comment="")
    return len(gone)


def messages_erase(message_ids: list[UUID], *, now: datetime) -> None:
    """Erase the words of messages, what they said before, and what was attached; the files go a moment later."""
    messages = Message.objects.filter(pk__in=message_ids)
    # What says that a text was erased is noted first: only then does the database let its versions go.
    messages.update(body="", product=None, vendor_order=None, has_contact=False, forgotten_at=now)
    MessageVersion.objects.filter(message__in=message_ids).delete()
    MessageAttachment.objects.filter(message__in=message_ids).delete()
