"""What reminders do about facts; one service call each."""

from datetime import datetime

from fashionistar.accounts.events import AccountDeleted
from fashionistar.reminders.services.reminders_forget import reminders_forget
from fashionistar.reminders.services.reminders_pass_on import reminders_pass_on
from fashionistar.vendors.events import VendorMemberEvent


def pass_reminders_on(event: VendorMemberEvent, *, now: datetime) -> None:
    """Who may not reply any longer was told in vain."""
    reminders_pass_on(vendor_id=event.vendor_id, user_id=event.user_id, now=now)


def forget_reminders(event: AccountDeleted, *, now: datetime) -> None:
    """Nobody was told."""
    reminders_forget(user_id=event.user_id)
