"""What happens in the marketplace, as entries: balanced for any amounts, and told end to end."""

from collections.abc import Callable, Mapping
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fashionistar.ledger import postings
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
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.postings import Recovery
from fashionistar.ledger.selectors import balance
from fashionistar.ledger.services.transfer_resolve import Post, Void
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.ledger.transfers import imbalance
from tests.ledger.booking import post, resolve

MINOR, FEW, ANY = st.integers(10**7, 10**12), st.integers(0, 10**6), st.integers(-5, 10**12)
OWNERS = [uuid4() for _ in range(3)]


def by_owner(each: st.SearchStrategy[object], least: int) -> st.SearchStrategy[object]:
    return st.lists(each, min_size=least, max_size=3).map(lambda drawn: dict(zip(OWNERS, drawn, strict=False)))


#: What each parameter of a posting may be; all others are owners.
VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "minor": MINOR,
    **dict.fromkeys(("fee", "commission", "tax", "loss"), FEW),
    "available": ANY,
    "parts": by_owner(MINOR, 1),
    "recoveries": by_owner(st.builds(Recovery, MINOR, ANY), 0),
    "gateway": st.just("paystack"),
    "currency": st.just("NGN"),
}
AMA, ANKARA, BUBA, PAID, DAMI, CARD = (uuid4() for _ in range(6))
CLEARING, FEES = gateway_clearing("paystack", "NGN"), gateway_fees("paystack", "NGN")
COMMISSION, TAX = platform(AccountCode.COMMISSION, "NGN"), platform(AccountCode.COMMISSION_TAX, "NGN")
THROUGH, OF = {"gateway": "paystack", "currency": "NGN"}, {"currency": "NGN"}


def function(kind: TransferKind) -> Callable[..., tuple[Line, ...]]:
    return getattr(postings, kind.lower())


@pytest.mark.parametrize("kind", TransferKind)
def test_a_posting_balances_whatever_the_amounts(kind: TransferKind) -> None:
    names = function(kind).__annotations__.keys() - {"return"}

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.fixed_dictionaries({name: VALUES.get(name, st.just(OWNERS[0])) for name in names}))
    def balances(arguments: dict[str, object]) -> None:
        lines = function(kind)(**arguments)
        assert imbalance(lines) == {}
        assert {line.side for line in lines} == {"DEBIT", "CREDIT"}
        assert all(line.minor > 0 for line in lines)

    balances()


def written(kind: TransferKind, *, pending: bool = False, **arguments: object) -> LedgerTransfer:
    return post(*function(kind)(**arguments), kind=kind, pending=pending)


def of(*refs: AccountRef) -> list[int]:
    return [balance(ref).posted for ref in refs]


def sold_and_delivered() -> None:
    """An order of two vendors' parts, 100.00 and 50.00, of which the first was delivered."""
    written(TransferKind.CAPTURE, **THROUGH, parts={ANKARA: 100_00, BUBA: 50_00}, fee=2_25)
    written(TransferKind.RELEASE, **OF, vendor_order_id=ANKARA, vendor_id=AMA, minor=100_00, commission=10_00, tax=75)


@pytest.mark.django_db
def test_a_sale_pays_the_gateway_the_vendor_and_us() -> None:
    sold_and_delivered()
    assert of(CLEARING, FEES, escrow(ANKARA, "NGN"), escrow(BUBA, "NGN")) == [147_75, 2_25, 0, 50_00]
    assert of(vendor_payable(AMA, "NGN"), COMMISSION, TAX) == [89_25, 10_00, 75]


@pytest.mark.django_db
def test_a_refund_takes_what_is_held_or_earned_or_else_the_vendor_owes_it() -> None:
    sold_and_delivered()
    written(TransferKind.REFUND_BEFORE_RELEASE, **OF, payment_id=PAID, parts={BUBA: 50_00})
    written(
        TransferKind.REFUND_AFTER_RELEASE, **OF,
        payment_id=PAID, vendor_id=AMA, minor=100_00, available=60_00, commission=10_00, tax=75,
    )  # fmt: skip
    written(TransferKind.REFUND_SEND, **THROUGH, payment_id=PAID, minor=120_00)
    written(TransferKind.REFUND_TO_WALLET, **OF, payment_id=PAID, user_id=DAMI, minor=30_00)
    assert of(escrow(BUBA, "NGN"), vendor_payable(AMA, "NGN"), vendor_receivable(AMA, "NGN")) == [0, 29_25, 29_25]
    assert of(COMMISSION, TAX, shopper_refunds_due(PAID, "NGN"), wallet(DAMI, "NGN")) == [0, 0, 0, 30_00]
    written(TransferKind.RECEIVABLE_SETTLE, **OF, vendor_id=AMA, minor=29_25)
    assert of(vendor_payable(AMA, "NGN"), vendor_receivable(AMA, "NGN"), CLEARING) == [0, 0, 27_75]


@pytest.mark.django_db
def test_a_payout_is_reserved_and_sent_and_arrives_or_comes_back() -> None:
    sold_and_delivered()
    payable, transit = vendor_payable(AMA, "NGN"), payouts_in_transit(AMA, "NGN")
    refused = written(TransferKind.PAYOUT_RESERVE, **OF, vendor_id=AMA, minor=89_25, pending=True)
    assert (balance(payable).available, balance(payable).posted, balance(transit).pending_in) == (0, 89_25, 89_25)
    resolve(refused, Void())
    for _ in range(2):
        resolve(written(TransferKind.PAYOUT_RESERVE, **OF, vendor_id=AMA, minor=40_00, pending=True), Post())
    assert of(payable, transit, CLEARING) == [9_25, 80_00, 147_75]
    written(TransferKind.PAYOUT_ARRIVE, **THROUGH, vendor_id=AMA, minor=40_00, fee=10)
    written(TransferKind.PAYOUT_FAIL, **OF, vendor_id=AMA, minor=40_00)
    assert of(payable, transit, CLEARING, FEES) == [49_25, 0, 107_65, 2_35]
    written(TransferKind.PAYOUT_REVERSE, **THROUGH, vendor_id=AMA, minor=40_00)
    assert of(payable, transit, CLEARING) == [89_25, 0, 147_65]


@pytest.mark.django_db
def test_a_dispute_holds_money_until_it_is_decided() -> None:
    sold_and_delivered()
    written(TransferKind.DISPUTE_OPEN, **THROUGH, payment_id=PAID, minor=150_00, fee=5_00)
    assert of(CLEARING, FEES, disputed(PAID, "NGN")) == [-7_25, 7_25, 150_00]
    written(TransferKind.DISPUTE_WIN, **THROUGH, payment_id=PAID, minor=10_00)
    written(
        TransferKind.DISPUTE_LOSE, **OF,
        payment_id=PAID, parts={BUBA: 50_00}, recoveries={AMA: Recovery(80_00, 89_25)}, loss=10_00,
    )  # fmt: skip
    assert of(disputed(PAID, "NGN"), escrow(BUBA, "NGN"), vendor_payable(AMA, "NGN")) == [0, 0, 9_25]
    assert of(platform(AccountCode.CHARGEBACK_LOSS, "NGN"), CLEARING) == [10_00, 2_75]


@pytest.mark.django_db
def test_wallets_and_gift_cards_are_owed_until_they_are_spent() -> None:
    written(TransferKind.WALLET_TOP_UP, **THROUGH, user_id=DAMI, minor=80_00, fee=1_00)
    written(TransferKind.GIFT_CARD_SELL, **THROUGH, gift_card_id=CARD, minor=40_00, fee=60)
    written(TransferKind.WALLET_SPEND, **OF, user_id=DAMI, parts={ANKARA: 70_00})
    written(TransferKind.GIFT_CARD_REDEEM, **OF, gift_card_id=CARD, parts={ANKARA: 30_00})
    written(TransferKind.PROMOTION, **OF, parts={ANKARA: 5_00})
    written(TransferKind.GIFT_CARD_EXPIRE, **OF, gift_card_id=CARD, minor=10_00)
    written(TransferKind.GATEWAY_SETTLE, **THROUGH, minor=100_00)
    assert of(wallet(DAMI, "NGN"), gift_card(CARD, "NGN"), escrow(ANKARA, "NGN")) == [10_00, 0, 105_00]
    codes = AccountCode.BREAKAGE, AccountCode.PROMOTIONS, AccountCode.BANK
    assert of(CLEARING, FEES, *(platform(code, "NGN") for code in codes)) == [18_40, 1_60, 10_00, 5_00, 100_00]


def test_a_fee_above_the_payment_is_owed_to_the_gateway() -> None:
    lines = postings.capture(gateway="paystack", currency="NGN", parts={ANKARA: 5}, fee=6)
    assert lines == (Credit(CLEARING, 1), Debit(FEES, 6), Credit(escrow(ANKARA, "NGN"), 5))


def test_what_nothing_can_be_given_for_is_due_to_the_shopper() -> None:
    lines = postings.capture_to_refund(**THROUGH, payment_id=PAID, minor=50_00, fee=75)
    assert lines == (Debit(CLEARING, 49_25), Debit(FEES, 75), Credit(shopper_refunds_due(PAID, "NGN"), 50_00))


def test_a_lost_dispute_gives_up_commission_and_tax() -> None:
    lines = postings.dispute_lose(payment_id=PAID, **OF, parts={}, recoveries={}, loss=1, commission=10, tax=2)
    assert [line.minor for line in lines] == [10, 2, 1, 13]


def test_nothing_is_written_of_nothing() -> None:
    lines = postings.capture(gateway="paystack", currency="NGN", parts={ANKARA: 5, BUBA: 0})
    assert lines == (Debit(CLEARING, 5), Credit(escrow(ANKARA, "NGN"), 5))
