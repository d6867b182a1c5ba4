"""Give a shop's integration a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note, refusals_noted
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.models import AuditAction, User
from fashionistar.accounts.step_up import stepped_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.vendors.keys import new_token, read_token
from fashionistar.vendors.models import ApiKey, VendorMember, VendorPermission
from fashionistar.vendors.places import own_place
from fashionistar.vendors.policies import API_KEY_LIFETIME, MAX_API_KEYS, NEVER_SCOPES, held_by
from fashionistar.vendors.selectors import live_keys

_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key, and the token that is shown once."""

    key: ApiKey
    token: str


def api_key_create(
    *,
    actor: Actor,
    vendor_id: UUID,
    name: str,
    scopes: Sequence[VendorPermission],
    expires_at: datetime | None,
    now: datetime,
) -> IssuedKey:
    """Make a key that acts for a shop within its scopes, of which the actor holds each.

    Args:
        actor: Who makes it.
        vendor_id: The shop.
        name: What it is for.
        scopes: What may be done with it; never what gives power over members, keys or payouts.
        expires_at: When it ends by itself, at most a year from now; None: not at all.
        now: The time.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, FORBIDDEN, REQUIRED, INVALID.
    """
    with refusals_noted(actor, "apiKeyCreate"):
        return _created(actor, vendor_id, name.strip(), frozenset(scopes), expires_at, now=now)


@transaction.atomic(durable=True)
def _created(
    actor: Actor,
    vendor_id: UUID,
    name: str,
    scopes: frozenset[VendorPermission],
    expires_at: datetime | None,
    *,
    now: datetime,
) -> IssuedKey:
    user = stepped_up(actor, now=now)
    mine = own_place(actor, vendor_id, VendorPermission.API_KEYS_MANAGE)
    _check(mine, name, scopes, expires_at, now=now)
    token = new_token()
    shown = read_token(token)
    if shown is None:
        raise RuntimeError("a fresh token is not one of ours")
    key = ApiKey.objects.create(
        vendor=mine.vendor,
        creator=user,
        name=name,
        prefix=shown.prefix,
        secret_hash=shown.secret_hash,
        scopes=[each for each in VendorPermission if each in scopes],
        expires_at=expires_at,
    )
    _told(user, key, actor, now=now)
    return IssuedKey(key, token)


def _check(
    mine: VendorMember,
    name: str,
    scopes: frozenset[VendorPermission],
    expires_at: datetime | None,
    *,
    now: datetime,
) -> None:
    if not name or not scopes:
        raise refuse(ErrorCode.REQUIRED, "Say what the key is for, and what it may do.", "scopes" if name else "name")
    if len(name) > _NAME_LENGTH:
        raise refuse(ErrorCode.INVALID, f"A name has at most {_NAME_LENGTH} characters.", "name")
    if scopes & NEVER_SCOPES or not scopes <= held_by(mine.role, mine.permissions):
        message = "A key may do what you may, but never manage members, keys or payouts."
        raise refuse(ErrorCode.FORBIDDEN, message, "scopes")
    if expires_at is not None and not now < expires_at <= now + API_KEY_LIFETIME:
        raise refuse(ErrorCode.INVALID, "A key ends at most a year from now, or not at all.", "expiresAt")
    if live_keys(now=now).filter(vendor=mine.vendor_id).count() >= MAX_API_KEYS:
        message = f"There are {MAX_API_KEYS} keys already. Revoke one that is not used."
        raise refuse(ErrorCode.INVALID, message, "vendorId")


def _told(user: User, key: ApiKey, actor: Actor, *, now: datetime) -> None:
    note(
        AuditAction.API_KEY_CREATED,
        user_id=user.pk,
        actor=actor,
        vendor=str(key.vendor_id),
        api_key=str(key.pk),
        scopes=",".join(key.scopes),
    )
    tell_owner(user, f"An API key was made for {key.vendor.name}: {key.name}.", now=now)
