"""Begin to set an authenticator app up; it counts once a code of it was shown."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fashionistar.accounts.models import TotpFactor
from fashionistar.accounts.step_up import stepped_up
from fashionistar.accounts.totp import enrolment_uri, new_secret, qr_code
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.sealing import sealed


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The app's secret, shown this once: as text, as `otpauth://` URI, and that as a picture."""

    secret: str
    uri: str
    qr_code: str


@transaction.atomic(durable=True)
def totp_enroll(*, actor: Actor, now: datetime) -> Enrolment:
    """Make a secret for the actor's app; one that she has not confirmed is replaced.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, ALREADY_TAKEN while she has an app.
    """
    user = stepped_up(actor, now=now)
    if TotpFactor.objects.filter(user=user, confirmed_at__isnull=False).exists():
        raise refuse(ErrorCode.ALREADY_TAKEN, "You have an authenticator app. Remove it with `totpRemove` first.")
    secret = new_secret()
    TotpFactor.objects.update_or_create(user=user, defaults={"secret": sealed(secret), "last_step": 0})
    uri = enrolment_uri(secret, user)
    return Enrolment(secret=secret, uri=uri, qr_code=qr_code(uri))
