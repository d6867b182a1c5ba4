"""Money on the wire: a decimal amount in major units and its currency."""

from decimal import Decimal

import strawberry

from fashionistar.kernel import money
from schema.lib.enums import CurrencyCode


@strawberry.type(description="An amount of one currency.")
class Money:
    """Major units, with exactly the currency's decimals."""

    amount: Decimal = strawberry.field(description="In major units, as '45000.00'.")
    currency: CurrencyCode


def money_of(minor: int, currency: str) -> Money:
    """Minor units as they go over the wire."""
    return Money(amount=money.Money(minor, currency).amount, currency=CurrencyCode(currency))
