"""Have others told of what waits, when who was told may not reply any longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from fashionistar.chat.models import ChatSide, Conversation, Participant
from fashionistar.chat.selectors import replying_members
from fashionistar.reminders.models import Reminder


@transaction.atomic
def reminders_pass_on(*, vendor_id: UUID, user_id: UUID, now: datetime) -> int:
    """Have the conversations looked at in which she was told of what still waits for the shop; returns how many.

    Nothing happens as long as she shares the inbox.
    """
    if replying_members(vendor_id).filter(user=user_id).exists():
        return 0
    hers = Reminder.objects.filter(conversation__vendor=vendor_id, user=user_id).exclude(conversation__shopper=user_id)
    waits = Participant.objects.filter(
        conversation=OuterRef("pk"), side=ChatSide.SHOP, user__isnull=True, unread_count__gt=0
    )
    talks = Conversation.objects.filter(Exists(waits), pk__in=hers.values("conversation")).order_by("pk")
    held = list(talks.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    Conversation.objects.filter(pk__in=held).update(remind_at=now)
    hers.delete()
    return len(held)
