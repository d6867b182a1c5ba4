"""Enums of chat as the wire knows them; import them from here, so that their descriptions come along."""

from enum import Enum

import strawberry

from fashionistar.chat.models import (
    AttachmentKind,
    AttachmentRejection,
    AttachmentStatus,
    ChatSide,
    MessageKind,
    ReportReason,
)

__all__ = [
    "AttachmentKind",
    "AttachmentRejection",
    "AttachmentStatus",
    "ChatSide",
    "ConversationFolder",
    "MessageKind",
    "ReportReason",
]

strawberry.enum(AttachmentKind, description="A picture, or a voice note.")
strawberry.enum(AttachmentStatus, description="How far an attachment is; what is READY can be sent, and is fetched.")
strawberry.enum(
    AttachmentRejection,
    description="Why nothing became of a file: broken or something else, too much of it, a virus; FAILED: on our "
    "side, it may be uploaded again.",
)

strawberry.enum(ChatSide, description="On whose side somebody speaks; PLATFORM says what happened to an order.")
strawberry.enum(MessageKind, description="What a message is: words, a card, or what happened to an order.")
strawberry.enum(ReportReason, description="What is wrong with a message.")


@strawberry.enum(description="Which conversations.")
class ConversationFolder(Enum):
    """All that one may see, or a part of it."""

    ALL = "ALL"
    SHOPPING = "SHOPPING"
    SHOP = "SHOP"
    SHOP_MINE = "SHOP_MINE"
    SHOP_UNASSIGNED = "SHOP_UNASSIGNED"
    SUPPORT = "SUPPORT"
