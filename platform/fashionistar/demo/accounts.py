"""The people of the demo: a shopper, the owner and a member of the first shop, another owner, an administrator."""

from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.demo.bodies import write_body
from fashionistar.demo.texts import texts
from fashionistar.vendors.models import Vendor, VendorMember, VendorRole

DOMAIN = "demo.fashionistar.test"
#: Known to everybody who can read: these accounts exist only where DEBUG is on.
PASSWORD = "fashionistar-demo"  # noqa: S105

_NAMES = {
    "shopper": "Dami Bello",
    "owner": "Ada Okonkwo",
    "staff": "Bisi Adeyemi",
    "other-owner": "Cleo Mensah",
    "admin": "Platform admin",
}


def write_accounts() -> int:
    """Create the accounts that are missing, with their places in the shops and the shopper's body; returns how many."""
    existing = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    missing = [who for who in _NAMES if f"{who}@{DOMAIN}" not in existing]
    for who in missing:
        is_admin = who == "admin"
        User.objects.create_user(
            email=f"{who}@{DOMAIN}", password=PASSWORD, name=_NAMES[who], is_staff=is_admin, is_superuser=is_admin
        )
    if "shopper" in missing:
        write_body(User.objects.get(email=f"shopper@{DOMAIN}"), now=timezone.now())
    first, second = (shop.slug for shop in texts().shops[:2])
    _place("owner", first, VendorRole.OWNER)
    _place("staff", first, VendorRole.STAFF)
    _place("other-owner", second, VendorRole.OWNER)
    return len(missing)


def _place(who: str, shop: str, role: VendorRole) -> None:
    VendorMember.objects.get_or_create(
        vendor=Vendor.objects.get(slug=shop), user=User.objects.get(email=f"{who}@{DOMAIN}"), defaults={"role": role}
    )
