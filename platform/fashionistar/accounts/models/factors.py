"""Second factors: authenticator apps, recovery codes, passkeys."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fashionistar.accounts.models.users import User
from fashionistar.kernel.models import Record


class MfaMethod(models.TextChoices):
    """What she may show as her second factor."""

    TOTP = "TOTP"
    RECOVERY_CODE = "RECOVERY_CODE"
    PASSKEY = "PASSKEY"


class TotpFactor(Record):
    """An authenticator app (RFC 6238); it counts once a code of it was shown."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="totp_factor")
    secret = models.CharField(max_length=300, help_text="Base32, encrypted.")
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0, help_text="The time step of the last code that was taken.")


class RecoveryCode(Record):
    """One of the codes for when the other factors are lost; good once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_unique"),)


class Passkey(Record):
    """A WebAuthn credential; it proves possession and, since it verifies its user, is two factors at once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=80)
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    transports = ArrayField(models.CharField(max_length=20), default=list)
    is_backed_up = models.BooleanField(default=False, help_text="Whether it is kept in more than one place.")
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
