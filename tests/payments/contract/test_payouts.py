"""Banks, accounts and transfers, the same at every payout gateway."""

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
from fashionistar.payments.gateway_words import Recipient, Subject, TransferReceipt, TransferStatus
from tests.emulator import eventually
from tests.payments.contract.rigs import Rig

#: An account that the emulator knows, and its bank.
ACCOUNTS = {"paystack": ("0123456789", "058"), "flutterwave": ("0690000031", "044")}


@pytest.fixture
def recipient(payout_rig: Rig) -> Recipient:
    """Ada's account."""
    number, bank = ACCOUNTS[payout_rig.name]
    made: Recipient = payout_rig.gateway.recipient_create(
        account_name="Ada Obi", account_number=number, bank_code=bank, currency="NGN"
    )
    return made


def send(rig: Rig, reference: str, recipient: Recipient, amount_minor: int = 250_050) -> TransferReceipt:
    receipt: TransferReceipt = rig.gateway.transfer_send(
        reference=reference,
        amount_minor=amount_minor,
        currency="NGN",
        recipient_code=recipient.code,
        reason="Your sales of November",
    )
    return receipt


def settled(rig: Rig, reference: str, status: TransferStatus) -> TransferReceipt:
    """The transfer, once it stands so."""
    receipt: TransferReceipt = eventually(
        lambda: told if (told := rig.gateway.transfer_verify(reference=reference)).status is status else None
    )
    return receipt


def test_banks_are_listed_by_currency(payout_rig: Rig) -> None:
    banks = payout_rig.gateway.banks(currency="NGN")

    assert ACCOUNTS[payout_rig.name][1] in {bank.code for bank in banks}
    assert all(bank.code and bank.name and bank.kind for bank in banks)
    assert {(bank.country, bank.currency) for bank in banks} == {("NG", "NGN")}
    with pytest.raises(GatewayRejected):
        payout_rig.gateway.banks(currency="CLF")


def test_the_bank_says_who_holds_an_account(payout_rig: Rig) -> None:
    number, bank = ACCOUNTS[payout_rig.name]

    account = payout_rig.gateway.account_resolve(account_number=number, bank_code=bank)

    assert (account.account_number, account.bank_code, bool(account.account_name)) == (number, bank, True)
    with pytest.raises(AccountNotFound):
        payout_rig.gateway.account_resolve(account_number="12345", bank_code=bank)
    with pytest.raises(GatewayRejected):
        payout_rig.gateway.account_resolve(account_number=number, bank_code="nowhere")


def test_the_same_account_gives_the_same_recipient(payout_rig: Rig, recipient: Recipient) -> None:
    number, bank = ACCOUNTS[payout_rig.name]
    again = payout_rig.gateway.recipient_create(
        account_name="Ada Obi", account_number=number, bank_code=bank, currency="NGN"
    )
    assert (again.code, again.currency) == (recipient.code, "NGN")


def test_money_is_sent_once_for_a_reference(payout_rig: Rig, recipient: Recipient, reference: str) -> None:
    before = payout_rig.gateway.balance(currency="NGN")
    sent = send(payout_rig, reference, recipient)
    assert (sent.reference, sent.amount_minor, sent.currency) == (reference, 250_050, "NGN")

    with pytest.raises(DuplicateReference):
        send(payout_rig, reference, recipient)

    told = settled(payout_rig, reference, TransferStatus.SUCCESS)
    assert (told.transfer_code, told.amount_minor, told.created_at is not None) == (sent.transfer_code, 250_050, True)
    assert 250_050 <= before - payout_rig.gateway.balance(currency="NGN") <= 250_050 + 10_000
    notice = payout_rig.gateway.parse_webhook(body=payout_rig.webhook(reference, "transfer.").body)
    assert (notice.subject, notice.reference) == (Subject.TRANSFER, reference)


def test_a_transfer_whose_answer_was_lost_is_found(payout_rig: Rig, recipient: Recipient, reference: str) -> None:
    with pytest.raises(TransferNotFound):
        payout_rig.gateway.transfer_verify(reference=reference)
    payout_rig.settings(lose_writes=1)
    with pytest.raises(GatewayUnavailable, match="HTTP 504"):
        send(payout_rig, reference, recipient)

    assert payout_rig.gateway.transfer_verify(reference=reference).amount_minor == 250_050
    with pytest.raises(DuplicateReference):
        send(payout_rig, reference, recipient)


@pytest.mark.parametrize(("ending", "status"), [("failed", TransferStatus.FAILED), ("pending", TransferStatus.PENDING)])
def test_a_transfer_may_fail_or_wait(
    payout_rig: Rig, recipient: Recipient, reference: str, ending: str, status: TransferStatus
) -> None:
    payout_rig.settings(transfers=ending)
    send(payout_rig, reference, recipient)
    assert settled(payout_rig, reference, status).amount_minor == 250_050


def test_what_cannot_be_sent_is_rejected_and_not_sent(payout_rig: Rig, recipient: Recipient, reference: str) -> None:
    too_much = payout_rig.gateway.balance(currency="NGN") + 1
    with pytest.raises(GatewayRejected):
        send(payout_rig, reference, recipient, amount_minor=too_much)
    with pytest.raises(GatewayRejected):
        send(payout_rig, "short", recipient)

    with pytest.raises(TransferNotFound):
        payout_rig.gateway.transfer_verify(reference=reference)
    with pytest.raises(TransferNotFound):
        payout_rig.gateway.transfer_verify(reference="../../balances")


def test_transfers_of_a_range_are_listed_once_over_pages(payout_rig: Rig, recipient: Recipient) -> None:
    mine = {f"fs-{uuid4().hex}": 100 + place for place in range(12)}
    since = datetime.now(UTC) - timedelta(seconds=1)
    for reference, amount in mine.items():
        send(payout_rig, reference, recipient, amount_minor=amount)
    until = datetime.now(UTC) + timedelta(seconds=1)

    found = [row for row in payout_rig.gateway.transfers(since=since, until=until) if row.reference in mine]
    before = payout_rig.gateway.transfers(since=since - timedelta(hours=2), until=since - timedelta(hours=1))

    assert {row.reference: row.amount_minor for row in found} == mine
    assert len(found) == len(mine)
    assert mine.keys().isdisjoint(row.reference for row in before)
