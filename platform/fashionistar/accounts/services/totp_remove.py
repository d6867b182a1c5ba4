"""Do without the authenticator app."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.factors import forget_if_last
from fashionistar.accounts.models import AuditAction, TotpFactor, User
from fashionistar.accounts.step_up import stepped_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def totp_remove(*, actor: Actor, now: datetime) -> User:
    """Remove the actor's app; if it was her last factor, her recovery codes go with it.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, NOT_FOUND.
    """
    user = stepped_up(actor, now=now)
    removed, _ = TotpFactor.objects.filter(user=user, confirmed_at__isnull=False).delete()
    if not removed:
        raise refuse(ErrorCode.NOT_FOUND, "You have no authenticator app.")
    forget_if_last(user)
    note(AuditAction.TOTP_REMOVED, user_id=user.pk, actor=actor)
    tell_owner(user, "The authenticator app was removed.", now=now)
    return user
