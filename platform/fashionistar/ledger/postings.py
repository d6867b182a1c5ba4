"""What happens in the marketplace, as entries: pure functions of amounts and owners, each balanced.

Amounts are minor units of `currency`, zero or more; nothing is written of what is zero. Each function is the kind of
the same name in `transfer_kinds.py`. docs/ledger.md shows them all as T-accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fashionistar.ledger.account_refs import (
    AccountRef,
    Credit,
    Debit,
    Line,
    disputed,
    escrow,
    gateway_clearing,
    gateway_fees,
    gift_card,
    payouts_in_transit,
    platform,
    shopper_refunds_due,
    vendor_payable,
    vendor_receivable,
    wallet,
)
from fashionistar.ledger.chart import AccountCode

type Lines = tuple[Line, ...]
type Parts = Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What is to be taken back from a vendor.

    Attributes:
        minor: How much.
        available: How much of it her VENDOR_PAYABLE has available; the rest she owes us.
    """

    minor: int
    available: int


def capture(*, gateway: str, currency: str, parts: Parts, fee: int = 0) -> Lines:
    """A gateway has taken a payment: it is held for each vendor's part of the order (`parts`, by vendor order).

    The gateway keeps its fee, which is our expense.
    """
    return _lines(*_received(gateway, currency, sum(parts.values()), fee), *_escrowed(parts, currency))


def capture_to_refund(*, payment_id: UUID, gateway: str, currency: str, minor: int, fee: int = 0) -> Lines:
    """A gateway has taken a payment that nothing can be given for: all of it is to go back."""
    return _paid_in(shopper_refunds_due(payment_id, currency), gateway, minor, fee)


def promotion(*, currency: str, parts: Parts) -> Lines:
    """We pay what a discount of ours takes off, so that vendors get their price."""
    return _lines(_debit(platform(AccountCode.PROMOTIONS, currency), sum(parts.values())), *_escrowed(parts, currency))


def release(
    *, vendor_order_id: UUID, vendor_id: UUID, currency: str, minor: int, commission: int = 0, tax: int = 0
) -> Lines:
    """A part of an order was delivered: the vendor has earned `minor`, less our commission and the tax on it.

    Raises:
        ValueError: Commission and tax are more than that.
    """
    return _lines(
        _debit(escrow(vendor_order_id, currency), minor),
        _credit(platform(AccountCode.COMMISSION, currency), commission),
        _credit(platform(AccountCode.COMMISSION_TAX, currency), tax),
        _credit(vendor_payable(vendor_id, currency), minor - commission - tax),
    )


def receivable_settle(*, vendor_id: UUID, currency: str, minor: int) -> Lines:
    """A vendor's earnings pay what she owes us."""
    return _moved(vendor_payable(vendor_id, currency), vendor_receivable(vendor_id, currency), minor)


def refund_before_release(*, payment_id: UUID, currency: str, parts: Parts) -> Lines:
    """What is still held, by vendor order, is to go back to the shopper."""
    held = (_debit(escrow(vendor_order_id, currency), minor) for vendor_order_id, minor in parts.items())
    return _lines(*held, _credit(shopper_refunds_due(payment_id, currency), sum(parts.values())))


def refund_after_release(
    *,
    payment_id: UUID,
    vendor_id: UUID,
    currency: str,
    minor: int,
    available: int,
    commission: int = 0,
    tax: int = 0,
) -> Lines:
    """What a vendor has earned already is to go back to the shopper.

    We give back our commission and its tax, as far as given here; the vendor gives the rest, at most what her
    VENDOR_PAYABLE has `available`; what is missing, because it was paid out to her, she owes us.

    Raises:
        ValueError: Commission and tax are more than the refund.
    """
    return _lines(
        _debit(platform(AccountCode.COMMISSION, currency), commission),
        _debit(platform(AccountCode.COMMISSION_TAX, currency), tax),
        *_recovered(vendor_id, currency, Recovery(minor - commission - tax, available)),
        _credit(shopper_refunds_due(payment_id, currency), minor),
    )


def refund_send(*, payment_id: UUID, gateway: str, currency: str, minor: int, fee: int = 0) -> Lines:
    """A gateway has given the shopper what was due, and may have charged us for it."""
    return _paid_out(shopper_refunds_due(payment_id, currency), gateway, minor, fee)


def refund_to_wallet(*, payment_id: UUID, user_id: UUID, currency: str, minor: int) -> Lines:
    """What was due to the shopper is in her wallet."""
    return _moved(shopper_refunds_due(payment_id, currency), wallet(user_id, currency), minor)


def refund_to_gift_card(*, payment_id: UUID, gift_card_id: UUID, currency: str, minor: int) -> Lines:
    """What was due to a guest, who has no wallet, is on the gift card that she paid with."""
    return _moved(shopper_refunds_due(payment_id, currency), gift_card(gift_card_id, currency), minor)


def dispute_open(*, payment_id: UUID, gateway: str, currency: str, minor: int, fee: int = 0) -> Lines:
    """A shopper's bank disputes a payment: the gateway takes it back from us until that is decided, and a fee."""
    return _paid_out(disputed(payment_id, currency), gateway, minor, fee)


def dispute_win(*, payment_id: UUID, gateway: str, currency: str, minor: int) -> Lines:
    """The gateway gives back what was disputed."""
    return _moved(gateway_clearing(gateway, currency), disputed(payment_id, currency), minor)


def dispute_fee(*, gateway: str, currency: str, minor: int) -> Lines:
    """The gateway charges more for a dispute than it said before; below zero, less."""
    fees, clearing = gateway_fees(gateway, currency), gateway_clearing(gateway, currency)
    if minor < 0:
        return _lines(_debit(clearing, -minor), _credit(fees, -minor))
    return _lines(_debit(fees, minor), _credit(clearing, minor))


def dispute_regain(*, gateway: str, currency: str, minor: int) -> Lines:
    """A lost dispute is won after all: what comes back makes up for our losses until a person decides whose it is."""
    return _lines(
        _debit(gateway_clearing(gateway, currency), minor),
        _credit(platform(AccountCode.CHARGEBACK_LOSS, currency), minor),
    )


def dispute_lose(
    *,
    payment_id: UUID,
    currency: str,
    parts: Parts,
    recoveries: Mapping[UUID, Recovery],
    loss: int = 0,
    commission: int = 0,
    tax: int = 0,
) -> Lines:
    """What was disputed is gone: of what is held (`parts`), of vendors, of commission and tax; the rest is our loss."""
    taken = [_debit(escrow(vendor_order_id, currency), minor) for vendor_order_id, minor in parts.items()]
    for vendor_id, recovery in recoveries.items():
        taken += _recovered(vendor_id, currency, recovery)
    total = sum(parts.values()) + sum(one.minor for one in recoveries.values()) + commission + tax + loss
    return _lines(
        *taken,
        _debit(platform(AccountCode.COMMISSION, currency), commission),
        _debit(platform(AccountCode.COMMISSION_TAX, currency), tax),
        _debit(platform(AccountCode.CHARGEBACK_LOSS, currency), loss),
        _credit(disputed(payment_id, currency), total),
    )


def payout_reserve(*, vendor_id: UUID, currency: str, minor: int) -> Lines:
    """A vendor is to be paid: write it pending; post it when the gateway has taken the order, void it when not."""
    return _moved(vendor_payable(vendor_id, currency), payouts_in_transit(vendor_id, currency), minor)


def payout_arrive(*, vendor_id: UUID, gateway: str, currency: str, minor: int, fee: int = 0) -> Lines:
    """The gateway says that a vendor has her money, and has charged us for it."""
    return _paid_out(payouts_in_transit(vendor_id, currency), gateway, minor, fee)


def payout_fail(*, vendor_id: UUID, currency: str, minor: int) -> Lines:
    """A payout that the gateway had taken did not arrive; the money never left it."""
    return _moved(payouts_in_transit(vendor_id, currency), vendor_payable(vendor_id, currency), minor)


def payout_reverse(*, vendor_id: UUID, gateway: str, currency: str, minor: int) -> Lines:
    """A payout came back after it had arrived."""
    return _moved(gateway_clearing(gateway, currency), vendor_payable(vendor_id, currency), minor)


def wallet_top_up(*, user_id: UUID, gateway: str, currency: str, minor: int, fee: int = 0) -> Lines:
    """A user has paid money into her wallet through a gateway; its fee is our expense."""
    return _paid_in(wallet(user_id, currency), gateway, minor, fee)


def wallet_spend(*, user_id: UUID, currency: str, parts: Parts) -> Lines:
    """A user pays from her wallet for parts of an order (by vendor order)."""
    return _lines(_debit(wallet(user_id, currency), sum(parts.values())), *_escrowed(parts, currency))


def gift_card_sell(*, gift_card_id: UUID, gateway: str, currency: str, minor: int, fee: int = 0) -> Lines:
    """Somebody has bought a gift card: no revenue, for we owe its holder what is on it."""
    return _paid_in(gift_card(gift_card_id, currency), gateway, minor, fee)


def gift_card_issue(*, gift_card_id: UUID, currency: str, minor: int) -> Lines:
    """We give a gift card away."""
    return _moved(platform(AccountCode.PROMOTIONS, currency), gift_card(gift_card_id, currency), minor)


def gift_card_redeem(*, gift_card_id: UUID, currency: str, parts: Parts) -> Lines:
    """A gift card pays for parts of an order (by vendor order)."""
    return _lines(_debit(gift_card(gift_card_id, currency), sum(parts.values())), *_escrowed(parts, currency))


def gift_card_to_wallet(*, gift_card_id: UUID, user_id: UUID, currency: str, minor: int) -> Lines:
    """A user moves what is on a gift card into her wallet."""
    return _moved(gift_card(gift_card_id, currency), wallet(user_id, currency), minor)


def gift_card_expire(*, gift_card_id: UUID, currency: str, minor: int) -> Lines:
    """What is left on a gift card is ours, where the law lets it expire."""
    return _moved(gift_card(gift_card_id, currency), platform(AccountCode.BREAKAGE, currency), minor)


def gateway_settle(*, gateway: str, currency: str, minor: int) -> Lines:
    """A gateway has sent what it held to our bank account."""
    return _moved(platform(AccountCode.BANK, currency), gateway_clearing(gateway, currency), minor)


def _moved(given: AccountRef, taken: AccountRef, minor: int) -> Lines:
    return _lines(_debit(given, minor), _credit(taken, minor))


def _paid_in(ref: AccountRef, gateway: str, minor: int, fee: int) -> Lines:
    return _lines(*_received(gateway, ref.currency, minor, fee), _credit(ref, minor))


def _paid_out(ref: AccountRef, gateway: str, minor: int, fee: int) -> Lines:
    clearing, fees = gateway_clearing(gateway, ref.currency), gateway_fees(gateway, ref.currency)
    return _lines(_debit(ref, minor), _debit(fees, fee), _credit(clearing, minor + fee))


def _received(gateway: str, currency: str, minor: int, fee: int) -> list[Line | None]:
    """What a gateway holds for us of a payment, less its fee, which may be more than a small payment."""
    clearing, net = gateway_clearing(gateway, currency), minor - fee
    held = _debit(clearing, net) if net > 0 else _credit(clearing, -net)
    return [held, _debit(gateway_fees(gateway, currency), fee)]


def _escrowed(parts: Parts, currency: str) -> list[Credit | None]:
    return [_credit(escrow(vendor_order_id, currency), minor) for vendor_order_id, minor in parts.items()]


def _recovered(vendor_id: UUID, currency: str, recovery: Recovery) -> list[Debit | None]:
    """Debits of a vendor's payable, as far as it goes, and of what she owes us."""
    paid = min(recovery.minor, max(recovery.available, 0))
    return [
        _debit(vendor_payable(vendor_id, currency), paid),
        _debit(vendor_receivable(vendor_id, currency), recovery.minor - paid),
    ]


def _debit(ref: AccountRef, minor: int) -> Debit | None:
    return Debit(ref, minor) if minor else None


def _credit(ref: AccountRef, minor: int) -> Credit | None:
    return Credit(ref, minor) if minor else None


def _lines(*lines: Line | None) -> Lines:
    return tuple(line for line in lines if line is not None)
