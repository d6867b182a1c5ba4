"""Enums of the kernel as the wire knows them; import them from here, so that their descriptions come along."""

import strawberry

from fashionistar.kernel.actor import StaffPermission
from fashionistar.kernel.errors import ErrorCode
from fashionistar.kernel.money import CurrencyCode
from fashionistar.notifications.models import Channel

__all__ = ["Channel", "CurrencyCode", "ErrorCode", "StaffPermission"]

strawberry.enum(ErrorCode, name="ErrorCode", description="What went wrong, for programs.")
strawberry.enum(CurrencyCode, name="CurrencyCode", description="The currencies that the platform trades in (ISO 4217).")
strawberry.enum(Channel, name="Channel", description="How a message reaches somebody.")
strawberry.enum(StaffPermission, name="StaffPermission", description="What somebody may do for the platform.")
