"""The chart of accounts: every code, on which side it grows, whose it is, and whether it may go below zero.

The split of accounts follows Stripe's marketplaces ("separate charges and transfers": the platform holds the money,
owes it to sellers, and bears refunds and disputes); sides and overdrafts follow TigerBeetle's
`debits_must_not_exceed_credits`. The database checks accounts against this page: a change of it is a migration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import models


class Side(models.TextChoices):
    """The two sides of an account."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.CREDIT if self is Side.DEBIT else Side.DEBIT


class Nature(models.TextChoices):
    """What an account stands for; assets and expenses grow by debits, the others by credits."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    REVENUE = "REVENUE"
    EXPENSE = "EXPENSE"


class OwnerKind(models.TextChoices):
    """Whose an account is. A gateway is named by its name, everybody else by a UUID, the platform by nothing."""

    PLATFORM = "PLATFORM"
    GATEWAY = "GATEWAY"
    VENDOR = "VENDOR"
    VENDOR_ORDER = "VENDOR_ORDER", "One vendor's part of an order"
    PAYMENT = "PAYMENT"
    USER = "USER"
    GIFT_CARD = "GIFT_CARD"


class AccountCode(models.TextChoices):
    """Every kind of account."""

    GATEWAY_CLEARING = "GATEWAY_CLEARING", "What a gateway holds for us"
    BANK = "BANK", "What is in our own bank account"
    DISPUTED = "DISPUTED", "What a gateway took back while a dispute is open"
    VENDOR_RECEIVABLE = "VENDOR_RECEIVABLE", "What a vendor owes us"
    ESCROW = "ESCROW", "Paid by the shopper, not yet earned by the vendor"
    VENDOR_PAYABLE = "VENDOR_PAYABLE", "Earned by a vendor, not yet paid out"
    PAYOUTS_IN_TRANSIT = "PAYOUTS_IN_TRANSIT", "Sent to a vendor, not yet known to have arrived"
    SHOPPER_REFUNDS_DUE = "SHOPPER_REFUNDS_DUE", "To go back to the shopper, not yet gone"
    WALLET = "WALLET", "A user's own money with us"
    GIFT_CARD = "GIFT_CARD", "Left on a gift card"
    COMMISSION_TAX = "COMMISSION_TAX", "Tax on our commission, owed to the state"
    COMMISSION = "COMMISSION", "Our share of sales"
    BREAKAGE = "BREAKAGE", "Of gift cards that expired"
    GATEWAY_FEES = "GATEWAY_FEES", "What a gateway charges us"
    CHARGEBACK_LOSS = "CHARGEBACK_LOSS", "Of lost disputes, borne by us"
    PROMOTIONS = "PROMOTIONS", "What we give away"
    ROUNDING = "ROUNDING", "Minor units that no division gives to anybody"
    SUSPENSE = "SUSPENSE", "Money that nobody can explain yet"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the chart says of a code.

    Attributes:
        nature: What it stands for.
        owner_kind: Whose accounts of this code are.
        may_overdraw: Whether such an account may go below zero.
    """

    nature: Nature
    owner_kind: OwnerKind
    may_overdraw: bool = False

    @property
    def normal_side(self) -> Side:
        """The side on which it grows."""
        return Side.DEBIT if self.nature in {Nature.ASSET, Nature.EXPENSE} else Side.CREDIT


CHART: Mapping[AccountCode, Terms] = MappingProxyType(
    {
        AccountCode.GATEWAY_CLEARING: Terms(Nature.ASSET, OwnerKind.GATEWAY, may_overdraw=True),
        AccountCode.BANK: Terms(Nature.ASSET, OwnerKind.PLATFORM, may_overdraw=True),
        AccountCode.DISPUTED: Terms(Nature.ASSET, OwnerKind.PAYMENT),
        AccountCode.VENDOR_RECEIVABLE: Terms(Nature.ASSET, OwnerKind.VENDOR),
        AccountCode.ESCROW: Terms(Nature.LIABILITY, OwnerKind.VENDOR_ORDER),
        AccountCode.VENDOR_PAYABLE: Terms(Nature.LIABILITY, OwnerKind.VENDOR),
        AccountCode.PAYOUTS_IN_TRANSIT: Terms(Nature.LIABILITY, OwnerKind.VENDOR),
        AccountCode.SHOPPER_REFUNDS_DUE: Terms(Nature.LIABILITY, OwnerKind.PAYMENT),
        AccountCode.WALLET: Terms(Nature.LIABILITY, OwnerKind.USER),
        AccountCode.GIFT_CARD: Terms(Nature.LIABILITY, OwnerKind.GIFT_CARD),
        AccountCode.COMMISSION_TAX: Terms(Nature.LIABILITY, OwnerKind.PLATFORM, may_overdraw=True),
        AccountCode.COMMISSION: Terms(Nature.REVENUE, OwnerKind.PLATFORM, may_overdraw=True),
        AccountCode.BREAKAGE: Terms(Nature.REVENUE, OwnerKind.PLATFORM, may_overdraw=True),
        AccountCode.GATEWAY_FEES: Terms(Nature.EXPENSE, OwnerKind.GATEWAY, may_overdraw=True),
        AccountCode.CHARGEBACK_LOSS: Terms(Nature.EXPENSE, OwnerKind.PLATFORM, may_overdraw=True),
        AccountCode.PROMOTIONS: Terms(Nature.EXPENSE, OwnerKind.PLATFORM, may_overdraw=True),
        AccountCode.ROUNDING: Terms(Nature.EXPENSE, OwnerKind.PLATFORM, may_overdraw=True),
        AccountCode.SUSPENSE: Terms(Nature.ASSET, OwnerKind.PLATFORM, may_overdraw=True),
    }
)
