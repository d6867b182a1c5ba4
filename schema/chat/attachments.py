"""Uploading attachments, and watching what becomes of them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from uuid import UUID

import strawberry
from starlette.datastructures import UploadFile

from fashionistar.chat import models
from fashionistar.chat.events import MessageAttachmentReady, MessageAttachmentRejected, MessageAttachmentUploaded
from fashionistar.chat.selectors import visible_attachments
from fashionistar.chat.services.message_attachment_upload import message_attachment_upload
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.event_log import Entry
from fashionistar.kernel.slots import Slot
from schema.chat.attachment_types import MessageAttachment
from schema.chat.inputs import MessageAttachmentUploadInput
from schema.chat.reading import client_id
from schema.chat.subscriptions import CONVERSATIONS, told_in
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_id, row_named
from schema.lib.permissions import SignedInOrKey
from schema.lib.projection.prepared import Sight
from schema.lib.projection.rows import one
from schema.lib.streams import Event, Look

_FACTS = frozenset(
    each.__name__ for each in (MessageAttachmentUploaded, MessageAttachmentReady, MessageAttachmentRejected)
)
#: By the label of whoever uploaded them.
_UPLOADS = Sight(lambda actor: visible_attachments(actor).filter(sender=Slot(1)))


@strawberry.type
class MessageAttachmentPayload:
    """The attachment as it is now, or what was wrong."""

    attachment_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field(description="PROCESSING at first; `messageAttachmentUpdated` tells what becomes of it.")
    def attachment(self) -> MessageAttachment | None:
        """As it is now."""
        return one(models.MessageAttachment, self.attachment_id)


@strawberry.type
class MessageAttachmentUpdated:
    """An attachment as it is now, and what happened to it."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    attachment_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The attachment; null in the first payload of a new stream, and once it is gone.")
    def attachment(self) -> MessageAttachment | None:
        """Read anew for this subscriber."""
        return one(models.MessageAttachment, self.attachment_id)


async def _content(given: Any) -> bytes | None:
    """The bytes of a file; None for what is none."""
    return await given.read() if isinstance(given, UploadFile) else None


def _file(content: bytes | None) -> bytes:
    if content is None:
        message = "Send the file beside the operation, by the GraphQL multipart request specification."
        raise refuse(ErrorCode.INVALID, message, "file")
    return content


async def _look(actor: Actor, conversation: UUID, entry: Entry | None) -> Look:
    """Who uploaded it looks on; the others are told of messages."""
    if not await CONVERSATIONS.holds(actor, conversation):
        return Look.END
    if entry is None:
        return Look.SHOW
    if entry.type not in _FACTS:
        return Look.SKIP
    hers = await _UPLOADS.holds(actor, UUID(entry.payload["attachment_id"]), actor.label)
    return Look.SHOW if hers else Look.SKIP


@strawberry.type
class MessageAttachmentMutations:
    """Root fields that take files."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Upload a picture or a voice note, to send it by `messageSend` within a day. It is made anew "
        "without metadata; what was uploaded is kept encrypted until then, and deleted. 120 an hour.",
    )
    async def message_attachment_upload(
        self, info: WireInfo, input: MessageAttachmentUploadInput
    ) -> MessageAttachmentPayload:
        """The same file again under the same `clientId` is the same attachment."""
        content, ctx = await _content(input.file), info.context
        return await attempt(
            lambda: message_attachment_upload(
                actor=ctx.actor,
                conversation_id=row_named(input.conversation_id, "Conversation", "conversationId"),
                client_id=client_id(input.client_id),
                kind=input.kind,
                content=_file(content),
                now=ctx.now,
            ),
            done=lambda found: MessageAttachmentPayload(attachment_id=found.pk),
            refused=lambda errors: MessageAttachmentPayload(user_errors=errors),
        )


@strawberry.type
class MessageAttachmentQueries:
    """Root fields about attachments."""

    @strawberry.field(permission_classes=[SignedInOrKey], description="One attachment, as of an upload of one's own.")
    def message_attachment(self, id: strawberry.ID) -> MessageAttachment | None:
        """Null when there is none, or the actor may not see it."""
        return one(models.MessageAttachment, row_id(id, "MessageAttachment"))


@strawberry.type
class MessageAttachmentSubscriptions:
    """Root fields about live attachments."""

    @strawberry.subscription(
        permission_classes=[SignedInOrKey],
        description="What becomes of what one uploads in a conversation oneself. Ends as `messageReceived` does.",
    )
    async def message_attachment_updated(
        self, info: WireInfo, conversation_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[MessageAttachmentUpdated]:
        """Every fact once, in order."""
        steps = told_in(info.context.actor, conversation_id, _look, "attachment_id", after=after)
        async with aclosing(steps):
            async for moment, attachment in steps:
                yield MessageAttachmentUpdated(cursor=moment.cursor, event=moment.event, attachment_id=attachment)
