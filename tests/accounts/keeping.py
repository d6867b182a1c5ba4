"""Keeping addresses in tests."""

from typing import Any

from fashionistar.accounts.models import Address, User
from fashionistar.accounts.saved_addresses import postal
from tests.wire.client import ADDRESS, Answer, Wire

FIELDS = "id name phone line1 line2 city region postalCode country isDefault"
CREATE = f"""mutation($input: AddressCreateInput!) {{ addressCreate(input: $input) {{
  address {{ {FIELDS} }} userErrors {{ code message field }} }} }}"""
UPDATE = f"""mutation($input: AddressUpdateInput!) {{ addressUpdate(input: $input) {{
  address {{ {FIELDS} }} userErrors {{ code message field }} }} }}"""
DELETE = (
    "mutation($input: AddressDeleteInput!) { addressDelete(input: $input) { deletedId userErrors { code field } } }"
)
SET = f"""mutation($input: AddressDefaultSetInput!) {{ addressDefaultSet(input: $input) {{
  address {{ {FIELDS} }} userErrors {{ code field }} }} }}"""
MINE = f"{{ me {{ addresses {{ {FIELDS} }} }} }}"


def create(user: User | None, **changes: object) -> Answer:
    """Send `addressCreate` with a good address, or one with changes."""
    return Wire(user)(CREATE, input=ADDRESS | changes)


def kept(user: User, line1: str = "12 Moi Avenue", **fields: object) -> Address:
    """An address that stands in the database."""
    given: dict[str, Any] = {"name": "Dami Odu", "phone": "+254712345678", "city": "Nairobi", "country": "KE"}
    is_first = not Address.objects.filter(user=user).exists()
    return Address.objects.create(user=user, is_default=is_first, line1=line1, **given | fields)


def lines(user: User) -> list[tuple[str, bool]]:
    """The first lines of what she keeps, as she sees them, and which is the default."""
    found = Wire(user)(MINE).data["me"]["addresses"]
    return [(address["line1"], address["isDefault"]) for address in found]


def written(address: Address) -> dict[str, str]:
    """The address as it goes onto a parcel."""
    return {name: getattr(postal(address), name) for name in postal(address).__slots__}
