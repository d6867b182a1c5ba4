"""Where the people of the market have things sent."""

from collections.abc import Sequence

from fashionistar.accounts.models import User
from tests.accounts.keeping import kept
from tests.people import People


def give_addresses(people: People, texts: Sequence[str]) -> None:
    """Several to Dami and Ada, one to Cleo; and wishes to two of them."""
    for number, user in enumerate((people.dami, people.dami, people.ada, people.cleo, people.dami, people.ada)):
        kept(user, line1=texts[number] or "-", line2=texts[number + 1], postal_code="00100" if number % 2 else "")
    User.objects.filter(pk=people.dami.pk).update(locale="pcm-NG", currency="NGN")
    User.objects.filter(pk=people.ada.pk).update(locale="zh-Hant-HK")
