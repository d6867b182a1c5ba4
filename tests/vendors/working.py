"""Who works in shops, for tests: places, invitations as they arrive, keys."""

import re
from datetime import datetime
from typing import Any

from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, User
from fashionistar.vendors.keys import new_token, read_token
from fashionistar.vendors.models import ApiKey, Vendor, VendorInvitation, VendorMember, VendorPermission
from fashionistar.vendors.services.vendor_invitation_create import vendor_invitation_create
from tests.accounts.codes import ask, messages
from tests.accounts.second_factors import acting_in, proved
from tests.people import People
from tests.wire.client import Answer, Wire, gid

MEMBER = "vendorMember { id name role permissions joinedAt vendor { slug } } userErrors { code field }"
INVITATION = "vendorInvitation { id channel address role permissions expiresAt } userErrors { code field retryAfter }"
CREATED_KEY = "token apiKey { id name prefix scopes expiresAt lastUsedAt } userErrors { code field }"
GONE = "deletedId userErrors { code field }"


def member(shop: Vendor, user: User, role: str = "STAFF", *permissions: str) -> VendorMember:
    """Somebody's place in a shop."""
    found, _ = VendorMember.objects.update_or_create(
        vendor=shop, user=user, defaults={"role": role, "permissions": list(permissions)}
    )
    return found


def efua(people: People, role: str = "MANAGER", *permissions: str) -> User:
    """Efua, who works for Ada: as a manager unless said."""
    user = User.objects.filter(email="efua@example.com").first() or people._person("Efua")
    member(people.atelier, user, role, *permissions)
    return user


def place(shop: Vendor, user: User) -> VendorMember | None:
    """Where she stands."""
    return VendorMember.objects.filter(vendor=shop, user=user).first()


def invited(by: User, shop: Vendor, address: str = "dami@example.com", role: str = "STAFF", **given: Any) -> str:
    """An invitation on its way; returns the token that it carries."""
    now = given.pop("now", timezone.now())
    email, phone = (address, None) if "@" in address else (None, address)
    vendor_invitation_create(
        actor=acting_in(proved(by, mfa=False)),
        vendor_id=shop.pk,
        email=email,
        phone=phone,
        role=role,  # type: ignore[arg-type]
        permissions=given.pop("permissions", None),
        now=now,
    )
    return token_at(address)


def token_at(address: str) -> str:
    """The token in the last message to an address."""
    found = re.search(r"#invitation=([\w-]{43}) by", messages(address)[-1])
    assert found is not None
    return found[1]


def accept(user: User | None, token: str) -> Answer:
    """Send `vendorInvitationAccept`."""
    return ask("vendorInvitationAccept", MEMBER, Wire(user), token=token)


def invitation(shop: Vendor) -> VendorInvitation:
    """The only one there is."""
    return VendorInvitation.objects.get(vendor=shop)


def key_of(
    shop: Vendor, creator: User, *scopes: str, expires_at: datetime | None = None, name: str = "Stock system"
) -> tuple[ApiKey, str]:
    """A key, with all that a key may do unless said, and its token."""
    token = new_token()
    shown = read_token(token)
    assert shown is not None
    never = {"MEMBERS_MANAGE", "API_KEYS_MANAGE", "PAYOUTS_MANAGE", "MEASUREMENTS_MANAGE"}
    key = ApiKey.objects.create(
        vendor=shop,
        creator=creator,
        name=name,
        prefix=shown.prefix,
        secret_hash=shown.secret_hash,
        scopes=list(scopes) or [each for each in VendorPermission if each not in never],
        expires_at=expires_at,
    )
    return key, token


def with_key(token: str) -> Wire:
    """A client that shows a key."""
    wire = Wire()
    wire.headers["Authorization"] = f"Bearer {token}"
    return wire


def create_key(wire: Wire, shop: Vendor, *scopes: str, **given: Any) -> Answer:
    """Send `apiKeyCreate`."""
    given = {"vendorId": gid(shop), "name": "Stock system", "scopes": list(scopes)} | given
    return ask("apiKeyCreate", CREATED_KEY, wire, **given)


def noted(user: User | None = None) -> list[str]:
    """What the audit log says of somebody, the oldest first."""
    entries = AuditEntry.objects.all() if user is None else AuditEntry.objects.filter(user=user)
    return list(entries.order_by("created_at", "pk").values_list("action", flat=True))
