"""What shops say to people who work for them, or are asked to."""

from datetime import datetime

from django.conf import settings

from fashionistar.notifications.services.notification_queue import Message
from fashionistar.vendors.models import VendorRole

_AS: dict[str, str] = {
    VendorRole.OWNER: "as an owner",
    VendorRole.MANAGER: "as a manager",
    VendorRole.STAFF: "on its staff",
}


def invitation_message(shop: str, *, role: str, token: str, expires_at: datetime) -> Message:
    """To whoever is asked to work in a shop; the link is of use only to her who has the address."""
    # What comes after the # is sent to no server.
    text = (
        f"{shop} asks you to work {_AS[role]} at Fashionistar. Sign in with this address, or register it, and open "
        f"{settings.INVITATION_URL}#invitation={token} by {expires_at:%d %B %Y}. "
        "If you do not know the shop, do nothing."
    )
    return Message("invitation", f"{shop} asks you to work there", text)


def api_keys_ended_message(shop: str, *, names: list[str]) -> Message:
    """To the owners of a shop, when keys end because whoever made them left."""
    text = (
        f"Somebody who made API keys for {shop} left, or may do less now. What she has seen of them is worth nothing "
        f"any longer: {', '.join(names)}. Make new ones for integrations that stopped."
    )
    return Message("api-keys-ended", f"API keys of {shop} ended", text)
