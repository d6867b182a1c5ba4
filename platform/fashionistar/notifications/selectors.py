"""Reads of notifications, for workers and operators; nobody reads another's messages through the wire."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from fashionistar.notifications.models import Channel, Notification, NotificationStatus

_RECENT = timedelta(hours=1)


def due_notifications(*, now: datetime) -> QuerySet[Notification]:
    """Messages to be sent that no worker is at."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Notification.objects.filter(free, status=NotificationStatus.PENDING, due_at__lte=now)


def due_channels(*, now: datetime) -> dict[Channel, int]:
    """How many messages are due, by channel."""
    due = due_notifications(now=now).order_by().values_list("channel").annotate(due=Count("pk"))
    return {Channel(channel): count for channel, count in due}


def pending_channel(notification_id: UUID) -> Channel | None:
    """The channel of a message that is to be sent; None if it never is, or was."""
    pending = Notification.objects.filter(pk=notification_id, status=NotificationStatus.PENDING)
    found = pending.values_list("channel", flat=True).first()
    return None if found is None else Channel(found)


@dataclass(frozen=True, slots=True)
class Backlog:
    """A channel: how many messages wait, how long the oldest has, and how many of the last hour nobody got."""

    waiting: int = 0
    oldest: timedelta = timedelta()
    lost: int = 0


def backlogs(*, now: datetime) -> dict[Channel, Backlog]:
    """The state of sending, by channel."""
    by_channel = Notification.objects.order_by().values_list("channel")
    waits = by_channel.filter(status=NotificationStatus.PENDING).annotate(Count("pk"), Min("created_at"))
    waiting = {channel: (count, max(now - since, timedelta())) for channel, count, since in waits}
    given_up = Q(status__in=(NotificationStatus.FAILED, NotificationStatus.EXPIRED), created_at__gt=now - _RECENT)
    lost = dict(by_channel.filter(given_up).annotate(Count("pk")))
    return {each: Backlog(*waiting.get(each, (0, timedelta())), lost.get(each, 0)) for each in Channel}
