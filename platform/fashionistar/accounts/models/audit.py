"""The log of what was done to her account."""

from django.db import models

from fashionistar.accounts.models.users import User
from fashionistar.kernel.models import Record

_AGENT_LENGTH = 300


class AuditAction(models.TextChoices):
    """What was done, or tried."""

    REGISTERED = "REGISTERED"
    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    SIGNED_OUT = "SIGNED_OUT"
    TOKEN_REUSED = "TOKEN_REUSED"  # noqa: S105
    SESSION_REVOKED = "SESSION_REVOKED"
    CODE_SENT = "CODE_SENT"
    CODE_FAILED = "CODE_FAILED"
    CODE_EXHAUSTED = "CODE_EXHAUSTED"
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105
    EMAIL_CHANGED = "EMAIL_CHANGED"
    PHONE_CHANGED = "PHONE_CHANGED"
    MFA_REQUIRED = "MFA_REQUIRED"
    MFA_FAILED = "MFA_FAILED"
    STEPPED_UP = "STEPPED_UP"
    STEP_UP_FAILED = "STEP_UP_FAILED"
    TOTP_ENROLLED = "TOTP_ENROLLED"
    TOTP_REMOVED = "TOTP_REMOVED"
    RECOVERY_CODES_ISSUED = "RECOVERY_CODES_ISSUED"
    RECOVERY_CODE_USED = "RECOVERY_CODE_USED"
    PASSKEY_ADDED = "PASSKEY_ADDED"
    PASSKEY_REMOVED = "PASSKEY_REMOVED"
    PASSKEY_REFUSED = "PASSKEY_REFUSED"
    GOOGLE_LINKED = "GOOGLE_LINKED"
    GOOGLE_UNLINKED = "GOOGLE_UNLINKED"
    GOOGLE_REFUSED = "GOOGLE_REFUSED"
    PROFILE_CHANGED = "PROFILE_CHANGED"
    ACCOUNT_EXPORTED = "ACCOUNT_EXPORTED"
    ACCOUNT_DELETED = "ACCOUNT_DELETED"
    INVITATION_SENT = "INVITATION_SENT"
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED"
    INVITATION_REVOKED = "INVITATION_REVOKED"
    MEMBER_CHANGED = "MEMBER_CHANGED"
    MEMBER_REMOVED = "MEMBER_REMOVED"
    API_KEY_CREATED = "API_KEY_CREATED"
    API_KEY_REVOKED = "API_KEY_REVOKED"
    STAFF_PERMISSIONS_CHANGED = "STAFF_PERMISSIONS_CHANGED"
    PERMISSION_REFUSED = "PERMISSION_REFUSED"
    PAYOUT_ACCOUNT_REQUESTED = "PAYOUT_ACCOUNT_REQUESTED"
    PAYOUT_ACCOUNT_CONFIRMED = "PAYOUT_ACCOUNT_CONFIRMED"
    PAYOUT_ACCOUNT_CANCELLED = "PAYOUT_ACCOUNT_CANCELLED"
    PAYOUT_SCHEDULE_CHANGED = "PAYOUT_SCHEDULE_CHANGED"
    PAYOUT_REQUESTED = "PAYOUT_REQUESTED"
    PAYOUT_CANCELLED = "PAYOUT_CANCELLED"
    PAYOUTS_HELD = "PAYOUTS_HELD"
    PAYOUTS_RELEASED = "PAYOUTS_RELEASED"
    DIFFERENCE_RESOLVED = "DIFFERENCE_RESOLVED"
    OFFER_MADE = "OFFER_MADE"
    OFFER_ACCEPTED = "OFFER_ACCEPTED"
    OFFER_DECLINED = "OFFER_DECLINED"
    OFFER_COUNTERED = "OFFER_COUNTERED"
    OFFER_WITHDRAWN = "OFFER_WITHDRAWN"
    OFFER_EXPIRED = "OFFER_EXPIRED"
    ATTACHMENT_INFECTED = "ATTACHMENT_INFECTED"


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
        indexes = (
            models.Index(fields=["user", "-created_at", "-id"], name="audit_of_user"),
            models.Index(fields=["-created_at", "-id"], name="audit_by_time"),
        )
