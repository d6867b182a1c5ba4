"""Paystack's documented test cards and what a bank says to each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DocumentedCard:
    """A card that always ends in the same way."""

    label: str
    number: str
    cvv: str
    approved: bool
    response: str

    @property
    def spaced(self) -> str:
        """The number in groups of four."""
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


DOCUMENTED_CARDS = (
    DocumentedCard("Success", "4084084084084081", "408", approved=True, response="Successful"),
    DocumentedCard("Declined", "4084080000005408", "001", approved=False, response="Declined"),
    DocumentedCard("Insufficient funds", "4084080000670037", "787", approved=False, response="Insufficient Funds"),
)
_BY_NUMBER = {card.number: card for card in DOCUMENTED_CARDS}


@dataclass(frozen=True, slots=True)
class Card:
    """What a shopper typed, once it has the form of a card."""

    number: str
    month: int
    year: int
    cvv: str


@dataclass(frozen=True, slots=True)
class BankWord:
    """The bank's answer to an attempt."""

    approved: bool
    response: str


def read_card(form: Mapping[str, str]) -> Card:
    """Read `number`, `expiry` (MM/YY) and `cvv`.

    Raises:
        ValueError: A field does not have the form of one.
    """
    number = re.sub(r"[\s-]", "", form.get("number", ""))
    if not re.fullmatch(r"[0-9]{12,19}", number):
        raise ValueError("Enter the card number: 12 to 19 digits.")
    expiry = re.fullmatch(r"\s*(0?[1-9]|1[0-2])\s*/\s*(?:20)?([0-9]{2})\s*", form.get("expiry", ""), re.ASCII)
    if expiry is None:
        raise ValueError("Enter the expiry date as MM/YY.")
    cvv = form.get("cvv", "").strip()
    if not re.fullmatch(r"[0-9]{3,4}", cvv):
        raise ValueError("Enter the CVV: the 3 digits on the back of the card.")
    return Card(number=number, month=int(expiry[1]), year=2000 + int(expiry[2]), cvv=cvv)


def ask_bank(card: Card, *, today: date) -> BankWord:
    """Return what the bank says to a charge of the card."""
    known = _BY_NUMBER.get(card.number)
    if known is None:
        return BankWord(approved=False, response="Not a test card; use one of those below")
    if (card.year, card.month) < (today.year, today.month):
        return BankWord(approved=False, response="Expired Card")
    if card.cvv != known.cvv:
        return BankWord(approved=False, response="Incorrect CVV")
    return BankWord(approved=known.approved, response=known.response)
