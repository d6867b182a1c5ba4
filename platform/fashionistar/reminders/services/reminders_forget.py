"""Forget of what somebody was told who is nobody now."""

from uuid import UUID

from django.db import transaction

from fashionistar.reminders.models import Reminder


@transaction.atomic
def reminders_forget(*, user_id: UUID) -> int:
    """Delete it, in the caller's transaction; returns of how many conversations it was."""
    return Reminder.objects.filter(user=user_id).delete()[0]
