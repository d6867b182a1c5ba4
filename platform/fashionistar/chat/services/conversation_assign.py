"""Have a member of the shop look after a conversation."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.events import ConversationAssigned
from fashionistar.chat.held_conversation import held_conversation, no_conversation, remind_by, told
from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.chat.selectors import replying_members
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def conversation_assign(*, actor: Actor, conversation_id: UUID, member_id: UUID | None, now: datetime) -> Conversation:
    """Assign a conversation of the actor's shop to a member who shares its inbox; without one, to nobody.

    Whose it is now learns what waits in it.

    Raises:
        DomainError: NOT_FOUND (no such conversation, or no such member).
    """
    held = held_conversation(actor, conversation_id)
    talk = held.conversation
    if held.side != ChatSide.SHOP or talk.vendor_id is None:
        raise no_conversation()
    # The member's row is held, so that she does not leave meanwhile.
    members = replying_members(talk.vendor_id).select_for_update(of=("self",), no_key=True)
    member = None if member_id is None else members.filter(pk=member_id).first()
    if member_id is not None and member is None:
        raise refuse(ErrorCode.NOT_FOUND, "No such member shares this inbox.", "memberId")
    if talk.assignee_id != member_id:
        talk.assignee = member
        talk.save(update_fields=["assignee"])
        remind_by(talk, now)
        outbox.record(told(ConversationAssigned, talk), actor=actor)
    return talk
