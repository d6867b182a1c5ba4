"""The sessions of her devices."""

from django.db import models
from django.db.models import Q

from fashionistar.accounts.models.users import User
from fashionistar.kernel.models import Record

_AGENT_LENGTH = 300


class SessionEnd(models.TextChoices):
    """Why a session ended before its time."""

    SIGNED_OUT = "SIGNED_OUT"
    REVOKED = "REVOKED", "Ended from another device"
    REUSED = "REUSED", "A refresh token that had been spent was shown again"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105  (a reason, not a secret)
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105
    DELETED = "DELETED", "The account was deleted"
    DEACTIVATED = "DEACTIVATED"


class Session(Record):
    """A device on which somebody is signed in: a family of refresh tokens, of which only the newest is good."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    generation = models.PositiveIntegerField(default=0, help_text="Of the newest refresh token.")
    rotated_at = models.DateTimeField(help_text="When that token was made.")
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proved_at = models.DateTimeField(help_text="When she last proved on this device who she is.")
    mfa_at = models.DateTimeField(null=True, help_text="When she last proved a second factor, or a passkey, on it.")
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=_AGENT_LENGTH, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=16, choices=SessionEnd, blank=True, default="")

    class Meta:
        ordering = ("-last_used_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="session_end_has_reason",
            ),
        )
        indexes = (models.Index(fields=["user", "-last_used_at"], name="session_of_user"),)
