"""Many conversations, both sides of each, ready to sign in; to be imported once Django is set up."""

from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.services.conversation_open import Subject, conversation_open
from fashionistar.kernel.actor import Actor
from fashionistar.vendors.models import Vendor, VendorMember, VendorRole
from schema.lib.ids import global_id
from tests.people import token_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A conversation on the wire, and the tokens of its shopper and of the shop's owner."""

    talk: str
    shopper: str
    owner: str


def pairs(count: int, *, of_each_shop: int = 20) -> list[Pair]:
    """So many conversations, each of a shopper of its own; a shop has some of them."""
    found: list[Pair] = []
    for number in range(count):
        if number % of_each_shop == 0:
            shop, owner = _shop(number)
        shopper = _user()
        talk = conversation_open(
            actor=Actor(user_id=shopper.pk), subject=Subject(vendor_id=shop.pk), now=timezone.now()
        )
        found.append(Pair(global_id("Conversation", talk.pk), token_of(shopper), owner))
    return found


def _shop(number: int) -> tuple[Vendor, str]:
    shop = Vendor.objects.create(
        slug=f"bench-{number}", name="Bench", city="Aba", country="NG", currency="NGN", currencies=["NGN"]
    )
    owner = _user()
    VendorMember.objects.create(vendor=shop, user=owner, role=VendorRole.OWNER)
    return shop, token_of(owner)


def _user() -> User:
    user: User = User.objects.create_user(email=f"{uuid4().hex}@example.com", name="Somebody")
    return user
