"""Do without the Google account."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.models import AuditAction, GoogleIdentity, User
from fashionistar.accounts.step_up import stepped_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def google_unlink(*, actor: Actor, now: datetime) -> User:
    """Unlink the actor's Google account; it signs nobody in any longer.

    She can always sign in without: an account has an address that was proven, and a code reaches it
    (`user_has_email_or_phone`).

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, NOT_FOUND.
    """
    user = stepped_up(actor, now=now)
    removed, _ = GoogleIdentity.objects.filter(user=user).delete()
    if not removed:
        raise refuse(ErrorCode.NOT_FOUND, "You have linked no Google account.")
    note(AuditAction.GOOGLE_UNLINKED, user_id=user.pk, actor=actor)
    tell_owner(user, "The Google account was unlinked.", now=now)
    return user
