"""Slow and timed work of notifications: everything that talks to providers."""

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from fashionistar.kernel.nudge import nudge
from fashionistar.notifications.gateways import senders_of
from fashionistar.notifications.models import Channel
from fashionistar.notifications.selectors import due_channels
from fashionistar.notifications.services.notification_send import notification_send
from fashionistar.notifications.services.notifications_prune import notifications_prune

#: After so long another worker has its turn.
_TURN_SECONDS = 30


@shared_task(expires=60)
def send_notifications(channel: str) -> None:
    """Send what is due on a channel until nothing is, or its turn is over."""
    until = time.monotonic() + _TURN_SECONDS
    senders = senders_of(Channel(channel))
    while notification_send(channel=Channel(channel), senders=senders, clock=timezone.now):
        if time.monotonic() > until:
            nudge(send_notifications, channel)
            return


@shared_task(expires=10)
def sweep_notifications() -> None:
    """Wake workers for what no nudge reached and for what is to be tried again."""
    for channel, due in due_channels(now=timezone.now()).items():
        for _ in range(min(due, settings.NOTIFICATION_IN_FLIGHT)):
            nudge(send_notifications, channel)


@shared_task
def prune_notifications() -> None:
    """Forget old messages, in batches."""
    while notifications_prune(now=timezone.now()) > 0:
        pass
