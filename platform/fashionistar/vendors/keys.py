"""API keys: how a token is made and read again, and how keys end."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import contact_of
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.sealing import keyed_hash, same
from fashionistar.notifications.services.notification_queue import notification_queue
from fashionistar.vendors.events import ApiKeyRevoked
from fashionistar.vendors.messages import api_keys_ended_message
from fashionistar.vendors.models import ApiKey, ApiKeyEnd, VendorMember, VendorRole

#: What every token begins with, so that scanners of leaked secrets know it.
MARK = "fs_live_"
_TOKEN = re.compile(rf"{MARK}([0-9a-f]{{16}})_([A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that somebody shows: which key it claims to be, and the hash of the secret."""

    prefix: str
    secret_hash: str

    def opens(self, secret_hash: str) -> bool:
        """Whether the key with this hash is the one; in a time that tells nothing."""
        return same(self.secret_hash, secret_hash)


def new_token() -> str:
    """A fresh token, with 256 bits that nobody can guess."""
    return f"{MARK}{secrets.token_hex(8)}_{secrets.token_urlsafe(32)}"


def read_token(token: str) -> Shown | None:
    """What a token says; None when it is none of ours."""
    found = _TOKEN.fullmatch(token)
    return Shown(found[1], keyed_hash("api-key", found[1], found[2])) if found else None


def end_keys(keys: QuerySet[ApiKey], *, end: ApiKeyEnd, actor: Actor, now: datetime) -> int:
    """End those of the keys that have not ended, in the caller's transaction; returns how many.

    What was opened with them ends too. Owners are told, unless it was one who asked for just this.
    """
    open_ones = list(keys.filter(revoked_at__isnull=True).order_by("pk").select_for_update(of=("self",)))
    ApiKey.objects.filter(pk__in=[key.pk for key in open_ones]).update(revoked_at=now, end=end)
    for key in open_ones:
        outbox.record(ApiKeyRevoked(api_key_id=key.pk, vendor_id=key.vendor_id), actor=actor)
        by = actor.user_id or key.creator_id
        note(AuditAction.API_KEY_REVOKED, user_id=by, actor=actor, vendor=str(key.vendor_id), api_key=str(key.pk))
    if open_ones and end == ApiKeyEnd.CREATOR_LEFT:
        _tell_owners(open_ones, now=now)
    return len(open_ones)


def _tell_owners(keys: list[ApiKey], *, now: datetime) -> None:
    """Of one shop."""
    owners = VendorMember.objects.filter(vendor=keys[0].vendor_id, role=VendorRole.OWNER, user__is_active=True)
    names = [key.name for key in keys]
    for owner in owners.select_related("user", "vendor").order_by("pk"):
        message = api_keys_ended_message(owner.vendor.name, names=names)
        notification_queue(to=contact_of(owner.user), message=message, now=now)
