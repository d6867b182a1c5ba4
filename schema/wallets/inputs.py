"""Inputs of wallets and gift cards."""

import strawberry

from schema.lib.inputs import Bare
from schema.lib.money import MoneyInput


@strawberry.input
class WalletTopUpInput:
    """How much, and where the shopper is."""

    amount: MoneyInput
    email: str = strawberry.field(default="", description="Whom the gateway writes to; her own address unless given.")
    country: str = strawberry.field(default="", description="ISO 3166-1 alpha-2; it may choose the gateway.")


@strawberry.input
class GiftCardPurchaseInput:
    """How much, from whom and to whom."""

    amount: MoneyInput
    email: str = strawberry.field(description="The buyer's, whom the gateway writes to.")
    recipient_email: str = strawberry.field(description="Where the code goes.")
    message: str = strawberry.field(default="", description="What is said above the code; 300 characters at most.")
    country: str = strawberry.field(default="", description="ISO 3166-1 alpha-2; it may choose the gateway.")


@strawberry.input
class GiftCardIssueInput:
    """How much, to whom and why."""

    amount: MoneyInput
    recipient_email: str
    reason: str = strawberry.field(description="Why we give it away; for the books.")


@strawberry.input
class GiftCardRedeemInput(Bare):
    """Which card flows into the signed-in user's wallet."""

    code: str


@strawberry.input
class GiftCardDeactivateInput:
    """Which card."""

    id: strawberry.ID
