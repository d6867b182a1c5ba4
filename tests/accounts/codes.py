"""One-time codes as they arrive: read from the messages that wait to be sent."""

import re
from datetime import timedelta
from typing import Any

import orjson
from django.utils import timezone

from fashionistar.accounts.models import Challenge
from fashionistar.kernel.sealing import opened
from fashionistar.notifications.models import Notification, NotificationStatus
from schema.lib.ids import global_id
from tests.wire.client import Answer, Wire

NOW = timezone.now
CHALLENGE = "challenge { id channel destination expiresAt resendAt } userErrors { code message field retryAfter }"
TOKENS = "accessToken refreshToken user { id email phone name } userErrors { code message field }"


def messages(address: str) -> list[str]:
    """The texts that wait to be sent to an address, oldest first; those that are never sent are left out."""
    waiting = Notification.objects.filter(address=address, status=NotificationStatus.PENDING).order_by("id")
    return [orjson.loads(opened(each.content) or "{}")["text"] for each in waiting]


def code_at(address: str) -> str:
    """The code in the last message to an address."""
    found = re.match(r"(\d{6}) is your", messages(address)[-1])
    assert found is not None
    return found[1]


def answered(challenge: Challenge) -> dict[str, Any]:
    """A challenge with the code that was sent for it, as mutations take them."""
    return {"challengeId": global_id("Challenge", challenge.pk), "code": code_at(challenge.address)}


def aged(challenge: Challenge, **span: float) -> Challenge:
    """The challenge, its code sent some time ago: two minutes unless said."""
    ago = timedelta(**(span or {"minutes": 2}))
    Challenge.objects.filter(pk=challenge.pk).update(
        sent_at=challenge.sent_at - ago, expires_at=challenge.expires_at - ago
    )
    challenge.refresh_from_db()
    return challenge


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def ask(mutation: str, fields: str = CHALLENGE, wire: Wire | None = None, **given: Any) -> Answer:
    """Send a mutation of one input."""
    name = mutation[0].upper() + mutation[1:]
    query = f"mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {fields} }} }}"
    return (wire or Wire())(query, input=given)
