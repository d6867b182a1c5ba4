"""Names of accounts: which one is meant, whether or not it exists yet; and the lines of a transfer that name them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.ledger.chart import CHART, AccountCode, OwnerKind, Side, Terms


@dataclass(frozen=True, slots=True)
class AccountRef:
    """Which account is meant.

    Attributes:
        code: Its code in the chart.
        currency: ISO 4217.
        owner_id: Whose it is; None for the platform's and a gateway's.
        owner_name: The gateway whose it is; empty for all others.
    """

    code: AccountCode
    currency: str
    owner_id: UUID | None = None
    owner_name: str = ""

    def __post_init__(self) -> None:
        """Refuse an owner that the chart does not know for the code.

        Raises:
            ValueError: An owner is missing, or is one too many.
        """
        kind = self.owner_kind
        is_named, is_known = kind is OwnerKind.GATEWAY, kind not in {OwnerKind.GATEWAY, OwnerKind.PLATFORM}
        if bool(self.owner_name) is not is_named or (self.owner_id is not None) is not is_known:
            raise ValueError(f"{self.code} is an account of a {kind}")

    @property
    def terms(self) -> Terms:
        """What the chart says of it."""
        return CHART[self.code]

    @property
    def owner_kind(self) -> OwnerKind:
        """What its owner is."""
        return self.terms.owner_kind

    @property
    def key(self) -> str:
        """`CODE:CUR:owner`, unique; the database makes the same of its columns."""
        return f"{self.code}:{self.currency}:{self.owner_id or self.owner_name}"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry to be written: `minor` units, more than none, on one side of an account."""

    account: AccountRef
    minor: int
    side: ClassVar[Side]

    def __post_init__(self) -> None:
        """Refuse nothing and less.

        Raises:
            ValueError: The amount is not above zero.
        """
        if self.minor <= 0:
            raise ValueError(f"{self.minor} is not an amount: an entry is above zero")


@dataclass(frozen=True, slots=True)
class Debit(Line):
    """A debit."""

    side: ClassVar[Side] = Side.DEBIT


@dataclass(frozen=True, slots=True)
class Credit(Line):
    """A credit."""

    side: ClassVar[Side] = Side.CREDIT


def gateway_clearing(gateway: str, currency: str) -> AccountRef:
    """What a gateway, such as `paystack`, holds for us."""
    return AccountRef(AccountCode.GATEWAY_CLEARING, currency, owner_name=gateway)


def gateway_fees(gateway: str, currency: str) -> AccountRef:
    """What a gateway has charged us."""
    return AccountRef(AccountCode.GATEWAY_FEES, currency, owner_name=gateway)


def escrow(vendor_order_id: UUID, currency: str) -> AccountRef:
    """What the shopper has paid for one vendor's part of an order and the vendor has not yet earned."""
    return AccountRef(AccountCode.ESCROW, currency, vendor_order_id)


def vendor_payable(vendor_id: UUID, currency: str) -> AccountRef:
    """What we owe a vendor."""
    return AccountRef(AccountCode.VENDOR_PAYABLE, currency, vendor_id)


def vendor_receivable(vendor_id: UUID, currency: str) -> AccountRef:
    """What a vendor owes us."""
    return AccountRef(AccountCode.VENDOR_RECEIVABLE, currency, vendor_id)


def payouts_in_transit(vendor_id: UUID, currency: str) -> AccountRef:
    """What is on its way to a vendor."""
    return AccountRef(AccountCode.PAYOUTS_IN_TRANSIT, currency, vendor_id)


def shopper_refunds_due(payment_id: UUID, currency: str) -> AccountRef:
    """What is to go back to whoever made a payment."""
    return AccountRef(AccountCode.SHOPPER_REFUNDS_DUE, currency, payment_id)


def disputed(payment_id: UUID, currency: str) -> AccountRef:
    """What a gateway has taken back of a payment while a dispute about it is open."""
    return AccountRef(AccountCode.DISPUTED, currency, payment_id)


def wallet(user_id: UUID, currency: str) -> AccountRef:
    """A user's own money with us."""
    return AccountRef(AccountCode.WALLET, currency, user_id)


def gift_card(gift_card_id: UUID, currency: str) -> AccountRef:
    """What is left on a gift card."""
    return AccountRef(AccountCode.GIFT_CARD, currency, gift_card_id)


def platform(code: AccountCode, currency: str) -> AccountRef:
    """One of the platform's own accounts, such as COMMISSION or BANK."""
    return AccountRef(code, currency)
