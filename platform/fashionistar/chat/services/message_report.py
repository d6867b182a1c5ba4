"""Have the platform's staff look at a message."""

from uuid import UUID

from django.db import transaction

from fashionistar.chat.events import MessageReported
from fashionistar.chat.held_conversation import held_message, person, told
from fashionistar.chat.models import MessageReport, ReportReason
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle

MAX_COMMENT = 500


def message_report(*, actor: Actor, message_id: UUID, reason: ReportReason, comment: str) -> MessageReport:
    """Report what the other side said, once; also what it has deleted meanwhile.

    Raises:
        DomainError: NOT_FOUND, INVALID (her own side's, or too long a comment), RATE_LIMITED.
    """
    throttle("chat-report", actor.label)
    return _reported(actor, message_id, reason, comment.strip())


@transaction.atomic(durable=True)
def _reported(actor: Actor, message_id: UUID, reason: ReportReason, comment: str) -> MessageReport:
    held, message = held_message(actor, message_id, field="messageId")
    if message.side in {held.side, "PLATFORM"}:
        raise refuse(ErrorCode.INVALID, "Report what the other side said.", "messageId")
    if len(comment) > MAX_COMMENT:
        raise refuse(ErrorCode.INVALID, f"A comment has at most {MAX_COMMENT} characters.", "comment")
    made, fresh = MessageReport.objects.get_or_create(
        message=message,
        reporter_id=person(actor),
        defaults={"side": held.side, "reason": reason, "comment": comment},
    )
    if fresh:
        outbox.record(told(MessageReported, held.conversation, message_id=message.pk), actor=actor)
    return made
