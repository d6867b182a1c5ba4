"""How much may go into a wallet or onto a gift card, and what a wallet may pay without a further proof."""

from dataclasses import dataclass

from django.conf import settings

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in one currency, in minor units."""

    least: int
    most: int
    most_held: int
    step_up_above: int


def limits_of(currency: str) -> Limits:
    """The limits of `settings.STORED_VALUE_LIMITS`, which has them in major units."""
    given = settings.STORED_VALUE_LIMITS[currency]
    return Limits(**{name: Money.of(major, currency).minor for name, major in given.items()})


def check_amount(amount: Money) -> None:
    """Refuse too little and too much, for a top-up as for a gift card.

    Raises:
        DomainError: INVALID, which says the limits.
    """
    limits = limits_of(amount.currency)
    if not limits.least <= amount.minor <= limits.most:
        least, most = (Money(minor, amount.currency).amount for minor in (limits.least, limits.most))
        raise refuse(ErrorCode.INVALID, f"From {least} to {most} {amount.currency}.", "amount", "amount")


def check_held(held: int, amount: Money) -> None:
    """Refuse what would make a wallet hold too much.

    Raises:
        DomainError: INVALID, which says how much more it may hold.
    """
    room = limits_of(amount.currency).most_held - held
    if amount.minor > room:
        left = Money(max(room, 0), amount.currency).amount
        raise refuse(ErrorCode.INVALID, f"Your wallet may take {left} {amount.currency} more.", "amount", "amount")
