"""Forget what was said to somebody."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fashionistar.notifications.models import Notification


@transaction.atomic
def notifications_forget(*, user_id: UUID, addresses: Sequence[str]) -> int:
    """Remove the messages to a user and to her addresses, in the caller's transaction; those that wait are not sent."""
    hers = Notification.objects.filter(Q(user=user_id) | Q(address__in=addresses))
    return hers.delete()[0]
