"""What differs between a gateway's word and our books, of one thing: pure comparisons."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fashionistar.reconciliation.models import DifferenceKind


class Standing(StrEnum):
    """Where money stands, in words that both sides have."""

    STILL = "STILL"
    MOVING = "MOVING"
    MOVED = "MOVED"
    RETURNED = "RETURNED"
    UNKNOWN = "UNKNOWN"


#: What has not moved and what came back: the money is where it was.
AT_REST = frozenset({Standing.STILL, Standing.RETURNED})


@dataclass(frozen=True, slots=True)
class Told:
    """A gateway's word on one thing.

    Attributes:
        standing: Where the money stands.
        status: The same in the words of `payments.gateway_words`.
        minor: The amount, in minor units.
        fee_minor: What the gateway charged; None while it has not said.
        currency: ISO 4217.
        at: When it moved or was made; None where the gateway does not say.
    """

    standing: Standing
    status: str
    minor: int
    fee_minor: int | None
    currency: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Booked:
    """What our rows and our ledger say of one thing.

    Attributes:
        standing: Where the row says that the money stands.
        status: The row's; "" where there is only a transfer in the ledger.
        minor: What the ledger has, or what was asked for while it has nothing.
        fee_minor: What the ledger has.
        currency: ISO 4217.
        at: When the ledger says that it moved.
        is_posted: Whether the ledger has it.
        is_expected: Whether the gateway must know it.
        is_under_way: Whether we have not asked the gateway again yet, and are not late with it.
    """

    standing: Standing
    status: str
    minor: int
    fee_minor: int
    currency: str
    at: datetime | None
    is_posted: bool
    is_expected: bool
    is_under_way: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: its kind, and what each side says, None where it says nothing."""

    kind: DifferenceKind
    gateway_minor: int | None
    books_minor: int | None
    told: Told | None
    booked: Booked | None

    @property
    def facts(self) -> str:
        """What makes it the same difference on another night: figures, or the statuses where those are what differs."""
        if self.kind is DifferenceKind.STATUS:
            return f"{self.kind}|{self.gateway_status}|{self.books_status}"
        gateway = f"{self.gateway_minor} {self.gateway_currency}"
        return f"{self.kind}|{gateway}|{self.books_minor} {self.books_currency}"

    @property
    def gateway_currency(self) -> str:
        """The gateway's, or ""."""
        return self.told.currency if self.told else ""

    @property
    def gateway_status(self) -> str:
        """The gateway's, or ""."""
        return self.told.status if self.told else ""

    @property
    def books_currency(self) -> str:
        """Ours, or ""."""
        return self.booked.currency if self.booked else ""

    @property
    def books_status(self) -> str:
        """Ours, or ""."""
        return self.booked.status if self.booked else ""


def differences(told: Told | None, booked: Booked | None) -> tuple[Finding, ...]:
    """What differs; nothing where both sides agree, or where money is at rest on both.

    Args:
        told: The gateway's word; None if it does not know the thing.
        booked: Ours; None if we do not.
    """
    if told is None:
        missing = booked is not None and booked.is_expected
        return (_finding(DifferenceKind.MISSING_AT_GATEWAY, None, booked),) if missing else ()
    if booked is None:
        return () if told.standing in AT_REST else (_finding(DifferenceKind.MISSING_IN_BOOKS, told, None),)
    if told.standing in AT_REST and booked.standing in AT_REST:
        return ()
    if told.currency != booked.currency:
        # Amounts of two currencies are not comparable.
        return (_finding(DifferenceKind.CURRENCY, told, booked),)
    return (*_of_figures(told, booked), *_of_standing(told, booked))


def _of_figures(told: Told, booked: Booked) -> tuple[Finding, ...]:
    found = []
    if told.standing not in AT_REST and told.minor != booked.minor:
        found.append(_finding(DifferenceKind.AMOUNT, told, booked))
    both = told.standing is Standing.MOVED and booked.is_posted
    if both and told.fee_minor is not None and told.fee_minor != booked.fee_minor:
        found.append(Finding(DifferenceKind.FEE, told.fee_minor, booked.fee_minor, told, booked))
    return tuple(found)


def _of_standing(told: Told, booked: Booked) -> tuple[Finding, ...]:
    if told.standing is booked.standing:
        if told.standing is Standing.MOVED and not booked.is_posted:
            return (Finding(DifferenceKind.MISSING_IN_BOOKS, told.minor, None, told, booked),)
        return ()
    return () if booked.is_under_way else (_finding(DifferenceKind.STATUS, told, booked),)


def _finding(kind: DifferenceKind, told: Told | None, booked: Booked | None) -> Finding:
    return Finding(kind, told.minor if told else None, booked.minor if booked else None, told, booked)
