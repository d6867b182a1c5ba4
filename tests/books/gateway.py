"""A gateway in memory that answers truly, if it answers, and keeps books of its own to compare ours with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson

from fashionistar.payments.gateway_errors import (
    DisputeNotFound,
    DuplicateReference,
    GatewayRejected,
    GatewayUnavailable,
    TransactionNotFound,
    TransferNotFound,
)
from fashionistar.payments.gateway_words import (
    Bank,
    BankAccount,
    Dispute,
    DisputeStatus,
    Evidence,
    GatewayStatus,
    Initialization,
    Recipient,
    RefundReceipt,
    RefundStatus,
    Subject,
    TransferReceipt,
    TransferStatus,
    Verification,
    WebhookNotice,
)
from tests.books.crashes import Killed

#: What may become of a call: "dies" is whoever calls, before or after the gateway has heard it.
MOODS = ("answers", "hears nothing", "loses the answer", "refuses", "dies before", "dies after")


@dataclass
class Charge:
    """A page, and what was paid on it, in minor units."""

    reference: str
    asked: int
    currency: str
    status: GatewayStatus = GatewayStatus.PENDING
    paid: int = 0
    refunds: list[RefundReceipt] = field(default_factory=list)

    @property
    def fee(self) -> int:
        """One in sixty-four, and one."""
        return self.paid // 64 + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What one thing has brought us and cost us so far, in minor units: `net` is of our balance, less the fee."""

    net: int = 0
    fee: int = 0


@dataclass
class Gateway:
    """A `PaymentGateway` and `PayoutGateway`.

    Attributes:
        name: As stored.
        notes: Whether it gives the note of a refund back.
        mood: What becomes of calls.
        charges: By reference.
        taken: Transfers, by reference.
        claims: What banks want back, by id.
        standings: All that it has ever said of a thing, by key; the last one holds.
    """

    name: str
    notes: bool = True
    mood: str = "answers"
    currencies: frozenset[str] = frozenset({"NGN", "GHS", "KES"})
    payout_currencies: frozenset[str] = frozenset({"NGN", "GHS", "KES"})
    charges: dict[str, Charge] = field(default_factory=dict)
    taken: dict[str, TransferReceipt] = field(default_factory=dict)
    claims: dict[str, Dispute] = field(default_factory=dict)
    standings: dict[tuple[str, str], list[Standing]] = field(default_factory=lambda: defaultdict(lambda: [Standing()]))
    serial: int = 0

    def balance(self, *, currency: str) -> int:
        """What it holds for us."""
        return sum(told[-1].net for (_, of), told in self.standings.items() if of == currency)

    def move(self, key: str, currency: str, net: int, fee: int = 0) -> None:
        """Write in its books."""
        told = self.standings[key, currency]
        told.append(Standing(told[-1].net + net, told[-1].fee + fee))

    def _hear(self) -> None:
        if self.mood == "dies before":
            raise Killed
        if self.mood == "hears nothing":
            raise GatewayUnavailable("no answer")
        if self.mood == "refuses":
            raise GatewayRejected("no")

    def _answer(self) -> None:
        if self.mood == "dies after":
            raise Killed
        if self.mood == "loses the answer":
            raise GatewayUnavailable("no answer")

    def _ask(self) -> None:
        if self.mood not in {"answers", "refuses"}:
            self._hear()
            self._answer()

    def initialize(
        self,
        *,
        reference: str,
        amount_minor: int,
        currency: str,
        email: str,
        callback_url: str,
        metadata: Mapping[str, str],
    ) -> Initialization:
        """Open a page, once for a reference."""
        self._hear()
        if reference in self.charges:
            raise DuplicateReference("known already")
        self.charges[reference] = Charge(reference, amount_minor, currency)
        self._answer()
        return Initialization(reference, f"https://pay.example/{reference}", "")

    def pay(self, charge: Charge, minor: int) -> None:
        """A shopper pays so much; nothing is a card that is declined."""
        charge.status = GatewayStatus.SUCCESS if minor else GatewayStatus.FAILED
        charge.paid = minor
        if minor:
            self.move(f"charge:{charge.reference}", charge.currency, minor - charge.fee, charge.fee)

    def verify(self, *, reference: str) -> Verification:
        """Tell of a page."""
        self._ask()
        charge = self.charges.get(reference)
        if charge is None:
            raise TransactionNotFound("never heard of it")
        is_paid = charge.status is GatewayStatus.SUCCESS
        return Verification(
            reference=reference,
            status=charge.status,
            amount_minor=charge.paid if is_paid else charge.asked,
            requested_amount_minor=charge.asked,
            fee_minor=charge.fee if is_paid else None,
            currency=charge.currency,
            transaction_id="4099260516",
            paid_at=None,
            channel="card",
            message="",
        )

    def refund(self, *, reference: str, amount_minor: int, currency: str, note: str) -> RefundReceipt:
        """Give back, some time; more than was paid must never be asked of it."""
        self._hear()
        charge = self.charges[reference]
        given = sum(one.amount_minor for one in charge.refunds if one.status is not RefundStatus.FAILED)
        assert given + amount_minor <= charge.paid, "more is to go back than was paid"
        assert note not in {one.note for one in charge.refunds}, "the same goes back twice"
        self.serial += 1
        made = RefundReceipt(f"{self.name}-{self.serial}", RefundStatus.PENDING, amount_minor, currency, note)
        charge.refunds.append(made)
        self._answer()
        return self._told(made)

    def refunds(self, *, reference: str) -> tuple[RefundReceipt, ...]:
        """List what goes back of a charge."""
        self._ask()
        return tuple(self._told(one) for one in self.charges[reference].refunds)

    def _told(self, made: RefundReceipt) -> RefundReceipt:
        return made if self.notes else replace(made, note="")

    def payments(self, *, since: datetime, until: datetime) -> Iterator[Verification]:
        """All."""
        return (self.verify(reference=reference) for reference in self.charges)

    def disputes(self, *, since: datetime, until: datetime) -> Iterator[Dispute]:
        """All."""
        self._ask()
        return iter(list(self.claims.values()))

    def dispute(self, *, dispute_id: str) -> Dispute:
        """Tell of one."""
        self._ask()
        if dispute_id not in self.claims:
            raise DisputeNotFound("never heard of it")
        return self.claims[dispute_id]

    def dispute_contest(self, *, dispute_id: str, evidence: Evidence) -> Dispute:
        """Take it to the bank, which decides as it likes."""
        return self.dispute(dispute_id=dispute_id)

    def dispute_accept(self, *, dispute_id: str, amount_minor: int, note: str) -> Dispute:
        """Let the shopper have it."""
        self.decide(dispute_id, DisputeStatus.LOST)
        return self.dispute(dispute_id=dispute_id)

    def claim(self, charge: Charge, minor: int) -> Dispute:
        """A bank wants so much of a charge back, and gets it until it has decided."""
        self.serial += 1
        made = Dispute(
            dispute_id=f"{self.name}-dp-{self.serial}",
            reference=charge.reference,
            status=DisputeStatus.UNDER_REVIEW,
            amount_minor=minor,
            currency=charge.currency,
            reason="Not as described",
            due_at=None,
            created_at=None,
        )
        self.claims[made.dispute_id] = made
        self.move(f"dispute:{made.dispute_id}", made.currency, -minor)
        return made

    def decide(self, dispute_id: str, status: DisputeStatus) -> None:
        """The bank decides, or opens again what we had won."""
        was = self.claims[dispute_id]
        back = {DisputeStatus.WON: was.amount_minor}
        self.move(f"dispute:{dispute_id}", was.currency, back.get(status, 0) - back.get(was.status, 0))
        self.claims[dispute_id] = replace(was, status=status)

    def signature_valid(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
        """Nobody else writes to us here."""
        return True

    def parse_webhook(self, *, body: bytes) -> WebhookNotice:
        """Read what `told` wrote."""
        read = orjson.loads(body)
        return WebhookNotice(read["event"], Subject(read["subject"]), read["reference"])

    def banks(self, *, currency: str) -> tuple[Bank, ...]:
        """None."""
        return ()

    def account_resolve(self, *, account_number: str, bank_code: str) -> BankAccount:
        """Everybody is Ada."""
        return BankAccount(account_number, "ADA NWOSU", bank_code)

    def recipient_create(self, *, account_name: str, account_number: str, bank_code: str, currency: str) -> Recipient:
        """One for all."""
        return Recipient("RCP_1", account_name, "", currency)

    def transfer_send(
        self, *, reference: str, amount_minor: int, currency: str, recipient_code: str, reason: str
    ) -> TransferReceipt:
        """Take it, once for a reference."""
        if self.mood == "refuses" and reference in self.taken:
            raise DuplicateReference("known already")
        self._hear()
        if reference in self.taken:
            raise DuplicateReference("known already")
        made = TransferReceipt(reference, "TRF_1", TransferStatus.PENDING, amount_minor, None, currency, "", None)
        self.taken[reference] = made
        self._answer()
        return made

    def transfer_verify(self, *, reference: str) -> TransferReceipt:
        """Tell of one."""
        self._ask()
        if reference not in self.taken:
            raise TransferNotFound("never heard of it")
        return self.taken[reference]

    def transfers(self, *, since: datetime, until: datetime) -> Iterator[TransferReceipt]:
        """All."""
        return iter(list(self.taken.values()))

    def end_transfer(self, reference: str, status: TransferStatus) -> None:
        """The bank has it, refuses it, or sends back what it had; the fee for an arrival stays paid."""
        was = self.taken[reference]
        fee = was.amount_minor // 128 + 1
        key = f"transfer:{reference}"
        if status is TransferStatus.SUCCESS:
            self.move(key, was.currency, -was.amount_minor - fee, fee)
        elif was.status is TransferStatus.SUCCESS:
            self.move(key, was.currency, was.amount_minor)
        told = fee if status is TransferStatus.SUCCESS else was.fee_minor
        self.taken[reference] = replace(was, status=status, fee_minor=told)

    def end_refund(self, charge: Charge, made: RefundReceipt, status: RefundStatus) -> None:
        """The bank has given it back, or has refused to."""
        charge.refunds[charge.refunds.index(made)] = replace(made, status=status)
        if status is RefundStatus.PROCESSED:
            self.move(f"refund:{made.note}", made.currency, -made.amount_minor)
