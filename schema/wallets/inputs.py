"""Inputs of wallets and gift cards."""

from decimal import Decimal

import strawberry

from fashionistar.kernel import money
from fashionistar.kernel.errors import ErrorCode, refuse
from schema.lib.enums import CurrencyCode
from schema.lib.inputs import Bare

_MOST = Decimal(10) ** 12


@strawberry.input(description="An amount of one currency.")
class MoneyInput:
    """Major units."""

    amount: Decimal = strawberry.field(description="In major units, as '5000.00'.")
    currency: CurrencyCode

    def as_money(self) -> money.Money:
        """As the use-case takes it.

        Raises:
            DomainError: INVALID: no amount, or more decimals than the currency has.
        """
        try:
            if self.amount.is_finite() and abs(self.amount) < _MOST:
                return money.Money.of(self.amount, self.currency.value)
        except ValueError:
            pass
        raise refuse(ErrorCode.INVALID, f"This is not an amount of {self.currency.value}.", "amount", "amount")


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
