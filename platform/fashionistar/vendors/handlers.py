"""What vendors does about facts; one service call each."""

from datetime import datetime

from fashionistar.accounts.events import AccountDeleted
from fashionistar.vendors.services.memberships_remove import memberships_remove


def leave_shops(event: AccountDeleted, *, now: datetime) -> None:
    """Nobody works in no shop."""
    memberships_remove(user_id=event.user_id, now=now)
