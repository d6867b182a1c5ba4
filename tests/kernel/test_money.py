"""Money never loses a minor unit and never mixes currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashionistar.kernel.money import CurrencyCode, Money, exponent

minors = st.integers(-(10**12), 10**12)
currencies = st.sampled_from(CurrencyCode.values)


@given(minors, currencies)
def test_major_units_come_back_as_the_same_minor_units(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.amount, currency) == money
    assert -money.amount.as_tuple().exponent == exponent(currency)


@pytest.mark.parametrize(("currency", "digits"), [("NGN", 2), ("USD", 2), ("JPY", 0), ("KWD", 3)])
def test_decimals_are_the_currencys_own(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(ValueError, match="more decimals"):
        Money.of(Decimal("1.005"), "NGN")


@given(minors, minors, currencies, st.integers(0, 999))
def test_arithmetic_is_that_of_integers(a: int, b: int, currency: str, times: int) -> None:
    assert (Money(a, currency) + Money(b, currency)).minor == a + b
    assert (Money(a, currency) - Money(b, currency)).minor == a - b
    assert (Money(a, currency) * times).minor == a * times


@pytest.mark.parametrize("operation", ["__add__", "__sub__"])
def test_currencies_are_never_mixed(operation: str) -> None:
    with pytest.raises(ValueError, match="cannot combine"):
        getattr(Money(1, "NGN"), operation)(Money(1, "KES"))
