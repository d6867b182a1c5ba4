"""What offers do about facts; one service call each."""

from datetime import datetime

from fashionistar.accounts.events import AccountDeleted
from fashionistar.offers.services.offers_forget import offers_forget


def forget_offers(event: AccountDeleted, *, now: datetime) -> None:
    """Nobody answers her offers any longer."""
    offers_forget(user_id=event.user_id, now=now)
