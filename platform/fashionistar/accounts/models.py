"""Tables of accounts: the user, the sessions of her devices, and the log of what was done to her account."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from fashionistar.accounts.managers import UserManager
from fashionistar.kernel.models import Record

_AGENT_LENGTH = 300


class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person: known by an email address, a phone number (E.164), or both."""

    email = models.EmailField(max_length=254, unique=True, null=True, blank=True, help_text="Kept in lower case.")
    phone = models.CharField(  # noqa: DJ001  (NULL, so that many users may have none under one constraint)
        max_length=16, null=True, blank=True, help_text="E.164, such as +2348031234567."
    )
    name = models.CharField(max_length=120, blank=True, db_default="")
    is_staff = models.BooleanField(db_default=False, default=False, help_text="Works for the platform.")
    is_active = models.BooleanField(db_default=True, default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.UniqueConstraint(fields=["phone"], name="user_phone_unique"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="user_has_email_or_phone"
            ),
        )


class SessionEnd(models.TextChoices):
    """Why a session ended before its time."""

    SIGNED_OUT = "SIGNED_OUT"
    REVOKED = "REVOKED", "Ended from another device"
    REUSED = "REUSED", "A refresh token that had been spent was shown again"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105  (a reason, not a secret)
    DEACTIVATED = "DEACTIVATED"


class Session(Record):
    """A device on which somebody is signed in: a family of refresh tokens, of which only the newest is good."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    generation = models.PositiveIntegerField(default=0, help_text="Of the newest refresh token.")
    rotated_at = models.DateTimeField(help_text="When that token was made.")
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proved_at = models.DateTimeField(help_text="When she last proved on this device who she is.")
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


class AuditAction(models.TextChoices):
    """What was done, or tried."""

    REGISTERED = "REGISTERED"
    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    SIGNED_OUT = "SIGNED_OUT"
    TOKEN_REUSED = "TOKEN_REUSED"  # noqa: S105
    SESSION_REVOKED = "SESSION_REVOKED"


class AuditEntry(Record):
    """One thing that was done to an account; the database lets nobody change or remove it."""

    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="audit_entries"
    )
    action = models.CharField(max_length=32, choices=AuditAction)
    actor = models.CharField(max_length=60, help_text="As the outbox names actors.")
    session = models.UUIDField(null=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=_AGENT_LENGTH, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    detail = models.JSONField(default=dict, help_text="Never a secret.")

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=["user", "-created_at", "-id"], name="audit_of_user"),)
