"""Slow and timed work of chat; only the worker of the queue `attachments` loads what decodes sound."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from fashionistar.chat.gateway import get_tools
from fashionistar.chat.selectors import overdue_attachments
from fashionistar.chat.services.conversations_prune import conversations_prune
from fashionistar.chat.services.message_attachment_process import message_attachment_process
from fashionistar.chat.services.message_attachments_prune import attachment_files_remove, message_attachments_prune
from fashionistar.kernel.nudge import nudge


@shared_task
def prune_conversations() -> None:
    """Remove conversations whose time is up, in batches."""
    while conversations_prune(now=timezone.now()) > 0:
        pass


@shared_task
def process_attachment(attachment_id: str) -> None:
    """Work on an attachment, if it is due, and remove what was uploaded."""
    message_attachment_process(attachment_id=UUID(attachment_id), tools=get_tools(), clock=timezone.now)
    attachment_files_remove(now=timezone.now())


@shared_task(expires=15)
def sweep_attachments() -> None:
    """Remove what nobody sent and files that are nobody's, and wake the worker for what no nudge reached."""
    now = timezone.now()
    message_attachments_prune(now=now)
    attachment_files_remove(now=now)
    for attachment_id in overdue_attachments(now=now).values_list("pk", flat=True)[:100]:
        nudge(process_attachment, str(attachment_id))
