"""Do without a passkey."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.factors import forget_if_last
from fashionistar.accounts.models import AuditAction, User
from fashionistar.accounts.step_up import stepped_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def passkey_delete(*, actor: Actor, passkey_id: UUID, now: datetime) -> User:
    """Delete one of the actor's passkeys; if it was her last factor, her recovery codes go with it.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, NOT_FOUND, also for somebody else's.
    """
    user = stepped_up(actor, now=now)
    passkey = user.passkeys.filter(pk=passkey_id).first()
    if passkey is None:
        raise refuse(ErrorCode.NOT_FOUND, "You have no such passkey.", "id")
    passkey.delete()
    forget_if_last(user)
    note(AuditAction.PASSKEY_REMOVED, user_id=user.pk, actor=actor, name=passkey.name)
    tell_owner(user, f"A passkey was removed: {passkey.name}.", now=now)
    return user
