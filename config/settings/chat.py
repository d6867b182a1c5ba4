"""Settings of chat: how often, for how long, and what becomes of addresses and numbers in messages."""

from datetime import timedelta

from config import env

#: MASK hides how somebody is reached elsewhere, WARN says that it is there, ALLOW does not look.
CHAT_CONTACT_POLICY = env.choice("CHAT_CONTACT_POLICY", "WARN", allowed=("WARN", "MASK", "ALLOW"))
#: How long its sender may edit or delete a message.
CHAT_EDIT_WINDOW = timedelta(seconds=env.seconds("CHAT_EDIT_SECONDS", "900"))
#: A conversation in which nothing was said for so long is removed.
CHAT_RETENTION = timedelta(days=env.whole("CHAT_RETENTION_DAYS", 1_095, least=30, most=3_650))
#: How long an offer stands unless it says so itself.
OFFER_LIFETIME = timedelta(days=env.whole("OFFER_DAYS", 7, least=1, most=60))

CHAT_THROTTLES = {
    "chat-message": "120/minute",
    "chat-open": "60/hour",
    "chat-report": "30/day",
    "chat-typing": "120/minute",
}
