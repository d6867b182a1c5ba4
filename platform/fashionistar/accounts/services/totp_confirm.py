"""Set an authenticator app up: a code of it shows that it has the secret."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.models import AuditAction, TotpFactor, User
from fashionistar.accounts.recovery_codes import issue_first_codes
from fashionistar.accounts.sessions import mark_proved
from fashionistar.accounts.step_up import stepped_up
from fashionistar.accounts.totp import take_code
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, refuse


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Whose app it is, and her recovery codes, in clear, if she had none."""

    user: User
    recovery_codes: list[str] | None


@transaction.atomic(durable=True)
def totp_confirm(*, actor: Actor, code: str, now: datetime) -> Confirmed:
    """Let the app count from now on; the session at hand has proved it.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, NOT_FOUND (nothing to confirm), INVALID_CODE.
    """
    user = stepped_up(actor, now=now)
    factor = TotpFactor.objects.filter(user=user, confirmed_at__isnull=True).first()
    if factor is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no app to confirm. Begin with `totpEnroll`.")
    if (fault := take_code(factor, code, now=now)) is not None:
        raise DomainError(fault)
    factor.confirmed_at = now
    factor.save(update_fields=["confirmed_at"])
    mark_proved(actor, mfa=True, now=now)
    note(AuditAction.TOTP_ENROLLED, user_id=user.pk, actor=actor)
    tell_owner(user, "An authenticator app was added.", now=now)
    return Confirmed(user=user, recovery_codes=issue_first_codes(user, actor=actor))
