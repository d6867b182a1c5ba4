"""Take what somebody had in an inbox that she shares no longer."""

from uuid import UUID

from django.db import transaction

from fashionistar.chat.events import ConversationAssigned
from fashionistar.chat.held_conversation import told
from fashionistar.chat.models import ChatSide, Conversation, Participant
from fashionistar.chat.selectors import replying_members
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM


@transaction.atomic
def inbox_leave(*, vendor_id: UUID, user_id: UUID) -> int:
    """Assign what she looked after to nobody, and forget how far she has read; returns how much was assigned to her.

    Nothing happens as long as she shares the inbox. What a member who left looked after is nobody's already.
    """
    if replying_members(vendor_id).filter(user=user_id).exists():
        return 0
    hers = Conversation.objects.filter(vendor=vendor_id, assignee__user=user_id).order_by("pk")
    held = list(hers.select_for_update(of=("self",), no_key=True))
    Conversation.objects.filter(pk__in=[talk.pk for talk in held]).update(assignee=None)
    outbox.record(*(told(ConversationAssigned, talk) for talk in held), actor=SYSTEM)
    Participant.objects.filter(conversation__vendor=vendor_id, side=ChatSide.SHOP, user=user_id).delete()
    return len(held)
