"""What payouts say to the owners of a shop."""

from datetime import datetime

from fashionistar.notifications.services.notification_queue import Message
from fashionistar.payouts.models import Payout, PayoutAccount


def account_confirmed_message(account: PayoutAccount, *, by: str) -> Message:
    """To every owner: money will go to another account, and how to stop that."""
    shop, until = account.vendor.name, _moment(account.usable_at)
    text = (
        f"{by} chose where payouts of {shop} in {account.currency} go: {account.bank_name}, account ending in "
        f"{account.last4}, held by {account.holder_name}. Nothing is sent there before {until}. If this is wrong, any "
        "owner can stop it until then: sign in and cancel the account under Payouts (payoutAccountCancel), then change "
        "your password and sign out all devices."
    )
    return Message("payout-account-confirmed", f"Payouts of {shop} will go to another account", text)


def account_cancelled_message(account: PayoutAccount, *, by: str) -> Message:
    """To every owner: the new account was stopped."""
    shop = account.vendor.name
    text = (
        f"{by} stopped the account ending in {account.last4} for payouts of {shop} in {account.currency}. Payouts go "
        "where they went before, if anywhere."
    )
    return Message("payout-account-cancelled", f"A new payout account of {shop} was stopped", text)


def payout_not_arrived_message(payout: Payout) -> Message:
    """To every owner: money did not arrive, or came back."""
    shop = payout.vendor.name
    text = (
        f"A payout of {shop} to the account ending in {payout.account.last4} did not arrive or came back "
        f"(reference {payout.reference}). The money is available again. Check the account under Payouts before you "
        "ask for another."
    )
    return Message("payout-not-arrived", f"A payout of {shop} did not arrive", text)


def _moment(when: datetime | None) -> str:
    return f"{when:%d %B %Y, %H:%M} UTC" if when else "it is confirmed"
