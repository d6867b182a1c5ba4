"""Amounts as people read them."""

from decimal import Decimal


def major_units(minor: int, currency: str) -> str:
    """Write an amount for people: NGN 12,500.00 (all of Paystack's currencies have two decimals)."""
    return f"{currency} {Decimal(minor) / 100:,.2f}"
