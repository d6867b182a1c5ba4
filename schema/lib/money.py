"""Money on the wire: a decimal amount in major units and its currency."""

from decimal import Decimal

import strawberry

from fashionistar.kernel import money

CurrencyCodeEnum = strawberry.enum(
    money.CurrencyCode, name="CurrencyCode", description="The currencies that the platform trades in (ISO 4217)."
)


@strawberry.type(description="An amount of one currency.")
class Money:
    """Major units, with exactly the currency's decimals."""

    amount: Decimal = strawberry.field(description="In major units, as '45000.00'.")
    currency: CurrencyCodeEnum  # type: ignore[valid-type]


def money_of(minor: int, currency: str) -> Money:
    """Minor units as they go over the wire."""
    return Money(amount=money.Money(minor, currency).amount, currency=money.CurrencyCode(currency))
