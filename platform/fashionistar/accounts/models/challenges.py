"""What somebody is to prove, once and soon."""

from django.db import models
from django.db.models import Q

from fashionistar.accounts.models.sessions import Session
from fashionistar.accounts.models.users import User
from fashionistar.kernel.models import Record


class ChallengePurpose(models.TextChoices):
    """What comes of it when it is met."""

    REGISTRATION = "REGISTRATION"
    SIGN_IN = "SIGN_IN"
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105  (a purpose, not a secret)
    EMAIL_CHANGE = "EMAIL_CHANGE"
    PHONE_CHANGE = "PHONE_CHANGE"
    STEP_UP = "STEP_UP"
    MFA = "MFA"
    PASSKEY_REGISTRATION = "PASSKEY_REGISTRATION"
    PASSKEY = "PASSKEY"
    GOOGLE = "GOOGLE"


class Challenge(Record):
    """A one-time code on its way to an address, the second step of a sign-in, or a nonce for a passkey or Google.

    One that nobody can meet, for an address without an account, looks and costs the same as any other.
    """

    purpose = models.CharField(max_length=24, choices=ChallengePurpose)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=8, blank=True, default="", help_text="EMAIL or SMS, for codes.")
    address = models.CharField(max_length=254, blank=True, default="", help_text="Where the code was sent.")
    proof_hash = models.CharField(max_length=64, blank=True, default="", help_text="Of the code or nonce; empty: none.")
    nonce = models.BinaryField(null=True, help_text="What a passkey is to sign; it is no secret.")
    state = models.JSONField(default=dict, help_text="What to go on with: a name, the hash of a password.")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["address", "-sent_at"], name="challenge_of_address", condition=~Q(address="")),
            models.Index(fields=["expires_at"], name="challenge_old"),
        )
