"""What is done with conversations."""

import strawberry

from fashionistar.chat.services.conversation_assign import conversation_assign
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.chat.services.conversation_mute import conversation_mute
from fashionistar.chat.services.conversation_note_add import conversation_note_add
from fashionistar.chat.services.conversation_open import Subject, conversation_open
from fashionistar.chat.services.conversation_read import conversation_read
from fashionistar.chat.services.conversation_unblock import conversation_unblock
from fashionistar.chat.services.conversation_unmute import conversation_unmute
from fashionistar.chat.services.typing_signal import typing_signal
from schema.chat.inputs import (
    ConversationAssignInput,
    ConversationBlockInput,
    ConversationMuteInput,
    ConversationNoteAddInput,
    ConversationOpenInput,
    ConversationReadInput,
    ConversationUnblockInput,
    ConversationUnmuteInput,
    TypingSignalInput,
)
from schema.chat.payloads import ConversationNotePayload, ConversationPayload, in_conversation
from schema.chat.reading import client_id
from schema.lib.context import WireInfo
from schema.lib.errors import attempt
from schema.lib.ids import row_if_named, row_named
from schema.lib.permissions import SignedIn, SignedInOrKey

_PLACE = ("Conversation", "conversationId")


def _subject(given: ConversationOpenInput) -> Subject:
    return Subject(
        vendor_id=row_if_named(given.vendor_id, "Vendor", "vendorId"),
        product_id=row_if_named(given.product_id, "Product", "productId"),
        measurement_profile_id=row_if_named(given.measurement_profile_id, "MeasurementProfile", "measurementProfileId"),
        vendor_order_id=row_if_named(given.vendor_order_id, "VendorOrder", "vendorOrderId"),
    )


@strawberry.type
class ConversationMutations:
    """Root fields about conversations."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Open a conversation, or find the one that there is: a shopper with a shop or the support, a shop "
        "about a part of an order that it makes.",
    )
    async def conversation_open(self, info: WireInfo, input: ConversationOpenInput) -> ConversationPayload:
        """One for each subject."""
        return await in_conversation(
            lambda: conversation_open(actor=info.context.actor, subject=_subject(input), now=info.context.now)
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Note how far one has read; what a member of a shop has read, the shop has read.",
    )
    async def conversation_read(self, info: WireInfo, input: ConversationReadInput) -> ConversationPayload:
        """Never back."""
        return await in_conversation(
            lambda: conversation_read(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, *_PLACE),
                sequence=input.sequence,
                now=info.context.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey], description="Have a member of the shop look after a conversation."
    )
    async def conversation_assign(self, info: WireInfo, input: ConversationAssignInput) -> ConversationPayload:
        """For those who share the inbox."""
        return await in_conversation(
            lambda: conversation_assign(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, *_PLACE),
                member_id=row_if_named(input.member_id, "VendorMember", "memberId"),
                now=info.context.now,
            )
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Be left in peace by a conversation for a while.")
    async def conversation_mute(self, info: WireInfo, input: ConversationMuteInput) -> ConversationPayload:
        """For oneself alone."""
        return await in_conversation(
            lambda: conversation_mute(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, *_PLACE),
                until=input.until,
                now=info.context.now,
            )
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Hear of a conversation again.")
    async def conversation_unmute(self, info: WireInfo, input: ConversationUnmuteInput) -> ConversationPayload:
        """For oneself alone."""
        return await in_conversation(
            lambda: conversation_unmute(
                actor=info.context.actor, conversation_id=row_named(input.conversation_id, *_PLACE)
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Want no more messages from the other side, whatever the two talk about. Neither can send then.",
    )
    async def conversation_block(self, info: WireInfo, input: ConversationBlockInput) -> ConversationPayload:
        """For one's side."""
        return await in_conversation(
            lambda: conversation_block(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, *_PLACE),
                now=info.context.now,
            )
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Take messages from the other side again.")
    async def conversation_unblock(self, info: WireInfo, input: ConversationUnblockInput) -> ConversationPayload:
        """What the other side has blocked stays so."""
        return await in_conversation(
            lambda: conversation_unblock(
                actor=info.context.actor, conversation_id=row_named(input.conversation_id, *_PLACE)
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="Note something for one's team that the shopper never sees."
    )
    async def conversation_note_add(self, info: WireInfo, input: ConversationNoteAddInput) -> ConversationNotePayload:
        """For those who share the inbox."""
        return await attempt(
            lambda: conversation_note_add(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, *_PLACE),
                client_id=client_id(input.client_id),
                body=input.body,
            ),
            done=lambda note: ConversationNotePayload(note_id=note.pk),
            refused=lambda errors: ConversationNotePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Say that one is typing; it holds for six seconds unless it is said again, or no longer.",
    )
    async def typing_signal(self, info: WireInfo, input: TypingSignalInput) -> ConversationPayload:
        """Nothing is kept of it."""
        return await in_conversation(
            lambda: typing_signal(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, *_PLACE),
                typing=input.typing,
            )
        )
