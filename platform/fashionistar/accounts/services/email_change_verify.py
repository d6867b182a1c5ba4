"""Prove that the new email address is hers, which then is the account's."""

from datetime import datetime
from uuid import UUID

from fashionistar.accounts.challenges import settled
from fashionistar.accounts.models import AuditAction, ChallengePurpose, User
from fashionistar.accounts.services.contact_change import verify_change
from fashionistar.kernel.actor import Actor


def email_change_verify(*, actor: Actor, challenge_id: UUID, code: str, now: datetime) -> User:
    """Take the new email address over; whoever has the old one is told.

    Raises:
        DomainError: INVALID_CODE, CHALLENGE_OVER, RATE_LIMITED, ALREADY_TAKEN.
    """
    purpose, action = ChallengePurpose.EMAIL_CHANGE, AuditAction.EMAIL_CHANGED
    return settled(verify_change(actor, purpose, action, challenge_id, code, now=now))
