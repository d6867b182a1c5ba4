"""What is done with messages."""

import strawberry

from fashionistar.chat.services.message_delete import message_delete
from fashionistar.chat.services.message_edit import message_edit
from fashionistar.chat.services.message_reaction_add import message_reaction_add
from fashionistar.chat.services.message_reaction_remove import message_reaction_remove
from fashionistar.chat.services.message_report import message_report
from fashionistar.chat.services.message_send import Draft, message_send
from schema.chat.inputs import (
    MessageDeleteInput,
    MessageEditInput,
    MessageReactionAddInput,
    MessageReactionRemoveInput,
    MessageReportInput,
    MessageSendInput,
)
from schema.chat.payloads import MessagePayload, MessageReportPayload, of_message
from schema.chat.reading import client_id
from schema.lib.context import WireInfo
from schema.lib.errors import attempt
from schema.lib.ids import row_if_named, row_named
from schema.lib.permissions import SignedIn, SignedInOrKey


def _draft(given: MessageSendInput) -> Draft:
    return Draft(
        client_id=client_id(given.client_id),
        body=given.body,
        product_id=row_if_named(given.product_id, "Product", "productId"),
        vendor_order_id=row_if_named(given.vendor_order_id, "VendorOrder", "vendorOrderId"),
        terms=tuple(given.terms),
        reply_to_id=row_if_named(given.reply_to_id, "Message", "replyToId"),
        attachment_ids=tuple(row_named(each, "MessageAttachment", "attachmentIds") for each in given.attachment_ids),
    )


@strawberry.type
class MessageMutations:
    """Root fields about messages."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Say something. `clientId` makes it safe to send again: the same message comes of it, another one "
        "under it is refused with IDEMPOTENCY_KEY_MISMATCH.",
    )
    async def message_send(self, info: WireInfo, input: MessageSendInput) -> MessagePayload:
        """Numbered at once."""
        return await of_message(
            lambda: message_send(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, "Conversation", "conversationId"),
                draft=_draft(input),
                now=info.context.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Say something else instead, for some minutes after it was sent.",
    )
    async def message_edit(self, info: WireInfo, input: MessageEditInput) -> MessagePayload:
        """One's own only."""
        return await of_message(
            lambda: message_edit(
                actor=info.context.actor,
                message_id=row_named(input.id, "Message", "id"),
                body=input.body,
                now=info.context.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey], description="Take a message back, for some minutes after it was sent."
    )
    async def message_delete(self, info: WireInfo, input: MessageDeleteInput) -> MessagePayload:
        """One's own only; its place stays."""
        return await of_message(
            lambda: message_delete(
                actor=info.context.actor, message_id=row_named(input.id, "Message", "id"), now=info.context.now
            )
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="React to a message with an emoji.")
    async def message_reaction_add(self, info: WireInfo, input: MessageReactionAddInput) -> MessagePayload:
        """Five at most."""
        return await of_message(
            lambda: message_reaction_add(
                actor=info.context.actor,
                message_id=row_named(input.message_id, "Message", "messageId"),
                emoji=input.emoji,
            )
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Take one's reaction back.")
    async def message_reaction_remove(self, info: WireInfo, input: MessageReactionRemoveInput) -> MessagePayload:
        """Nothing happens when there is none."""
        return await of_message(
            lambda: message_reaction_remove(
                actor=info.context.actor,
                message_id=row_named(input.message_id, "Message", "messageId"),
                emoji=input.emoji,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="Have the platform's staff look at what the other side said."
    )
    async def message_report(self, info: WireInfo, input: MessageReportInput) -> MessageReportPayload:
        """Once; the other side does not learn of it."""
        return await attempt(
            lambda: message_report(
                actor=info.context.actor,
                message_id=row_named(input.message_id, "Message", "messageId"),
                reason=input.reason,
                comment=input.comment,
            ),
            done=lambda made: MessageReportPayload(report_id=made.pk),
            refused=lambda errors: MessageReportPayload(user_errors=errors),
        )
