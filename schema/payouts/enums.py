"""Enums of payouts as the wire knows them; import them from here, so that their descriptions come along."""

import strawberry

from fashionistar.payouts.models import PayoutAccountStatus, PayoutInterval, PayoutStatus

__all__ = ["PayoutAccountStatus", "PayoutInterval", "PayoutStatus"]

strawberry.enum(PayoutStatus, description="Where a payout stands; only the gateway's word moves it on from SENDING.")
strawberry.enum(PayoutAccountStatus, description="Where a payout account stands.")
strawberry.enum(PayoutInterval, description="How often a shop is paid unasked.")
