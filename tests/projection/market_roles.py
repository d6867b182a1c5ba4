"""Who else works in the market's shops, is asked to, and with which keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fashionistar.accounts.models import User
from fashionistar.vendors.models import VendorInvitation, VendorPermission, VendorRole
from tests.people import People
from tests.vendors.working import key_of, member


def give_roles(people: People, admin: User, texts: Sequence[str], noon: datetime) -> None:
    """Staff with everything and with nothing, invitations to two shops, keys in every state; staff of the platform."""
    member(people.boutique, people.bisi, "STAFF", *VendorPermission)
    member(people.boutique, people.dami, "STAFF")
    for number, shop in enumerate((people.atelier, people.atelier, people.boutique)):
        VendorInvitation.objects.create(
            vendor=shop,
            inviter=admin,
            channel="SMS" if number else "EMAIL",
            address=f"+23480312345{number}0" if number else "new@example.com",
            role=VendorRole.STAFF if number else VendorRole.OWNER,
            permissions=list(VendorPermission)[:number],
            token_hash=f"{number:064}",
            sent_at=noon,
            expires_at=noon + timedelta(days=number),
        )
        key, _ = key_of(shop, people.cleo, name=texts[number], expires_at=noon if number else None)
        if number == 1:
            key.revoked_at, key.end, key.last_used_at = noon, "REVOKED", noon
            key.save()
    User.objects.create_user(email="clerk@example.com", is_staff=True, staff_permissions=["AUDIT_READ", "ORDERS_READ"])
