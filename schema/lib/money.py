"""Money on the wire: a decimal amount in major units and its currency."""

from decimal import Decimal
from functools import cache
from typing import Any

import strawberry
from django.db.models import Case, CharField, DecimalField, F, Value, When
from django.db.models.expressions import Combinable, ExpressionWrapper
from django.db.models.functions import Cast

from fashionistar.kernel import money as kernel_money
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import exponent
from schema.lib.enums import CurrencyCode
from schema.lib.projection.fields import expression
from schema.lib.projection.rows import Composite, Shape

#: What is larger by orders of magnitude would take long to compute with.
_MOST = Decimal(10) ** 12
#: Digits enough for the sum of every order there can be.
_DIGITS = 30


@strawberry.type(description="An amount of one currency.")
class Money:
    """Major units, with exactly the currency's decimals."""

    amount: Decimal = strawberry.field(description="In major units, as '45000.00'.")
    currency: CurrencyCode


@strawberry.input(description="An amount of one currency.")
class MoneyInput:
    """Major units."""

    amount: Decimal = strawberry.field(description="In major units, as '5000.00'.")
    currency: CurrencyCode

    def as_money(self, field: str = "amount") -> kernel_money.Money:
        """As the use-case takes it.

        Args:
            field: Where it was given, for the error.

        Raises:
            DomainError: INVALID: no amount, or more decimals than the currency has.
        """
        try:
            if self.amount.is_finite() and abs(self.amount) < _MOST:
                return kernel_money.Money.of(self.amount, self.currency.value)
        except ValueError:
            pass
        raise refuse(ErrorCode.INVALID, f"This is not an amount of {self.currency.value}.", field, "amount")


@cache
def _currencies_by_exponent() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for currency in CurrencyCode:
        found.setdefault(exponent(currency), []).append(str(currency.value))
    return found


def _scaled(minor: Combinable, digits: int) -> Combinable:
    """Minor units divided by a power of ten, with exactly so many decimals."""
    whole = Cast(minor, DecimalField(max_digits=_DIGITS, decimal_places=0))
    decimal: DecimalField[Decimal, Decimal] = DecimalField(max_digits=_DIGITS, decimal_places=digits)
    return Cast(ExpressionWrapper(whole * Value(Decimal(1).scaleb(-digits)), decimal), decimal)


def _in_major_units(minor: Combinable, currency: str) -> Combinable:
    """Minor units divided by the currency's own power of ten, with exactly its decimals."""
    scaled = {digits: _scaled(minor, digits) for digits in _currencies_by_exponent()}
    if len(scaled) == 1:
        return next(iter(scaled.values()))
    # A numeric without a scale of its own keeps each row's.
    cases = [
        When(**{f"{currency}__in": codes}, then=Cast(scaled[digits], CharField()))
        for digits, codes in _currencies_by_exponent().items()
    ]
    return Case(*cases, output_field=CharField())


def money_shape(minor: str | Combinable, currency: str = "currency") -> Shape:
    """Money of an amount in minor units, a column or an expression, and a column with its currency."""
    amount = F(minor) if isinstance(minor, str) else minor
    return {"amount": _in_major_units(amount, currency), "currency": F(currency)}


def money_in(minor: Combinable, currency: CurrencyCode) -> Composite:
    """Money of an expression in minor units of a currency that the field was asked for."""
    code = Value(currency.value, CharField())
    return Composite({"amount": _scaled(minor, exponent(currency)), "currency": code})


def money(minor: str | Combinable, currency: str = "currency", *, description: str | None = None) -> Any:
    """Declare a field of Money on a row that has both."""
    return expression(Money, description=description)(lambda: Composite(money_shape(minor, currency)))
