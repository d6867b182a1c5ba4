"""Count unread messages anew where the count is off."""

from django.db import transaction

from fashionistar.chat.models import Conversation, Participant
from fashionistar.chat.selectors import miscounted, unread_count


@transaction.atomic(durable=True)
def participants_recount(*, limit: int = 100) -> int:
    """Mend the counts of at most so many participants, each while its conversation is held; returns how many."""
    wrong = list(miscounted()[:limit])
    talks = Conversation.objects.filter(pk__in=[each.conversation_id for each in wrong]).order_by("pk")
    list(talks.select_for_update(of=("self",), no_key=True))
    for each in Participant.objects.filter(pk__in=[each.pk for each in wrong]):
        each.unread_count = unread_count(each, after=each.read_sequence)
        each.save(update_fields=["unread_count"])
    return len(wrong)
