"""Tables of chat."""

from fashionistar.chat.models.attachments import (
    AttachmentFile,
    AttachmentKind,
    AttachmentRejection,
    AttachmentStatus,
    FileRole,
    MessageAttachment,
)
from fashionistar.chat.models.conversations import (
    MAX_BODY,
    ChatSide,
    Conversation,
    Message,
    MessageChange,
    MessageKind,
    MessageReaction,
    MessageReport,
    MessageVersion,
    Note,
    Participant,
    ReportReason,
)

__all__ = [
    "MAX_BODY",
    "AttachmentFile",
    "AttachmentKind",
    "AttachmentRejection",
    "AttachmentStatus",
    "ChatSide",
    "Conversation",
    "FileRole",
    "Message",
    "MessageAttachment",
    "MessageChange",
    "MessageKind",
    "MessageReaction",
    "MessageReport",
    "MessageVersion",
    "Note",
    "Participant",
    "ReportReason",
]
