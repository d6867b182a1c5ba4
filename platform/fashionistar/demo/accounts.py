"""The people of the demo, all with one well-known password: never where real people come."""

from fashionistar.accounts.models import User
from fashionistar.vendors.models import Vendor, VendorMember, VendorRole

PASSWORD = "fashionistar-demo"  # noqa: S105  (well known by design; refused unless DEBUG is on)
DOMAIN = "demo.fashionistar.test"

_PEOPLE = {
    "shopper": "Dami Bello",
    "owner": "Ada Okafor",
    "staff": "Bisi Adeyemi",
    "other-owner": "Cleo Mensah",
    "admin": "Ife Balogun",
}
_MEMBERS = (
    ("owner", "adire-house", VendorRole.OWNER),
    ("staff", "adire-house", VendorRole.STAFF),
    ("other-owner", "kente-lab", VendorRole.OWNER),
)


def write() -> int:
    """Make the people that are not there yet and seat them in their shops; returns how many rows were written."""
    known = {user.email: user for user in User.objects.filter(email__in=[_email(name) for name in _PEOPLE])}
    written = 0
    for login, name in _PEOPLE.items():
        if _email(login) not in known:
            known[_email(login)] = _person(login, name)
            written += 1
    for login, shop, role in _MEMBERS:
        vendor = Vendor.objects.get(slug=shop)
        _, made = VendorMember.objects.get_or_create(vendor=vendor, user=known[_email(login)], defaults={"role": role})
        written += made
    return written


def _person(login: str, name: str) -> User:
    rules = login == "admin"
    user: User = User.objects.create_user(
        email=_email(login), password=PASSWORD, name=name, is_staff=rules, is_superuser=rules
    )
    return user


def _email(login: str) -> str:
    return f"{login}@{DOMAIN}"
