"""Being reminded, for tests: time that goes by, and the e-mails that wait to be sent."""

from datetime import datetime, timedelta
from itertools import count

import orjson
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation
from fashionistar.chat.services.conversation_mute import conversation_mute
from fashionistar.chat.services.conversation_read import conversation_read
from fashionistar.kernel.sealing import opened
from fashionistar.notifications.models import Notification
from fashionistar.reminders.services.reminders_queue import reminders_queue
from fashionistar.vendors.models import VendorMember
from tests.people import People, acting


def in_minutes(minutes: float) -> datetime:
    """A time from now."""
    return timezone.now() + timedelta(minutes=minutes)


def letters() -> list[tuple[str, str, str]]:
    """To whom, and what, each reminder is that waits to be sent, subject and text, in the order of names."""
    found = []
    for each in Notification.objects.filter(kind="reminder", status="PENDING"):
        said = orjson.loads(opened(each.content) or "{}")
        found.append((each.address.partition("@")[0].capitalize(), said["subject"], said["text"]))
    return sorted(found)


def told(minutes: float = 11) -> list[tuple[str, str]]:
    """Who is told what by the sweep in so many minutes; what was told before is taken away."""
    Notification.objects.filter(kind="reminder").delete()
    at = in_minutes(minutes)
    for turn in count():
        if not reminders_queue(now=at):
            break
        assert turn < 50, "the sweep comes to no end"
    return [(who, subject) for who, subject, _ in letters()]


def reads(who: User, talk: Conversation, sequence: int | None = None) -> None:
    """Somebody reads, to the end unless said."""
    end = Conversation.objects.get(pk=talk.pk).last_sequence if sequence is None else sequence
    conversation_read(actor=acting(who), conversation_id=talk.pk, sequence=end, now=timezone.now())


def mutes(who: User, talk: Conversation, minutes: float) -> None:
    """Somebody mutes it for so long."""
    until = in_minutes(minutes)
    conversation_mute(actor=acting(who), conversation_id=talk.pk, until=until, now=timezone.now())


def place_of(people: People, who: User) -> VendorMember:
    """Her place in Ada's shop."""
    return VendorMember.objects.get(vendor=people.atelier, user=who)
