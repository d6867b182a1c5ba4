"""What mutations of payouts make of what they were given."""

from decimal import Decimal
from uuid import UUID

import strawberry

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import Money
from schema.lib.enums import CurrencyCode
from schema.lib.ids import row_named

_LARGEST = 2**63 - 1


def shop_id(given: strawberry.ID) -> UUID:
    """The row of a shop's id.

    Raises:
        DomainError: NOT_FOUND.
    """
    return row_named(given, "Vendor", "vendorId", "There is no such shop whose payouts you manage.")


def minor_of(given: Decimal | None, currency: CurrencyCode, field: str) -> int | None:
    """An amount in minor units; None where none was given.

    Raises:
        DomainError: INVALID: not above zero, too large, or more decimals than the currency has.
    """
    if given is None:
        return None
    try:
        minor = Money.of(given, currency).minor if given.is_finite() else 0
    except ValueError as error:
        raise refuse(ErrorCode.INVALID, f"{error}.", field) from error
    if not 0 < minor <= _LARGEST:
        raise refuse(ErrorCode.INVALID, "An amount is above zero.", field)
    return minor
