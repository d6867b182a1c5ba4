"""What checkout does about facts; one service call each."""

from datetime import datetime

from fashionistar.accounts.events import AccountDeleted
from fashionistar.checkout.services.carts_remove import carts_remove


def drop_carts(event: AccountDeleted, *, now: datetime) -> None:
    """Nobody will buy what is in them."""
    carts_remove(user_id=event.user_id)
