"""Enums of the kernel as the wire knows them; import them from here, so that their descriptions come along."""

import strawberry

from fashionistar.kernel.errors import ErrorCode
from fashionistar.kernel.money import CurrencyCode

__all__ = ["CurrencyCode", "ErrorCode"]

strawberry.enum(ErrorCode, name="ErrorCode", description="What went wrong, for programs.")
strawberry.enum(CurrencyCode, name="CurrencyCode", description="The currencies that the platform trades in (ISO 4217).")
