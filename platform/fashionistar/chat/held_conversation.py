"""How every use-case in a conversation begins: its row, held, and the side on which the actor speaks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from fashionistar.chat.events import ChatEvent
from fashionistar.chat.models import ChatSide, Conversation, Message, MessageKind, Participant
from fashionistar.chat.selectors import side_of, visible_conversations
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, refuse
from fashionistar.kernel.kept import KeptRow
from fashionistar.kernel.slots import Slot


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation, locked for the rest of the transaction, and on whose side the actor is in it."""

    conversation: Conversation
    side: ChatSide


def no_conversation(field: str = "conversationId") -> DomainError:
    """The error of whoever may not know of a conversation."""
    return refuse(ErrorCode.NOT_FOUND, "There is no such conversation of yours.", field)


def person(actor: Actor) -> UUID:
    """The user that the actor is.

    Raises:
        DomainError: UNAUTHENTICATED: a guest, or a service.
    """
    if actor.user_id is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    return actor.user_id


def _to_hold(actor: Actor) -> QuerySet[Conversation]:
    rows: QuerySet[Conversation] = visible_conversations(actor).filter(pk=Slot(0))
    return rows.select_for_update(of=("self",), no_key=True)


_CONVERSATION = KeptRow(_to_hold)


def held_conversation(actor: Actor, conversation_id: UUID) -> Held:
    """Hold a conversation that the actor may see: whatever changes in it changes one after the other.

    Raises:
        DomainError: NOT_FOUND.
    """
    found = _CONVERSATION.find(actor, conversation_id)
    if found is None:
        raise no_conversation()
    return Held(found, side_of(actor, found))


def held_message(actor: Actor, message_id: UUID, *, field: str = "id") -> tuple[Held, Message]:
    """Hold the conversation of a message that the actor may see, and read the message as it is then.

    Raises:
        DomainError: NOT_FOUND.
    """
    place = Message.objects.filter(pk=message_id).values_list("conversation", flat=True).first()
    found = _CONVERSATION.find(actor, place)
    message = Message.objects.filter(pk=message_id, forgotten_at__isnull=True).first()
    if found is None or message is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such message.", field)
    return Held(found, side_of(actor, found)), message


def require_open(held: Held) -> None:
    """Check that neither side has blocked the other.

    Raises:
        DomainError: CONVERSATION_BLOCKED.
    """
    hers, theirs = held.conversation.shopper_blocked_at, held.conversation.team_blocked_at
    mine, others = (hers, theirs) if held.side == ChatSide.SHOPPER else (theirs, hers)
    if mine is not None:
        raise refuse(ErrorCode.CONVERSATION_BLOCKED, "You have blocked this conversation. Unblock it first.")
    if others is not None:
        raise refuse(ErrorCode.CONVERSATION_BLOCKED, "This conversation takes no messages.")


def own_message(actor: Actor, message: Message) -> Message:
    """Check that the actor sent a message that is still there.

    Raises:
        DomainError: FORBIDDEN (somebody else's), STATUS_CONFLICT (deleted, or an offer).
    """
    if message.kind == MessageKind.SYSTEM or message.sender != actor.label:
        raise refuse(ErrorCode.FORBIDDEN, "Only who sent a message may change it.", "id")
    if message.kind == MessageKind.OFFER:
        raise refuse(ErrorCode.STATUS_CONFLICT, "An offer stays as it was made. Withdraw it.", "id")
    if message.deleted_at is not None:
        raise refuse(ErrorCode.STATUS_CONFLICT, "The message was deleted.", "id")
    return message


def own_participant(actor: Actor, held: Held) -> Participant:
    """The actor's row in a held conversation, made when she first needs one; a service has its shop's."""
    rows = Participant.objects.filter(conversation=held.conversation, side=held.side)
    found = rows.filter(user=actor.user_id).first() if actor.user_id else rows.filter(user__isnull=True).first()
    if found is not None:
        return found
    whole = rows.get(user__isnull=True)
    return Participant.objects.create(
        conversation=held.conversation,
        side=held.side,
        user_id=actor.user_id,
        read_sequence=whole.read_sequence,
        unread_count=whole.unread_count,
    )


def remind_by(conversation: Conversation, at: datetime) -> None:
    """Have it looked by then whom to tell of what waits in a held conversation."""
    if conversation.remind_at is None or conversation.remind_at > at:
        conversation.remind_at = at
        conversation.save(update_fields=["remind_at"])


def told[Fact: ChatEvent](fact: type[Fact], conversation: Conversation, **ids: UUID) -> Fact:
    """A fact about a conversation."""
    inbox = "support" if conversation.vendor_id is None else str(conversation.vendor_id)
    return fact(conversation_id=conversation.pk, shopper_id=conversation.shopper_id, inbox=inbox, **ids)
