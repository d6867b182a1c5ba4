"""Remove attachments that nobody sent, and files that are nobody's."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fashionistar.chat import attachment_files
from fashionistar.chat.models import Conversation, MessageAttachment
from fashionistar.chat.selectors import nobodys_files


@transaction.atomic(durable=True)
def message_attachments_prune(*, now: datetime, limit: int = 100) -> int:
    """Remove at most so many that waited `ATTACHMENT_UNSENT_LIFETIME`, however far they are; returns how many."""
    old = MessageAttachment.objects.filter(
        message__isnull=True, created_at__lte=now - settings.ATTACHMENT_UNSENT_LIFETIME
    )
    chosen = dict(old.order_by("created_at").values_list("pk", "conversation")[:limit])
    talks = Conversation.objects.filter(pk__in=set(chosen.values())).order_by("pk")
    list(talks.select_for_update(of=("self",), no_key=True))
    gone = old.filter(pk__in=chosen)
    number = gone.count()
    gone.delete()
    return number


def attachment_files_remove(*, now: datetime, limit: int = 200) -> int:
    """Remove at most so many files, outside any transaction; returns how many."""
    return attachment_files.remove(list(nobodys_files(now=now)[:limit]))
