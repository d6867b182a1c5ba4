"""Transfers of the emulator: recipients, money sent from a balance, and how it ends."""

import hashlib
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from fashionistar.emulators.paystack.desk import Desk, Json, Refusal, invalid, stamp
from fashionistar.emulators.paystack.store import Recipient, Transfer

#: What may follow what; money that did not arrive comes back to the balance.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "pending": ("success", "failed", "reversed"),
    "success": ("reversed",),
}


@dataclass(frozen=True, slots=True)
class EmulatedBank:
    """A bank or wallet that the emulator knows."""

    code: str
    name: str
    country: str
    currency: str
    type: str


BANKS = (
    EmulatedBank("044", "Access Bank", "Nigeria", "NGN", "nuban"),
    EmulatedBank("011", "First Bank of Nigeria", "Nigeria", "NGN", "nuban"),
    EmulatedBank("058", "Guaranty Trust Bank", "Nigeria", "NGN", "nuban"),
    EmulatedBank("999992", "OPay Digital Services Limited (OPay)", "Nigeria", "NGN", "nuban"),
    EmulatedBank("030100", "Absa Bank Ghana Ltd", "Ghana", "GHS", "ghipss"),
    EmulatedBank("MTN", "MTN", "Ghana", "GHS", "mobile_money"),
    EmulatedBank("01", "Kenya Commercial Bank", "Kenya", "KES", "kepss"),
    EmulatedBank("MPESA", "M-PESA", "Kenya", "KES", "mobile_money"),
    EmulatedBank("632005", "Absa Bank Limited, South Africa", "South Africa", "ZAR", "basa"),
)
_HOLDERS = ("ADA NWOSU", "BISI ADEYEMI", "CHINEDU OKAFOR", "DAMI BELLO", "EFUA MENSAH", "FATMA OTIENO")
#: An account that no bank has.
UNKNOWN_ACCOUNT = "0000000000"


class TransferDesk(Desk):
    """The part of the emulator that sends money."""

    def holder(self, account_number: str, bank_code: str) -> str:
        """Who holds an account, always the same.

        Raises:
            Refusal: There is no such bank or account.
        """
        self._bank(bank_code)
        if account_number == UNKNOWN_ACCOUNT or not re.fullmatch(r"[0-9]{7,15}", account_number):
            message = "Could not resolve account name. Check parameters or try again."
            raise Refusal(422, message, "invalid_account", "Ensure that the account number and bank code match.")
        return _HOLDERS[int(hashlib.sha256(account_number.encode()).hexdigest(), 16) % len(_HOLDERS)]

    def recipient(self, *, kind: str, name: str, account_number: str, bank_code: str, currency: str) -> Recipient:
        """Make an account known, or find it.

        Raises:
            Refusal: The account cannot be one of the currency.
        """
        bank = self._bank(bank_code)
        if (bank.currency, bank.type) != (currency, kind):
            raise invalid(f"{bank.name} takes {bank.type} in {bank.currency}")
        if not name or not re.fullmatch(r"[0-9]{7,15}", account_number):
            raise invalid("Account details are invalid")
        with self.store.changes as changes:
            changes.execute(
                "INSERT INTO recipients (code, type, name, account_number, bank_code, bank_name, currency, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    f"RCP_{secrets.token_hex(8)}",
                    kind,
                    name,
                    account_number,
                    bank_code,
                    bank.name,
                    currency,
                    stamp(),
                ),
            )
        query = "SELECT * FROM recipients WHERE account_number = ? AND bank_code = ? AND currency = ?"
        return self.store.rows(Recipient, query, account_number, bank_code, currency)[0]

    def balances(self) -> dict[str, int]:
        """What can be sent, by currency."""
        return dict(self.store.changes.execute("SELECT currency, amount FROM balances ORDER BY currency").fetchall())

    def set_balance(self, currency: str, amount: int) -> None:
        """Have so much from now on.

        Raises:
            Refusal: There is no such currency.
        """
        with self.store.changes as changes:
            found = changes.execute("UPDATE balances SET amount = ? WHERE currency = ?", (amount, currency))
        if found.rowcount == 0:
            raise invalid("Currency not supported")

    def transfer(self, *, reference: str, recipient_code: str, amount: int, currency: str, reason: str) -> Transfer:
        """Take a transfer and its fee from the balance; it is pending until it ends.

        Raises:
            Refusal: The reference is taken or cannot be one, nobody is known by the code, or the balance is too small.
        """
        if not re.fullmatch(r"[-_a-z0-9]{16,50}", reference):
            raise invalid("Transfer reference must have 16 to 50 characters of a-z, 0-9, - and _")
        if self.store.rows(Transfer, "SELECT * FROM transfers WHERE reference = ?", reference):
            message = "Please provide a unique reference. Reference already exists on a transfer"
            raise Refusal(400, message, "duplicate_transfer_reference", "Use a unique reference for each transfer.")
        found = self.store.rows(Recipient, "SELECT * FROM recipients WHERE code = ?", recipient_code)
        if not found or found[0].currency != currency:
            step = "Provide a valid recipient. Ensure you are passing the recipient code in the recipient param"
            raise Refusal(400, "Recipient specified is invalid", "invalid_transfer_recipient", step)
        fee = transfer_fee(amount, currency)
        if self.balances().get(currency, 0) < amount + fee:
            message = "Your balance is not enough to fulfil this request"
            raise Refusal(400, message, "insufficient_balance", "Top up your balance, or send less.")
        self._insert(reference, found[0], amount, fee, reason)
        self.wake.set()
        return self.found_transfer(reference)

    def found_transfer(self, reference: str) -> Transfer:
        """Find a transfer by the merchant's reference.

        Raises:
            Refusal: There is none.
        """
        found = self.store.rows(Transfer, "SELECT * FROM transfers WHERE reference = ?", reference)
        if not found:
            raise Refusal(404, "Transfer not found", "transfer_not_found", "Ensure that the reference is a transfer's")
        return found[0]

    def recipient_of(self, transfer: Transfer) -> Recipient:
        """Whom a transfer goes to."""
        return self.store.rows(Recipient, "SELECT * FROM recipients WHERE id = ?", transfer.recipient_id)[0]

    def settle_transfers(self, *, now: float) -> None:
        """End the transfers that are due as the knob says."""
        if self.knobs.transfers == "pending":
            return
        due = "SELECT * FROM transfers WHERE status = 'pending' AND settle_at <= ?"
        for transfer in self.store.rows(Transfer, due, now):
            self.end_transfer(transfer, self.knobs.transfers)

    def end_transfer(self, transfer: Transfer, status: str) -> None:
        """End a transfer, or bring back one that had arrived, and owe a webhook for it.

        Raises:
            Refusal: It cannot end like that any more.
        """
        if status not in ENDINGS.get(transfer.status, ()):
            raise invalid(f"A transfer that is {transfer.status} cannot become {status}")
        with self.store.changes as changes:
            changes.execute(
                "UPDATE transfers SET status = ?, updated_at = ? WHERE id = ?", (status, stamp(), transfer.id)
            )
            if status != "success":
                changes.execute(
                    "UPDATE balances SET amount = amount + ? WHERE currency = ?",
                    (transfer.amount + transfer.fee, transfer.currency),
                )
            ended = self.found_transfer(transfer.reference)
            self._owe(f"transfer.{status}", transfer.reference, transfer_json(ended, self.recipient_of(ended)))
        self.wake.set()

    def _insert(self, reference: str, recipient: Recipient, amount: int, fee: int, reason: str) -> None:
        now = stamp()
        with self.store.changes as changes:
            changes.execute(
                "UPDATE balances SET amount = amount - ? WHERE currency = ?", (amount + fee, recipient.currency)
            )
            changes.execute(
                "INSERT INTO transfers (reference, code, recipient_id, amount, fee, currency, reason, created_at,"
                " updated_at, settle_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    reference,
                    f"TRF_{secrets.token_hex(8)}",
                    recipient.id,
                    amount,
                    fee,
                    recipient.currency,
                    reason,
                    now,
                    now,
                    time.time() + self.config.refund_seconds,
                ),
            )

    @staticmethod
    def _bank(code: str) -> EmulatedBank:
        for bank in BANKS:
            if bank.code == code:
                return bank
        raise Refusal(422, f"Unknown bank code: {code}", "invalid_bank_code", "Take a code from the list of banks.")


def transfer_fee(amount: int, currency: str) -> int:
    """Paystack's published price of a transfer in Nigeria (10, 25 or 50 naira); free elsewhere here."""
    if currency != "NGN":
        return 0
    return 10_00 if amount <= 5_000_00 else 25_00 if amount <= 50_000_00 else 50_00


def transfer_json(transfer: Transfer, recipient: Recipient, *, embed: bool = True) -> Json:
    """A transfer; its answer on creation names the recipient by number only and knows no fee yet."""
    told: Json = {
        "amount": transfer.amount,
        "createdAt": transfer.created_at,
        "currency": transfer.currency,
        "domain": "test",
        "failures": None,
        "id": transfer.id,
        "integration": 412829,
        "reason": transfer.reason,
        "reference": transfer.reference,
        "source": "balance",
        "source_details": None,
        "status": transfer.status,
        "titan_code": None,
        "transfer_code": transfer.code,
        "transferred_at": None,
        "updatedAt": transfer.updated_at,
    }
    if not embed:
        return {**told, "transfersessionid": [], "transfertrials": [], "recipient": recipient.id}
    extra: Json = {"recipient": recipient_json(recipient), "session": {"provider": None, "id": None}}
    return {**told, **extra, "fee_charged": transfer.fee, "fees_breakdown": None, "gateway_response": None}


def recipient_json(recipient: Recipient) -> Json:
    """A recipient."""
    return {
        "active": True,
        "createdAt": recipient.created_at,
        "currency": recipient.currency,
        "domain": "test",
        "id": recipient.id,
        "integration": 412829,
        "name": recipient.name,
        "recipient_code": recipient.code,
        "type": recipient.type,
        "updatedAt": recipient.created_at,
        "is_deleted": False,
        "details": {
            "authorization_code": None,
            "account_number": recipient.account_number,
            "account_name": None,
            "bank_code": recipient.bank_code,
            "bank_name": recipient.bank_name,
        },
    }
