"""Get fresh recovery codes."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.recovery_codes import issue_codes
from fashionistar.accounts.step_up import stepped_up
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def recovery_codes_regenerate(*, actor: Actor, now: datetime) -> list[str]:
    """Give the actor fresh codes, in clear this once; the old ones are worth nothing.

    Raises:
        DomainError: UNAUTHENTICATED, MFA_REQUIRED (she has no second factor), STEP_UP_REQUIRED.
    """
    user = stepped_up(actor, now=now, mfa=True)
    codes = issue_codes(user, actor=actor)
    tell_owner(user, "New recovery codes were made.", now=now)
    return codes
