"""What proves who people are, in the market: apps, passkeys, Google accounts and recovery codes, in every state."""

from collections.abc import Sequence
from datetime import datetime

from fashionistar.accounts.models import GoogleIdentity, Passkey, RecoveryCode, TotpFactor, User
from fashionistar.kernel.sealing import sealed
from tests.people import People


def give_factors(people: People, admin: User, texts: Sequence[str], noon: datetime) -> None:
    """Dami has everything, Ada an app that she has not confirmed, the admin one passkey, Cleo nothing."""
    TotpFactor.objects.create(user=people.dami, secret=sealed("A" * 32), confirmed_at=noon)
    TotpFactor.objects.create(user=people.ada, secret=sealed("B" * 32))
    for number, name in enumerate(text for text in texts if text):
        Passkey.objects.create(
            user=admin if number == 3 else people.dami,
            name=name,
            credential_id=bytes([number]) * 32,
            public_key=b"none",
            is_backed_up=number % 2 == 0,
            last_used_at=noon if number % 3 else None,
        )
    GoogleIdentity.objects.create(user=people.dami, subject="110248495921238986420", email="dami@example.com")
    for number in range(5):
        used_at = None if number % 2 else noon
        RecoveryCode.objects.create(user=people.dami, code_hash=f"{number:064}", used_at=used_at)
