"""Remove conversations whose time is up."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fashionistar.chat.models import Conversation, Message
from fashionistar.chat.selectors import old_conversations
from fashionistar.chat.services.chats_forget import messages_erase


@transaction.atomic(durable=True)
def conversations_prune(*, now: datetime, limit: int = 20) -> int:
    """Remove conversations in which nothing was said for `CHAT_RETENTION`, at most `limit`; returns how many."""
    before = now - settings.CHAT_RETENTION
    chosen = Conversation.objects.filter(pk__in=old_conversations(before=before, limit=limit), active_at__lt=before)
    held = list(chosen.order_by("pk").select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    messages_erase(list(Message.objects.filter(conversation__in=held).values_list("pk", flat=True)), now=now)
    Conversation.objects.filter(pk__in=held).delete()
    return len(held)
