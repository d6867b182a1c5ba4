"""What is said about gift cards."""

from datetime import datetime

from fashionistar.kernel.money import Money
from fashionistar.notifications.services.notification_queue import Message
from fashionistar.wallets.gift_codes import written


def gift_card_message(amount: Money, *, code: str, expires_at: datetime, said: str = "") -> Message:
    """To its recipient: the only place where a code is ever shown."""
    text = (
        f"You have a Fashionistar gift card of {amount.amount} {amount.currency}. Its code is {written(code)}: give it "
        f"at checkout, or move it into your wallet. It is good until {expires_at:%d %B %Y}. Whoever has the code has "
        "the money; we cannot show it again."
    )
    return Message("gift-card", "A gift card for you", f"{said}\n\n{text}" if said else text)
