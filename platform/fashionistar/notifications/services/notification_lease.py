"""Take a message to send, so that no other worker does."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from fashionistar.notifications.models import Channel, Notification, NotificationStatus
from fashionistar.notifications.selectors import due_notifications


@transaction.atomic(durable=True)
def notification_lease(*, channel: Channel, now: datetime, most_tries: int) -> Notification | None:
    """Lease the channel's message that has waited longest; the try is counted before a provider hears of it.

    Messages that nobody needs any more, or whose every try ended a worker, are over first.

    Returns:
        None when nothing is due, or as many are under way as may be at once.
    """
    # Held to the end of the transaction, so that the count of what is under way is true.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"notifications:{channel}"])
    of_channel = Notification.objects.filter(channel=channel, status=NotificationStatus.PENDING)
    if of_channel.filter(leased_until__gt=now).count() >= settings.NOTIFICATION_IN_FLIGHT:
        return None
    due = due_notifications(now=now).filter(channel=channel)
    over = {"content": "", "due_at": None, "leased_until": None}
    due.filter(expires_at__lte=now).update(status=NotificationStatus.EXPIRED, **over)
    due.filter(attempts__gte=most_tries).update(
        status=NotificationStatus.FAILED, last_error="No try came to an end.", **over
    )
    taken = due.order_by("due_at", "pk").select_for_update(of=("self",), skip_locked=True).first()
    if taken is None:
        return None
    taken.leased_until = now + timedelta(seconds=settings.NOTIFICATION_LEASE_SECONDS)
    taken.attempts += 1
    taken.save(update_fields=["leased_until", "attempts"])
    return taken
