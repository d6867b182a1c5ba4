"""Inputs of chat."""

from datetime import datetime

import strawberry
from strawberry.file_uploads import Upload

from schema.chat.enums import AttachmentKind, ReportReason
from schema.measurements.enums import Term


@strawberry.input
class ConversationOpenInput:
    """What it is about: one of these, a body with its shop; with none of them it is with the support."""

    vendor_id: strawberry.ID | None = strawberry.field(default=None, description="A shop, about nothing in particular.")
    product_id: strawberry.ID | None = None
    measurement_profile_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="A body that is lent to the shop `vendorId`; who measures there may open this one too.",
    )
    vendor_order_id: strawberry.ID | None = strawberry.field(
        default=None, description="A part of an order; its shop may open this one too."
    )


@strawberry.input
class MessageSendInput:
    """What to say where."""

    conversation_id: strawberry.ID
    client_id: strawberry.ID = strawberry.field(
        description="A UUID of the client's own making. The same message sent again under it is the same message."
    )
    body: str = strawberry.field(
        default="", description="At most 4,000 characters; optional beside a card or attachments."
    )
    product_id: strawberry.ID | None = strawberry.field(default=None, description="Shows a product's card.")
    vendor_order_id: strawberry.ID | None = strawberry.field(default=None, description="Shows an order's card.")
    terms: list[Term] = strawberry.field(
        default_factory=list, description="A shop asks the shopper to measure these, again or for the first time."
    )
    reply_to_id: strawberry.ID | None = strawberry.field(default=None, description="The message that it answers.")
    attachment_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="What was uploaded before and is READY: eight at most, as they are shown."
    )


@strawberry.input
class MessageAttachmentUploadInput:
    """Which file, for a message in which conversation."""

    conversation_id: strawberry.ID
    client_id: strawberry.ID = strawberry.field(
        description="A UUID of the client's own making. The same file uploaded again under it is the same attachment."
    )
    kind: AttachmentKind
    file: Upload = strawberry.field(
        description="Sent beside the operation (GraphQL multipart request). IMAGE: a JPEG, PNG or WebP of at most "
        "10 MB and 50 megapixels, unless the operator says otherwise. VOICE: Ogg, WebM, MP4 (M4A), WAV, MP3, AAC, "
        "FLAC or CAF of at most 5 MB and five minutes."
    )


@strawberry.input
class MessageEditInput:
    """Which message, and what it says now."""

    id: strawberry.ID
    body: str


@strawberry.input
class MessageDeleteInput:
    """Which message."""

    id: strawberry.ID


@strawberry.input
class MessageReactionAddInput:
    """What somebody feels about which message."""

    message_id: strawberry.ID
    emoji: str


@strawberry.input
class MessageReactionRemoveInput:
    """What somebody feels no longer."""

    message_id: strawberry.ID
    emoji: str


@strawberry.input
class MessageReportInput:
    """What is wrong with which message."""

    message_id: strawberry.ID
    reason: ReportReason
    comment: str = strawberry.field(default="", description="At most 500 characters.")


@strawberry.input
class ConversationReadInput:
    """How far one has read."""

    conversation_id: strawberry.ID
    sequence: int = strawberry.field(description="Of the last message that was read.")


@strawberry.input
class ConversationAssignInput:
    """Who looks after it; without a member, nobody."""

    conversation_id: strawberry.ID
    member_id: strawberry.ID | None = None


@strawberry.input
class ConversationMuteInput:
    """Until when."""

    conversation_id: strawberry.ID
    until: datetime


@strawberry.input
class ConversationUnmuteInput:
    """Which one."""

    conversation_id: strawberry.ID


@strawberry.input
class ConversationBlockInput:
    """Which one; all that the two talk about is blocked."""

    conversation_id: strawberry.ID


@strawberry.input
class ConversationUnblockInput:
    """Which one; all that the two talk about is unblocked."""

    conversation_id: strawberry.ID


@strawberry.input
class ConversationNoteAddInput:
    """What to note where."""

    conversation_id: strawberry.ID
    client_id: strawberry.ID = strawberry.field(description="A UUID of the client's own making, as of a message.")
    body: str = strawberry.field(description="At most 2,000 characters.")


@strawberry.input
class TypingSignalInput:
    """Where; `typing: false` when she stopped."""

    conversation_id: strawberry.ID
    typing: bool = True
