"""Facts about conversations. Those of one follow each other in the log as they came to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ChatEvent(Event):
    """Base of the facts about one conversation; `inbox` is its shop's id, or `support`."""

    topic: ClassVar[str] = "conversation"
    concerns: ClassVar[Mapping[str, str]] = {"shopper_id": "chat_shopper", "inbox": "chat_inbox"}
    conversation_id: UUID
    shopper_id: UUID
    inbox: str


@dataclass(frozen=True, slots=True)
class ConversationOpened(ChatEvent):
    """A shopper and a shop, or the support, may talk."""


@dataclass(frozen=True, slots=True)
class ConversationAssigned(ChatEvent):
    """Another member of the shop looks after it, or nobody does."""


@dataclass(frozen=True, slots=True)
class ConversationBlocked(ChatEvent):
    """One side wants no more messages."""


@dataclass(frozen=True, slots=True)
class ConversationUnblocked(ChatEvent):
    """One side takes messages again."""


@dataclass(frozen=True, slots=True)
class ConversationRead(ChatEvent):
    """Somebody, or a side as a whole, has read further."""

    participant_id: UUID


@dataclass(frozen=True, slots=True)
class NoteAdded(ChatEvent):
    """The shop's members, or the support, have noted something for each other."""

    note_id: UUID


@dataclass(frozen=True, slots=True)
class MessageEvent(ChatEvent):
    """Base of the facts about one message."""

    message_id: UUID


@dataclass(frozen=True, slots=True)
class MessageSent(MessageEvent):
    """There is one more message."""


@dataclass(frozen=True, slots=True)
class MessageEdited(MessageEvent):
    """A message says something else now."""


@dataclass(frozen=True, slots=True)
class MessageDeleted(MessageEvent):
    """A message says nothing any longer."""


@dataclass(frozen=True, slots=True)
class MessageReactionsChanged(MessageEvent):
    """Somebody feels something about a message, or no longer."""


@dataclass(frozen=True, slots=True)
class MessageReported(MessageEvent):
    """The platform's staff should look at a message."""


@dataclass(frozen=True, slots=True)
class MessageAttachmentEvent(ChatEvent):
    """Base of the facts about one attachment, which are its uploader's alone until it is sent."""

    attachment_id: UUID


@dataclass(frozen=True, slots=True)
class MessageAttachmentUploaded(MessageAttachmentEvent):
    """A file waits to be looked at and made anew."""


@dataclass(frozen=True, slots=True)
class MessageAttachmentReady(MessageAttachmentEvent):
    """An attachment can be sent."""


@dataclass(frozen=True, slots=True)
class MessageAttachmentRejected(MessageAttachmentEvent):
    """Nothing becomes of a file."""
