"""Give somebody a copy of what we know of her."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.locked_user import locked_user
from fashionistar.accounts.models import AuditAction
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.throttle import throttle
from fashionistar.privacy.selectors import OffTheWire, off_the_wire


def account_export(*, actor: Actor, now: datetime) -> OffTheWire:
    """Let the actor have a copy, note it and tell her; returns what the API does not show her.

    What it does show is read through the schema itself, as her, by whoever calls this.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, RATE_LIMITED.
    """
    user_id = require_step_up(actor, now=now)
    throttle("export-account", str(user_id))
    return _noted(actor, user_id, now=now)


@transaction.atomic(durable=True)
def _noted(actor: Actor, user_id: UUID, *, now: datetime) -> OffTheWire:
    user = locked_user(actor)
    note(AuditAction.ACCOUNT_EXPORTED, user_id=user_id, actor=actor)
    tell_owner(user, "A copy of all its data was made.", now=now)
    return off_the_wire(user)
