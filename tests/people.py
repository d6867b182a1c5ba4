"""The people of the tests: Ada owns a shop, Bisi is her staff, Cleo is a stranger, Dami buys."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from fashionistar.accounts.models import Session, User
from fashionistar.accounts.policies import staff_permissions
from fashionistar.accounts.tokens import Claims, TokenKind, issue
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.vendors.models import Vendor, VendorMember, VendorRole

PASSWORD = "agbada-and-lace-2026"


@dataclass
class People:
    """Makes each person when first asked for."""

    @cached_property
    def ada(self) -> User:
        """Owns Ada's Atelier."""
        return self._person("Ada")

    @cached_property
    def bisi(self) -> User:
        """Works for Ada."""
        user = self._person("Bisi")
        VendorMember.objects.create(vendor=self.atelier, user=user, role=VendorRole.STAFF)
        return user

    @cached_property
    def cleo(self) -> User:
        """A stranger who owns another shop."""
        user = self._person("Cleo")
        VendorMember.objects.create(vendor=self.boutique, user=user, role=VendorRole.OWNER)
        return user

    @cached_property
    def dami(self) -> User:
        """Buys."""
        return self._person("Dami")

    @cached_property
    def atelier(self) -> Vendor:
        """Ada's shop in Aba; sells in naira, cedi and dollars."""
        shop = Vendor.objects.create(
            slug="adas-atelier",
            name="Ada's Atelier",
            city="Aba",
            country="NG",
            currency="NGN",
            currencies=["NGN", "GHS", "USD"],
        )
        VendorMember.objects.create(vendor=shop, user=self.ada, role=VendorRole.OWNER)
        return shop

    @cached_property
    def boutique(self) -> Vendor:
        """Cleo's shop in Nairobi; sells in shillings and naira."""
        return Vendor.objects.create(
            slug="cleos-boutique",
            name="Cleo's Boutique",
            city="Nairobi",
            country="KE",
            currency="KES",
            currencies=["KES", "NGN"],
        )

    @staticmethod
    def _person(name: str) -> User:
        user: User = User.objects.create_user(email=f"{name.lower()}@example.com", password=PASSWORD, name=name)
        return user


def acting(user: User | None) -> Actor:
    """The actor that a user is; a guest for None."""
    return GUEST if user is None else Actor(user_id=user.pk, staff=staff_permissions(user))


def session_of(user: User, *, age: timedelta = timedelta()) -> Session:
    """A new session of a user, begun `age` ago; staff have proved two factors."""
    began = timezone.now() - age
    return Session.objects.create(
        user=user,
        rotated_at=began,
        last_used_at=began,
        proved_at=began,
        mfa_at=began if user.is_staff else None,
        expires_at=began + timedelta(days=7),
        user_agent="Tecno Spark",
    )


def token_of(
    user: User, kind: TokenKind = TokenKind.ACCESS, *, age: timedelta = timedelta(), session: Session | None = None
) -> str:
    """A token of a session of a user, issued `age` ago."""
    session = session or session_of(user, age=age)
    return issue(kind, Claims(user.pk, session.pk, session.generation), now=timezone.now() - age)
