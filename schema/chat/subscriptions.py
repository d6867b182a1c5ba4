"""Live conversations: what stays is read from the log of facts, so that nothing is missed by who comes back."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from uuid import UUID

import strawberry

from fashionistar.chat import models
from fashionistar.chat.events import (
    ConversationAssigned,
    ConversationRead,
    MessageAttachmentReady,
    MessageAttachmentRejected,
    MessageAttachmentUploaded,
    MessageDeleted,
    MessageEdited,
    MessageReactionsChanged,
    MessageReported,
    MessageSent,
    NoteAdded,
)
from fashionistar.chat.selectors import visible_conversations, visible_participants
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.event_log import Entry
from fashionistar.offers.events import OfferAccepted, OfferCountered, OfferDeclined, OfferExpired, OfferWithdrawn
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.selectors import vendors_where
from schema.chat.types import Conversation, ConversationParticipant, Message
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import SignedInOrKey
from schema.lib.projection.prepared import Sight
from schema.lib.projection.rows import one
from schema.lib.streams import Event, Look, Moment, moments

_CURSOR = "For `after`, to go on from here."
_EVENT = "What happened; null in the first payload of a new stream."
_CHANGES = (MessageSent, MessageEdited, MessageDeleted, MessageReactionsChanged)
_ENDS_OF_OFFERS = (OfferAccepted, OfferDeclined, OfferCountered, OfferWithdrawn, OfferExpired)
#: That an offer was made is told by `MessageSent`.
_MESSAGES = frozenset(each.__name__ for each in (*_CHANGES, *_ENDS_OF_OFFERS))
#: Facts that are nobody's business on the other side, or at all; who uploads is told of attachments elsewhere.
_OF_STAFF = frozenset(
    each.__name__
    for each in (MessageReported, MessageAttachmentUploaded, MessageAttachmentReady, MessageAttachmentRejected)
)
#: How a stream of a conversation asks whether a step may be seen.
type LookingIn = Callable[[Actor, UUID, Entry | None], Awaitable[Look]]
_OF_TEAM = _OF_STAFF | {NoteAdded.__name__, ConversationAssigned.__name__}


@strawberry.type
class MessageReceived:
    """A message as it is now, and what happened to it."""

    cursor: str = strawberry.field(description=_CURSOR)
    event: Event | None = strawberry.field(description=_EVENT)
    message_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The message; null in the first payload of a new stream.")
    def message(self) -> Message | None:
        """Read anew for this subscriber."""
        return one(models.Message, self.message_id)


@strawberry.type
class ReadReceipt:
    """How far somebody has read now."""

    cursor: str = strawberry.field(description=_CURSOR)
    event: Event | None = strawberry.field(description=_EVENT)
    participant_id: strawberry.Private[UUID | None]

    @strawberry.field(description="Who; null in the first payload of a new stream.")
    def participant(self) -> ConversationParticipant | None:
        """Read anew for this subscriber."""
        return one(models.Participant, self.participant_id)


@strawberry.type
class ConversationUpdated:
    """A conversation as it is now, and what happened in it."""

    cursor: str = strawberry.field(description=_CURSOR)
    event: Event | None = strawberry.field(description=_EVENT)
    conversation_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The conversation; null in the first payload of a new stream.")
    def conversation(self) -> Conversation | None:
        """Read anew for this subscriber."""
        return one(models.Conversation, self.conversation_id)


def topics_of(actor: Actor, topic: str) -> list[str]:
    """What is watched: a topic, and what may take it out of the actor's sight."""
    return [topic] if actor.user_id is None else [topic, f"user:{actor.user_id}"]


#: Asked for every fact and every subscriber.
CONVERSATIONS, _PARTICIPANTS = Sight(visible_conversations), Sight(visible_participants)


def _named(entry: Entry | None, name: str) -> UUID | None:
    return None if entry is None else UUID(entry.payload[name])


async def told_in(
    actor: Actor, conversation_id: strawberry.ID, look: LookingIn, name: str, *, after: str | None
) -> AsyncGenerator[tuple[Moment, UUID | None]]:
    """The steps of a conversation's stream, each with the row that its fact names; nothing where there is no such id.

    Args:
        actor: Who watches.
        conversation_id: As the client has it.
        look: Whether the actor may see a step, of the actor, the conversation and the fact.
        name: Of the row, in the fact.
        after: The client's cursor.
    """
    row = row_id(conversation_id, "Conversation")
    if row is None:
        return
    watched = topics_of(actor, f"conversation:{row}")
    async with aclosing(moments(actor, watched, after=after, look=partial(look, actor, row))) as steps:
        async for moment in steps:
            yield moment, _named(moment.entry, name)


async def _look_at_messages(actor: Actor, conversation: UUID, entry: Entry | None) -> Look:
    if not await CONVERSATIONS.holds(actor, conversation):
        return Look.END
    return Look.SHOW if entry is None or entry.type in _MESSAGES else Look.SKIP


async def _look_at_receipts(actor: Actor, conversation: UUID, entry: Entry | None) -> Look:
    if not await CONVERSATIONS.holds(actor, conversation):
        return Look.END
    if entry is None:
        return Look.SHOW
    if entry.type != ConversationRead.__name__:
        return Look.SKIP
    seen = await _PARTICIPANTS.holds(actor, UUID(entry.payload["participant_id"]))
    return Look.SHOW if seen else Look.SKIP


def _look_at_inbox(actor: Actor, inbox: str, entry: Entry | None) -> Look:
    if not _shares(actor, inbox):
        return Look.END
    if entry is None:
        return Look.SHOW
    hidden = _OF_TEAM if inbox.startswith("chat_shopper:") else _OF_STAFF
    if not entry.aggregate.startswith("conversation:") or entry.type in hidden:
        return Look.SKIP
    seen = visible_conversations(actor).filter(pk=UUID(entry.payload["conversation_id"]))
    return Look.SHOW if seen.exists() else Look.SKIP


def _shares(actor: Actor, inbox: str) -> bool:
    kind, _, key = inbox.partition(":")
    if kind == "chat_shopper":
        return True
    if key == "support":
        return actor.may(StaffPermission.CHAT_SUPPORT)
    return vendors_where(actor, VendorPermission.CHAT_REPLY).filter(pk=key).exists()


def _inbox(actor: Actor, vendor_id: strawberry.ID | None, *, support: bool) -> str | None:
    if vendor_id is not None:
        row = row_id(vendor_id, "Vendor")
        return None if row is None else f"chat_inbox:{row}"
    if support:
        return "chat_inbox:support"
    return None if actor.user_id is None else f"chat_shopper:{actor.user_id}"


@strawberry.type
class ChatSubscriptions:
    """Root fields about live conversations."""

    @strawberry.subscription(
        permission_classes=[SignedInOrKey],
        description="The messages of a conversation: each when it is sent, edited, deleted or reacted to, or its "
        "offer is answered or over. Ends when "
        "the actor may not see the conversation, at once when she leaves the shop.",
    )
    async def message_received(
        self, info: WireInfo, conversation_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[MessageReceived]:
        """Every fact once, in order."""
        steps = told_in(info.context.actor, conversation_id, _look_at_messages, "message_id", after=after)
        async with aclosing(steps):
            async for moment, message in steps:
                yield MessageReceived(cursor=moment.cursor, event=moment.event, message_id=message)

    @strawberry.subscription(
        permission_classes=[SignedInOrKey],
        description="How far the others have read, each time that it is further. Ends as `messageReceived` does.",
    )
    async def read_receipt(
        self, info: WireInfo, conversation_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[ReadReceipt]:
        """Every fact once, in order."""
        steps = told_in(info.context.actor, conversation_id, _look_at_receipts, "participant_id", after=after)
        async with aclosing(steps):
            async for moment, reader in steps:
                yield ReadReceipt(cursor=moment.cursor, event=moment.event, participant_id=reader)

    @strawberry.subscription(
        permission_classes=[SignedInOrKey],
        description="The conversations of an inbox, each time that something happens in one: of a shop, of the "
        "support, or one's own as a shopper. Ends when the actor may not see the inbox.",
    )
    async def conversation_updated(
        self,
        info: WireInfo,
        vendor_id: strawberry.ID | None = None,
        support: bool = False,  # noqa: FBT001, FBT002  (an argument of the wire)
        after: str | None = None,
    ) -> AsyncGenerator[ConversationUpdated]:
        """Every fact once, in order."""
        actor = info.context.actor
        inbox = _inbox(actor, vendor_id, support=support)
        if inbox is None:
            return
        look = partial(_look_at_inbox, actor, inbox)
        async with aclosing(moments(actor, topics_of(actor, inbox), after=after, look=look)) as steps:
            async for moment in steps:
                talk = _named(moment.entry, "conversation_id")
                yield ConversationUpdated(cursor=moment.cursor, event=moment.event, conversation_id=talk)
