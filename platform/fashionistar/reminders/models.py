"""The table of reminders."""

from django.db import models

from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation
from fashionistar.kernel.models import Record


class Reminder(Record):
    """Somebody was told that something waits in a conversation: the last time."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_sequence = models.BigIntegerField(help_text="How far she had read then; she is told again when she read on.")
    told_at = models.DateTimeField()

    class Meta:
        ordering = ("told_at", "id")
        constraints = (models.UniqueConstraint(fields=["conversation", "user"], name="reminder_unique"),)
