"""Transfers by the Paystack adapter, over real HTTP against the emulator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fashionistar.payments.gateway_errors import (
    AccountNotFound,
    DuplicateReference,
    GatewayRejected,
    GatewayUnavailable,
    TransferNotFound,
)
from fashionistar.payments.gateway_words import Recipient, TransferReceipt, TransferStatus
from fashionistar.payments.gateways.paystack import Paystack
from tests.emulator import SECRET_KEY, PaystackEmulator, eventually

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def gateway(paystack: PaystackEmulator) -> Iterator[Paystack]:
    adapter = Paystack(SECRET_KEY, base_url=paystack.url)
    paystack.balance("NGN", 100_000_000)
    yield adapter
    adapter.close()


@pytest.fixture
def ada(gateway: Paystack) -> Recipient:
    return gateway.recipient_create(
        account_name="Ada Nwosu", account_number="0123456789", bank_code="058", currency="NGN"
    )


def sent(gateway: Paystack, ada: Recipient, amount: int = 1_000_000, reference: str = "") -> TransferReceipt:
    return gateway.transfer_send(
        reference=reference or f"payout-{uuid4()}",
        amount_minor=amount,
        currency="NGN",
        recipient_code=ada.code,
        reason="June",
    )


def ended(gateway: Paystack, reference: str) -> TransferReceipt:
    verify = gateway.transfer_verify
    return eventually(
        lambda: told if (told := verify(reference=reference)).status is not TransferStatus.PENDING else None
    )


@pytest.mark.parametrize(
    ("currency", "country", "kind"),
    [("NGN", "NG", "nuban"), ("GHS", "GH", "mobile_money"), ("KES", "KE", "mobile_money"), ("ZAR", "ZA", "basa")],
)
def test_banks_and_wallets_of_a_currency(gateway: Paystack, currency: str, country: str, kind: str) -> None:
    banks = gateway.banks(currency=currency)
    assert {(bank.currency, bank.country) for bank in banks} == {(currency, country)}
    assert kind in {bank.kind for bank in banks}


def test_an_account_is_resolved_or_not_found(gateway: Paystack) -> None:
    found = gateway.account_resolve(account_number="0123456789", bank_code="058")
    assert (found.account_number, found.bank_code, found.account_name != "") == ("0123456789", "058", True)
    with pytest.raises(AccountNotFound):
        gateway.account_resolve(account_number="0000000000", bank_code="058")
    with pytest.raises(GatewayRejected, match="Unknown bank code"):
        gateway.account_resolve(account_number="0123456789", bank_code="777")


@pytest.mark.parametrize(("bank", "currency"), [("058", "NGN"), ("MTN", "GHS"), ("MPESA", "KES"), ("632005", "ZAR")])
def test_the_same_account_gives_the_same_recipient(gateway: Paystack, bank: str, currency: str) -> None:
    first, second = (
        gateway.recipient_create(
            account_name="Ada Nwosu", account_number="0244000000", bank_code=bank, currency=currency
        )
        for _ in "ab"
    )
    assert (first, first.currency, first.bank_name != "") == (second, currency, True)


def test_a_bank_of_another_currency_is_refused(gateway: Paystack) -> None:
    with pytest.raises(GatewayRejected, match="no bank 058 for GHS"):
        gateway.recipient_create(account_name="A", account_number="0244000000", bank_code="058", currency="GHS")
    with pytest.raises(GatewayRejected, match="no EUR"):
        gateway.banks(currency="EUR")


def test_a_transfer_arrives_and_costs_its_fee(gateway: Paystack, ada: Recipient) -> None:
    receipt = sent(gateway, ada)
    assert (receipt.status, receipt.amount_minor, receipt.fee_minor) == (TransferStatus.PENDING, 1_000_000, None)
    told = ended(gateway, receipt.reference)
    assert (told.status, told.fee_minor, told.transfer_code) == (TransferStatus.SUCCESS, 25_00, receipt.transfer_code)
    assert gateway.balance(currency="NGN") == 100_000_000 - 1_000_000 - 25_00
    assert gateway.balance(currency="XOF") == 0


def test_a_transfer_that_arrived_may_come_back(gateway: Paystack, ada: Recipient, paystack: PaystackEmulator) -> None:
    reference = sent(gateway, ada).reference
    ended(gateway, reference)
    paystack.end_transfer(reference, "reversed")
    assert gateway.transfer_verify(reference=reference).status is TransferStatus.REVERSED
    assert gateway.balance(currency="NGN") == 100_000_000
    events = [row["event"] for row in paystack.deliveries(reference)]
    assert events == ["transfer.success", "transfer.reversed"]


def test_a_transfer_may_fail(gateway: Paystack, ada: Recipient, paystack: PaystackEmulator) -> None:
    paystack.settings(transfers="failed")
    assert ended(gateway, sent(gateway, ada).reference).status is TransferStatus.FAILED
    assert gateway.balance(currency="NGN") == 100_000_000


def test_a_reference_is_taken_once(gateway: Paystack, ada: Recipient) -> None:
    reference = sent(gateway, ada).reference
    with pytest.raises(DuplicateReference):
        sent(gateway, ada, reference=reference)
    assert gateway.balance(currency="NGN") == 100_000_000 - 1_000_000 - 25_00


def test_more_than_there_is_cannot_be_sent(gateway: Paystack, ada: Recipient, paystack: PaystackEmulator) -> None:
    paystack.balance("NGN", 1_000_000)
    with pytest.raises(GatewayRejected, match="balance is not enough"):
        sent(gateway, ada)
    assert gateway.balance(currency="NGN") == 1_000_000


def test_a_transfer_whose_answer_was_lost_is_found_by_its_reference(
    gateway: Paystack, ada: Recipient, paystack: PaystackEmulator
) -> None:
    reference = f"payout-{uuid4()}"
    with pytest.raises(TransferNotFound):
        gateway.transfer_verify(reference=reference)
    paystack.settings(lose_next=1)
    with pytest.raises(GatewayUnavailable):
        sent(gateway, ada, reference=reference)
    assert gateway.transfer_verify(reference=reference).amount_minor == 1_000_000


@pytest.mark.parametrize("reference", ["short", "Payout-0123456789abcdef", "../transfer/0123456789", "x" * 51])
def test_what_cannot_be_a_reference_never_leaves(gateway: Paystack, ada: Recipient, reference: str) -> None:
    with pytest.raises(GatewayRejected):
        sent(gateway, ada, reference=reference)
    with pytest.raises(TransferNotFound):
        gateway.transfer_verify(reference=reference)


def test_lists_follow_their_pages_and_keep_to_the_span(
    gateway: Paystack, ada: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fashionistar.payments.gateways.paystack.client._PER_PAGE", 2)
    since = datetime.now(UTC) - timedelta(milliseconds=1)
    made = {sent(gateway, ada, 100 + number).reference for number in range(5)}
    until = datetime.now(UTC) + timedelta(seconds=1)
    listed = [receipt.reference for receipt in gateway.transfers(since=since, until=until)]
    assert made <= set(listed)
    assert len(listed) == len(set(listed))
    assert list(gateway.transfers(since=LONG_AGO, until=LONG_AGO + timedelta(days=1))) == []


def test_payments_are_listed_with_their_fees(gateway: Paystack, paystack: PaystackEmulator) -> None:
    since = datetime.now(UTC) - timedelta(milliseconds=1)
    references = [f"FS-{uuid4().hex}" for _ in "ab"]
    for reference in references:
        gateway.initialize(
            reference=reference, amount_minor=200_000, currency="NGN", email="a@b.co", callback_url="", metadata={}
        )
    paystack.pay(references[0])
    listed = {each.reference: each for each in gateway.payments(since=since, until=since + timedelta(minutes=5))}
    assert [(listed[each].status, listed[each].fee_minor) for each in references] == [
        ("SUCCESS", 3_000),
        ("ABANDONED", None),
    ]
