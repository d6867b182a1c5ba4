"""Have a message sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.sealing import sealed
from fashionistar.notifications.events import NotificationQueued
from fashionistar.notifications.models import Channel, Notification, NotificationStatus


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, and how it is reached; `user_id` is whose it is, if anybody's."""

    channel: Channel
    address: str
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. `kind` says for operators what it is about; a text message has no subject."""

    kind: str
    subject: str
    text: str


@transaction.atomic
def notification_queue(
    *, to: Recipient, message: Message, now: datetime, expires_at: datetime | None = None, suppressed: bool = False
) -> Notification:
    """Queue a message, in the caller's transaction; a `suppressed` one costs the same and is never sent."""
    content = orjson.dumps({"subject": message.subject, "text": message.text}).decode()
    queued = Notification.objects.create(
        channel=to.channel,
        address=to.address,
        kind=message.kind,
        user=to.user_id,
        content=sealed(content),
        status=NotificationStatus.SUPPRESSED if suppressed else NotificationStatus.PENDING,
        due_at=None if suppressed else now,
        expires_at=expires_at,
    )
    outbox.record(NotificationQueued(notification_id=queued.pk), actor=SYSTEM)
    return queued
