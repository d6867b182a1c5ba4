"""Reads of payouts that are of no shop."""

from functools import partial

import strawberry
from django.conf import settings
from graphql import GraphQLError

from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateway_words import Bank
from fashionistar.payments.gateways import payout_gateway_named
from fashionistar.payouts.banks import banks_of
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode
from schema.lib.permissions import SignedIn
from schema.lib.threads import in_thread


@strawberry.type(description="Where a payout can go: a bank, or a wallet of mobile money.")
class PayoutBank:
    """An entry of the gateway's list."""

    code: str = strawberry.field(description="For `payoutAccountRequest`.")
    name: str
    country: str = strawberry.field(description="ISO 3166-1 alpha-2.")


def _banks(currency: CurrencyCode, info: WireInfo) -> tuple[Bank, ...]:
    return banks_of(payout_gateway_named(settings.PAYOUT_GATEWAY), currency.value, now=info.context.now)


@strawberry.type
class PayoutQueries:
    """Root fields about payouts."""

    @strawberry.field(
        permission_classes=[SignedIn],
        description="Where payouts in a currency can go, by name; empty where the platform sends none.",
    )
    async def payout_banks(self, info: WireInfo, currency: CurrencyCode) -> list[PayoutBank]:
        """Fails with GATEWAY_UNAVAILABLE while the gateway gives no answer."""
        try:
            found = await in_thread(partial(_banks, currency, info))
        except GatewayError as error:
            message = "The gateway gave no answer. Try again in a moment."
            raise GraphQLError(message, extensions={"code": "GATEWAY_UNAVAILABLE"}) from error
        return [PayoutBank(code=bank.code, name=bank.name, country=bank.country) for bank in found]
