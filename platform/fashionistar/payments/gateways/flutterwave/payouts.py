"""Flutterwave's transfers to bank accounts and wallets of mobile money."""

import re
from collections.abc import Iterator
from datetime import datetime

from fashionistar.payments.gateway_errors import AccountNotFound, GatewayRejected, TransactionNotFound, TransferNotFound
from fashionistar.payments.gateway_words import Bank, BankAccount, Recipient, TransferReceipt
from fashionistar.payments.gateways.flutterwave import reading
from fashionistar.payments.gateways.flutterwave.payments import days
from fashionistar.payments.gateways.flutterwave.wire import Wire
from fashionistar.payments.gateways.reading import Data, as_object, text, word

#: The country whose banks a currency's transfers go to (https://developer.flutterwave.com/v3.0/docs/introduction-6).
COUNTRIES = {
    "NGN": "NG",
    "GHS": "GH",
    "KES": "KE",
    "ZAR": "ZA",
    "UGX": "UG",
    "TZS": "TZ",
    "RWF": "RW",
    "ZMW": "ZM",
}
#: Codes of the list of banks that are wallets of mobile money.
_WALLETS = frozenset({"MPS", "MTN", "TIGO", "VODAFONE", "AIRTEL", "VDF", "ATL", "MPX", "ZAMTEL"})
_REFERENCE = re.compile(r"[-_a-z0-9]{16,50}")


class FlutterwavePayouts:
    """A `PayoutGateway`; made by `Flutterwave`."""

    name = "flutterwave"
    payout_currencies = frozenset(COUNTRIES)

    _wire: Wire

    def banks(self, *, currency: str) -> tuple[Bank, ...]:
        """List where transfers in a currency can go (`GET /v3/banks/:country`).

        Raises:
            GatewayRejected: We send no transfers in this currency.
        """
        country = _country(currency)
        listed = self._wire.get(f"/v3/banks/{country}")
        rows = [as_object(row, "A bank") for row in (listed if isinstance(listed, list) else [])]
        return tuple(_bank(row, country, currency) for row in rows)

    def account_resolve(self, *, account_number: str, bank_code: str) -> BankAccount:
        """Ask the bank who holds an account (`POST /v3/accounts/resolve`).

        Raises:
            AccountNotFound: There is no such account.
        """
        asked = {"account_number": account_number, "account_bank": bank_code}
        try:
            answer = as_object(self._wire.post("/v3/accounts/resolve", asked), "`data`")
        except GatewayRejected as error:
            # Flutterwave has one refusal for every account that it cannot name.
            raise AccountNotFound(str(error)) from None
        return BankAccount(
            account_number=word(answer, "account_number"),
            account_name=word(answer, "account_name"),
            bank_code=bank_code,
        )

    def recipient_create(self, *, account_name: str, account_number: str, bank_code: str, currency: str) -> Recipient:
        """Make a beneficiary (`POST /v3/beneficiaries`); one that is there already is taken as it is.

        Raises:
            GatewayRejected: Flutterwave knows no such account, or we send no transfers in this currency.
        """
        _country(currency)
        found = self._beneficiary(account_number, bank_code)
        if found is None:
            asked = {
                "account_number": account_number,
                "account_bank": bank_code,
                "beneficiary_name": account_name,
                "currency": currency,
            }
            found = as_object(self._wire.post("/v3/beneficiaries", asked), "`data`")
        return Recipient(
            code=word(found, "id"),
            account_name=text(found, "full_name") or account_name,
            bank_name=text(found, "bank_name"),
            currency=currency,
        )

    def transfer_send(
        self, *, reference: str, amount_minor: int, currency: str, recipient_code: str, reason: str
    ) -> TransferReceipt:
        """Send money to a beneficiary (`POST /v3/transfers`).

        Raises:
            DuplicateReference: An earlier call with this reference arrived: ask `transfer_verify`.
            GatewayRejected: Refused; no money moved.
            GatewayError: It is unknown whether money moves: ask `transfer_verify`.
        """
        _country(currency)
        if not _REFERENCE.fullmatch(reference):
            raise GatewayRejected("A transfer's reference has 16 to 50 characters of a-z, 0-9, - and _.")
        asked = {
            "beneficiary": int(recipient_code) if recipient_code.isdecimal() else recipient_code,
            "amount": reading.major_units(amount_minor, currency),
            "currency": currency,
            "debit_currency": currency,
            "narration": reason,
            "reference": reference,
        }
        try:
            answer = self._wire.post("/v3/transfers", asked)
        except (AccountNotFound, TransactionNotFound) as error:
            raise GatewayRejected(str(error)) from None
        return reading.transfer_receipt(as_object(answer, "`data`"))

    def transfer_verify(self, *, reference: str) -> TransferReceipt:
        """Ask what became of a transfer (`GET /v3/transfers?reference=`).

        Raises:
            TransferNotFound: Flutterwave has none by this reference.
        """
        if _REFERENCE.fullmatch(reference):
            for row in self._wire.rows("/v3/transfers", {"reference": reference}):
                if row.get("reference") == reference:
                    return reading.transfer_receipt(row)
        raise TransferNotFound("Flutterwave knows no transfer by this reference.")

    def transfers(self, *, since: datetime, until: datetime) -> Iterator[TransferReceipt]:
        """List every transfer made in [since, until) (`GET /v3/transfers`)."""
        for row in self._wire.rows("/v3/transfers", days(since, until)):
            made = reading.created_at(row)
            if made is None or since <= made < until:
                yield reading.transfer_receipt(row)

    def balance(self, *, currency: str) -> int:
        """What can be sent now (`GET /v3/balances/:currency`)."""
        _country(currency)
        answer = as_object(self._wire.get(f"/v3/balances/{currency}"), "`data`")
        return reading.whole(answer, "available_balance", currency)

    def _beneficiary(self, account_number: str, bank_code: str) -> Data | None:
        rows = self._wire.rows("/v3/beneficiaries", {})
        return next(
            (row for row in rows if (row.get("account_number"), row.get("bank_code")) == (account_number, bank_code)),
            None,
        )


def _country(currency: str) -> str:
    if currency not in COUNTRIES:
        raise GatewayRejected(f"Flutterwave sends no transfers in {currency} for us.")
    return COUNTRIES[currency]


def _bank(row: Data, country: str, currency: str) -> Bank:
    code = word(row, "code")
    kind = "mobile_money" if code in _WALLETS else "bank"
    return Bank(code=code, name=word(row, "name"), country=country, currency=currency, kind=kind)
