"""Who is asking: a guest, a user by her access token, or a shop's integration by its API key.

Whoever stays, on a socket or a stream, is asked again: sessions and keys end, and powers change.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from django.utils import timezone

from fashionistar.accounts.selectors import live_sessions, staff_permissions_text
from fashionistar.accounts.tokens import InvalidTokenError, TokenKind, claims_of
from fashionistar.kernel.actor import GUEST, Actor, StaffPermission
from fashionistar.kernel.slots import Slot
from fashionistar.kernel.throttle import throttle
from fashionistar.vendors.keys import MARK, Shown, read_token
from fashionistar.vendors.models import ApiKey
from fashionistar.vendors.services.api_key_touch import EVERY, api_key_touch
from schema.lib.projection.prepared import Prepared
from schema.lib.projection.sql import ROW, Otherwise, Single, Text, encoded, members
from schema.lib.threads import in_thread

_SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking; `rejected` when what was shown cannot be trusted, `until` when it ends by itself, if known."""

    actor: Actor = GUEST
    rejected: bool = False
    until: datetime | None = None


_REJECTED = Identity(rejected=True)

#: What the active user of a session may do for the platform, with commas; null when there is no such session now.
_STAFF = Prepared(
    lambda: Single(
        live_sessions().filter(pk=Slot(0), user=Slot(1)).annotate(**{ROW: staff_permissions_text()}).values(ROW), "null"
    )
)


def _key(**named: Any) -> Single:
    """A key that was not revoked, as an object."""
    columns = ("id", "vendor_id", "secret_hash", "scopes", "expires_at", "last_used_at")
    text = Text(*members([(name, [Otherwise(encoded(name), "null")]) for name in columns]))
    return Single(ApiKey.objects.filter(revoked_at__isnull=True, **named).annotate(**{ROW: text}).values(ROW), "null")


_KEY_BY_PREFIX = Prepared(lambda: _key(prefix=Slot(0)))
_KEY_BY_ID = Prepared(lambda: _key(pk=Slot(0)))


async def identify(authorization: str | None) -> Identity:
    """Read an `Authorization: Bearer …` value: an access token, or an API key.

    Raises:
        DomainError: RATE_LIMITED: the key asks too often.
    """
    if not authorization or not authorization.lower().startswith(_SCHEME):
        return Identity()
    token = authorization[len(_SCHEME) :].strip()
    if token.startswith(MARK):
        return await _of_key(read_token(token))
    try:
        claims = claims_of(token, TokenKind.ACCESS, now=timezone.now())
    except InvalidTokenError:
        return _REJECTED
    return await _of_session(claims.session_id, claims.user_id)


async def again(actor: Actor) -> Identity:
    """The same actor as she is now; rejected when her session or key has ended meanwhile."""
    if actor.api_key_id is not None:
        found = _as_key(await _KEY_BY_ID.answer(actor.api_key_id))
        return _REJECTED if found is None else found.identity
    if actor.session_id is not None and actor.user_id is not None:
        return await _of_session(actor.session_id, actor.user_id)
    return Identity(actor)


async def admit(actor: Actor) -> None:
    """Count what a key asks; people are limited where it costs.

    Raises:
        DomainError: RATE_LIMITED.
    """
    if actor.is_service:
        await in_thread(partial(throttle, "api-key", str(actor.api_key_id)))


async def _of_session(session_id: UUID, user_id: UUID) -> Identity:
    staff = await _STAFF.answer(session_id, user_id)
    if staff == "null":
        return _REJECTED
    permissions = frozenset(StaffPermission(name) for name in staff.split(",") if name)
    return Identity(Actor(user_id, session_id, staff=permissions))


@dataclass(frozen=True, slots=True)
class _Key:
    """A key that opens something."""

    identity: Identity
    secret_hash: str
    last_used_at: datetime | None


def _as_key(text: str) -> _Key | None:
    found = orjson.loads(text)
    expires_at, last_used_at = (
        None if found is None or found[name] is None else datetime.fromisoformat(found[name])
        for name in ("expires_at", "last_used_at")
    )
    if found is None or (expires_at is not None and expires_at <= timezone.now()):
        return None
    key_id, vendor_id = UUID(found["id"]), UUID(found["vendor_id"])
    actor = Actor(api_key_id=key_id, vendor_id=vendor_id, scopes=frozenset(found["scopes"]))
    return _Key(Identity(actor, until=expires_at), found["secret_hash"], last_used_at)


async def _of_key(shown: Shown | None) -> Identity:
    found = None if shown is None else _as_key(await _KEY_BY_PREFIX.answer(shown.prefix))
    if shown is None or found is None or not shown.opens(found.secret_hash):
        return _REJECTED
    actor, now = found.identity.actor, timezone.now()
    await admit(actor)
    if found.last_used_at is None or found.last_used_at <= now - EVERY:
        assert actor.api_key_id is not None  # noqa: S101  (the actor of a key)
        await in_thread(partial(api_key_touch, api_key_id=actor.api_key_id, now=now))
    return found.identity
