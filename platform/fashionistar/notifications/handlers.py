"""What notifications does about facts."""

from datetime import datetime

from fashionistar.kernel.nudge import nudge
from fashionistar.notifications.events import NotificationQueued
from fashionistar.notifications.selectors import pending_channel
from fashionistar.notifications.tasks import send_notifications


def wake_sender(event: NotificationQueued, *, now: datetime) -> None:
    """Have the message sent now, unless it is one that is never sent."""
    channel = pending_channel(event.notification_id)
    if channel is not None:
        nudge(send_notifications, channel)
