"""A try has ended: keep what came of it, and decide what follows."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fashionistar.notifications.models import Notification, NotificationStatus
from fashionistar.notifications.retries import next_try


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: nothing more to say, or an error, which may be one that no further try can mend."""

    provider: str
    error: str = ""
    is_final: bool = False


@transaction.atomic(durable=True)
def notification_settle(
    *, leased: Notification, outcome: Outcome, providers: int, now: datetime, chance: float
) -> NotificationStatus | None:
    """Record the outcome. A worker whose lease another has taken over may still report a success, but no failure.

    Returns:
        Where the message stands now; None if it is gone.
    """
    row = Notification.objects.select_for_update(of=("self",)).filter(pk=leased.pk).first()
    if row is None:
        return None
    if not outcome.error:
        row.status, row.sent_at, row.last_error = NotificationStatus.SENT, now, ""
    elif row.status != NotificationStatus.PENDING or row.leased_until != leased.leased_until:
        return NotificationStatus(row.status)
    else:
        row.last_error = outcome.error[:300]
        row.status = _after_failure(row, outcome, providers=providers, now=now, chance=chance)
    row.provider, row.leased_until = outcome.provider, None
    if row.status != NotificationStatus.PENDING:
        row.content, row.due_at = "", None
    row.save(update_fields=["status", "content", "due_at", "leased_until", "sent_at", "provider", "last_error"])
    return NotificationStatus(row.status)


def _after_failure(
    row: Notification, outcome: Outcome, *, providers: int, now: datetime, chance: float
) -> NotificationStatus:
    if outcome.is_final:
        return NotificationStatus.FAILED
    if row.expires_at is not None and row.expires_at <= now:
        return NotificationStatus.EXPIRED
    row.due_at = next_try(tries=row.attempts, providers=providers, now=now, expires_at=row.expires_at, chance=chance)
    return NotificationStatus.FAILED if row.due_at is None else NotificationStatus.PENDING
