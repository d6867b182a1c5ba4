"""Payloads of chat."""

from collections.abc import Callable
from uuid import UUID

import strawberry

from fashionistar.chat import models
from schema.chat.types import Conversation, ConversationNote, Message, MessageReport
from schema.lib.errors import UserError, attempt
from schema.lib.projection.rows import one


@strawberry.type
class ConversationPayload:
    """The conversation as it is now, or what was wrong."""

    conversation_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def conversation(self) -> Conversation | None:
        """As it is now."""
        return one(models.Conversation, self.conversation_id)


@strawberry.type
class MessagePayload:
    """The message as it is now, or what was wrong."""

    message_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def message(self) -> Message | None:
        """As it is now."""
        return one(models.Message, self.message_id)


@strawberry.type
class MessageReportPayload:
    """The report, or what was wrong."""

    report_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def report(self) -> MessageReport | None:
        """What the staff will look at."""
        return one(models.MessageReport, self.report_id)


@strawberry.type
class ConversationNotePayload:
    """The note, or what was wrong."""

    note_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def conversation_note(self) -> ConversationNote | None:
        """For the team."""
        return one(models.Note, self.note_id)


async def in_conversation(use_case: Callable[[], models.Conversation]) -> ConversationPayload:
    """Enter a use-case that gives a conversation."""
    return await attempt(
        use_case,
        done=lambda found: ConversationPayload(conversation_id=found.pk),
        refused=lambda errors: ConversationPayload(user_errors=errors),
    )


async def of_message(use_case: Callable[[], models.Message]) -> MessagePayload:
    """Enter a use-case that gives a message."""
    return await attempt(
        use_case,
        done=lambda found: MessagePayload(message_id=found.pk),
        refused=lambda errors: MessagePayload(user_errors=errors),
    )
