"""Money: integer minor units of one currency. Floats never appear."""

from dataclasses import dataclass
from decimal import Decimal

import iso4217
from django.db import models


class CurrencyCode(models.TextChoices):
    """The currencies that the platform trades in (ISO 4217)."""

    NGN = "NGN", "Nigerian naira"
    GHS = "GHS", "Ghanaian cedi"
    KES = "KES", "Kenyan shilling"
    ZAR = "ZAR", "South African rand"
    USD = "USD", "US dollar"


def exponent(currency: str) -> int:
    """How many decimal digits the currency's minor unit has (ISO 4217), 2 for NGN.

    Raises:
        ValueError: The code is not a currency.
    """
    return int(iso4217.Currency(currency).exponent or 0)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount of one currency in integer minor units."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> "Money":
        """Make money from major units.

        Raises:
            ValueError: The amount has more decimals than the currency, or the code is not a currency.
        """
        scaled = Decimal(amount).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more decimals than {currency} has")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        """Add the same currency; another one is an error, never a conversion."""
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Subtract the same currency; the result may be negative."""
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        """Multiply by a whole number, such as a quantity."""
        return Money(self.minor * times, self.currency)

    def _same_currency(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise ValueError(f"cannot combine {self.currency} and {other.currency}")
