"""Tell who is away that something waits for her."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.contacts import contact_of
from fashionistar.accounts.models import User
from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.chat.presence import present
from fashionistar.notifications.services.notification_queue import notification_queue
from fashionistar.reminders.messages import member_message, shopper_message
from fashionistar.reminders.models import Reminder
from fashionistar.reminders.policies import Reader, due_at, tells_nothing
from fashionistar.reminders.selectors import due_conversations, offers_for, readers_of, told_before


def reminders_queue(*, now: datetime, limit: int = 20) -> int:
    """Look at conversations whose time it is, at most `limit`, and queue what is to be told; returns at how many.

    One that somebody else holds is left for the next time.
    """
    due = due_conversations(now=now, limit=limit)
    # Asked before anything is held, for it is another server's to answer.
    there = present(due) if due else frozenset()
    return _looked_at(due, there, now=now)


@transaction.atomic(durable=True)
def _looked_at(due: Sequence[UUID], there: frozenset[tuple[UUID, str]], *, now: datetime) -> int:
    chosen = Conversation.objects.filter(pk__in=due, remind_at__lte=now).select_related("vendor", "shopper")
    held = list(chosen.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True))
    readers = list(readers_of([talk for talk in held if not tells_nothing(talk)]))
    told = told_before(readers)
    to_tell: list[Reader] = []
    later: dict[UUID, list[datetime]] = defaultdict(list)
    for reader in readers:
        at = due_at(reader, told=told.get(reader.key), is_present=reader.presence in there, now=now)
        if at is not None and at > now:
            later[reader.talk.pk].append(at)
        elif at is not None:
            to_tell.append(reader)
    _tell(to_tell, now=now)
    for talk in held:
        talk.remind_at = min(later[talk.pk], default=None)
    Conversation.objects.bulk_update(held, ["remind_at"])
    return len(held)


def _tell(readers: Iterable[Reader], *, now: datetime) -> None:
    """Queue the e-mails, and note who was told; who has no address for one is not."""
    people = _held_people({reader.user_id for reader in readers})
    reached = [reader for reader in readers if reader.user_id in people]
    Reminder.objects.bulk_create(
        [
            Reminder(conversation=reader.talk, user_id=reader.user_id, read_sequence=reader.read_sequence, told_at=now)
            for reader in reached
        ],
        update_conflicts=True,
        unique_fields=["conversation", "user"],
        update_fields=["read_sequence", "told_at"],
    )
    offers = offers_for(reached, now=now)
    for reader in reached:
        message_for = shopper_message if reader.side == ChatSide.SHOPPER else member_message
        message = message_for(reader.talk, count=reader.count, offers=offers.get((reader.talk.pk, reader.side), ()))
        notification_queue(to=contact_of(people[reader.user_id]), message=message, now=now)


def _held_people(user_ids: Iterable[UUID]) -> dict[UUID, User]:
    """Those with an e-mail address, held: who deletes her account meanwhile has all that is queued deleted with it."""
    found = User.objects.filter(pk__in=user_ids, is_active=True, email__isnull=False).order_by("pk")
    return {user.pk: user for user in found.select_for_update(of=("self",), no_key=True)}
