"""Paystack's transfers: banks, accounts, recipients, money sent, and what can be sent.

Their words: https://paystack.com/docs/transfers/managing-transfers/ and https://paystack.com/docs/api/transfer/
"""

import re
from collections.abc import Iterator
from datetime import datetime

from fashionistar.payments.gateway_errors import GatewayAnswerInvalid, GatewayRejected, TransferNotFound
from fashionistar.payments.gateway_words import Bank, BankAccount, Recipient, TransferReceipt, TransferStatus
from fashionistar.payments.gateways.paystack.client import PaystackClient
from fashionistar.payments.gateways.reading import (
    Data,
    as_list,
    as_object,
    minor_units,
    minor_units_or_none,
    moment,
    text,
    within,
    word,
)

_STATUSES = {
    "success": TransferStatus.SUCCESS,
    "failed": TransferStatus.FAILED,
    "rejected": TransferStatus.FAILED,
    "abandoned": TransferStatus.FAILED,
    "blocked": TransferStatus.FAILED,
    "reversed": TransferStatus.REVERSED,
    "pending": TransferStatus.PENDING,
    "otp": TransferStatus.PENDING,
    "queued": TransferStatus.PENDING,
    "received": TransferStatus.PENDING,
    "processing": TransferStatus.PENDING,
}
#: https://paystack.com/docs/transfers/single-transfers/: what a reference of a transfer may look like.
_REFERENCE = re.compile(r"[-_a-z0-9]{16,50}")
_COUNTRIES = {"nigeria": "NG", "ghana": "GH", "kenya": "KE", "south africa": "ZA"}
#: Nigerian accounts are all of one kind; elsewhere the list of banks says which kind a code is of.
_ONE_KIND = {"NGN": "nuban"}


class PaystackTransfers(PaystackClient):
    """The part of the adapter that sends money."""

    payout_currencies = frozenset({"NGN", "GHS", "KES", "ZAR"})

    def banks(self, *, currency: str) -> tuple[Bank, ...]:
        """List the banks and wallets that take transfers in a currency.

        Raises:
            GatewayError: There is no usable answer.
        """
        self._check_currency(currency)
        rows = as_list(self._get("/bank", {"currency": currency}), "Paystack's list of banks")
        alive = (row for row in rows if row.get("active") is not False and row.get("is_deleted") is not True)
        return tuple(_bank(row, currency) for row in alive)

    def account_resolve(self, *, account_number: str, bank_code: str) -> BankAccount:
        """Ask the bank who holds an account.

        Raises:
            AccountNotFound: There is no such account.
            GatewayError: There is no usable answer.
        """
        asked = {"account_number": account_number, "bank_code": bank_code}
        data = as_object(self._get("/bank/resolve", asked), "`data`")
        return BankAccount(
            account_number=word(data, "account_number"), account_name=word(data, "account_name"), bank_code=bank_code
        )

    def recipient_create(self, *, account_name: str, account_number: str, bank_code: str, currency: str) -> Recipient:
        """Make an account known; Paystack gives the same recipient for the same account.

        Raises:
            GatewayRejected: Paystack does not take it, or no bank of the currency has the code.
            GatewayError: There is no usable answer; asking again is safe.
        """
        self._check_currency(currency)
        wanted = {
            "type": _ONE_KIND.get(currency) or self._kind_of(bank_code, currency),
            "name": account_name,
            "account_number": account_number,
            "bank_code": bank_code,
            "currency": currency,
        }
        data = as_object(self._post("/transferrecipient", wanted), "`data`")
        details = as_object(data.get("details"), "`details`")
        return Recipient(
            code=word(data, "recipient_code"),
            account_name=text(details, "account_name") or text(data, "name"),
            bank_name=text(details, "bank_name"),
            currency=word(data, "currency").upper(),
        )

    def transfer_send(
        self, *, reference: str, amount_minor: int, currency: str, recipient_code: str, reason: str
    ) -> TransferReceipt:
        """Send money from the balance.

        Raises:
            DuplicateReference: Paystack has this reference already.
            GatewayRejected: Refused, for example for want of balance; no money moved.
            GatewayError: It is unknown whether money moves.
        """
        if not _REFERENCE.fullmatch(reference):
            raise GatewayRejected("A transfer's reference has 16 to 50 characters of a-z, 0-9, - and _.")
        self._check_currency(currency)
        wanted = {
            "source": "balance",
            "reference": reference,
            "amount": amount_minor,
            "currency": currency,
            "recipient": recipient_code,
            "reason": reason,
        }
        return _receipt(as_object(self._post("/transfer", wanted), "`data`"), asked=reference)

    def transfer_verify(self, *, reference: str) -> TransferReceipt:
        """Ask what became of a transfer.

        Raises:
            TransferNotFound: Paystack has none by this reference.
            GatewayError: There is no usable answer.
        """
        # A reference that was never taken cannot exist there, and must not shape the path.
        if not _REFERENCE.fullmatch(reference):
            raise TransferNotFound("A transfer's reference has 16 to 50 characters of a-z, 0-9, - and _.")
        return _receipt(as_object(self._get(f"/transfer/verify/{reference}", {}), "`data`"), asked=reference)

    def transfers(self, *, since: datetime, until: datetime) -> Iterator[TransferReceipt]:
        """List every transfer made in [since, until)."""
        for row in self._pages("/transfer", since=since, until=until):
            receipt = _receipt(row)
            if within(receipt.created_at, since, until):
                yield receipt

    def balance(self, *, currency: str) -> int:
        """What can be sent now; 0 of a currency that we have none of.

        Raises:
            GatewayError: There is no usable answer.
        """
        rows = as_list(self._get("/balance", {}), "Paystack's list of balances")
        return sum(minor_units(row, "balance") for row in rows if word(row, "currency").upper() == currency)

    def _kind_of(self, bank_code: str, currency: str) -> str:
        for bank in self.banks(currency=currency):
            if bank.code == bank_code:
                return bank.kind
        raise GatewayRejected(f"Paystack has no bank {bank_code[:20]} for {currency}.")

    def _check_currency(self, currency: str) -> None:
        if currency not in self.payout_currencies:
            raise GatewayRejected(f"Paystack sends {', '.join(sorted(self.payout_currencies))} and no {currency}.")


def _bank(row: Data, currency: str) -> Bank:
    country = text(row, "country")
    return Bank(
        code=word(row, "code"),
        name=word(row, "name"),
        country=_COUNTRIES.get(country.lower(), country),
        currency=text(row, "currency").upper() or currency,
        kind=text(row, "type") or "nuban",
    )


def _receipt(data: Data, *, asked: str = "") -> TransferReceipt:
    # Transfers that somebody made by hand may have no reference; their code tells them apart.
    reference = text(data, "reference") or asked or word(data, "transfer_code")
    if asked and reference != asked:
        raise GatewayAnswerInvalid("Paystack answers about another transfer.")
    return TransferReceipt(
        reference=reference,
        transfer_code=word(data, "transfer_code"),
        status=_STATUSES.get(text(data, "status").lower(), TransferStatus.UNKNOWN),
        amount_minor=minor_units(data, "amount"),
        fee_minor=minor_units_or_none(data, "fee_charged"),
        currency=word(data, "currency").upper(),
        message=text(data, "gateway_response", "failures", "message"),
        created_at=moment(data, "createdAt", "created_at"),
    )
