"""Stored value under any history of top-ups, purchases, redemptions and refunds is what a simple model says."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.shares import shares
from fashionistar.ledger.account_refs import escrow, wallet
from fashionistar.ledger.locked_accounts import InsufficientFundsError
from fashionistar.ledger.postings import refund_before_release
from fashionistar.ledger.selectors import balance
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.wallets.models import GiftCard
from fashionistar.wallets.services.gift_card_expire import gift_card_expire
from fashionistar.wallets.services.gift_card_redeem import gift_card_redeem
from fashionistar.wallets.services.stored_value_refund import stored_value_refund
from fashionistar.wallets.services.tenders_post import tenders_post
from fashionistar.wallets.services.tenders_set_aside import tenders_set_aside
from fashionistar.wallets.services.tenders_void import tenders_void
from fashionistar.wallets.spending import PayFrom, sources_lock
from tests.people import People, acting
from tests.wallets.keeping import card_of, filled, on, once

MINOR = st.integers(1, 900)
WHICH = st.integers(0, 5)


@dataclass
class Bought:
    """A purchase as the model knows it: what its card and the wallet pay, and where that is."""

    purchase: UUID
    parts: dict[UUID, int]
    card: int | None
    of_card: int
    of_wallet: int
    state: str = "SET_ASIDE"
    refunded: int = 0

    @property
    def stored(self) -> int:
        return self.of_card + self.of_wallet


@dataclass
class Model:
    """What everything should hold."""

    wallet: int = 0
    cards: list[int] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)

    def set_aside(self, card: int | None = None) -> int:
        """Of the wallet, or of a card."""
        waiting = [each for each in self.bought if each.state == "SET_ASIDE"]
        if card is None:
            return sum(each.of_wallet for each in waiting)
        return sum(each.of_card for each in waiting if each.card == card)


class StoredValue(RuleBasedStateMachine):
    """Dami's wallet, up to four cards, and purchases of two parts."""

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()  # rolled back in the end
        self.history.__enter__()
        self.dami = People().dami
        self.model, self.cards, self.codes = Model(), list[GiftCard](), list[str]()
        self.now = timezone.now()
        self.tops_up(500)
        for minor in (300, 200):
            self.gets_card(minor)

    def tops_up(self, minor: int) -> None:
        filled(self.dami, minor)
        self.model.wallet += minor

    def gets_card(self, minor: int) -> None:
        card, code = card_of(minor)
        self.cards.append(card)
        self.codes.append(code)
        self.model.cards.append(minor)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.history.__exit__(None, None, None)

    @rule(minor=MINOR)
    def top_up(self, minor: int) -> None:
        self.tops_up(minor)

    @precondition(lambda self: len(self.cards) < 4)
    @rule(minor=MINOR)
    def get_card(self, minor: int) -> None:
        self.gets_card(minor)

    @rule(total=MINOR, first=st.integers(0, 100), which=st.none() | WHICH, from_wallet=st.booleans())
    def buy(self, total: int, first: int, which: int | None, from_wallet: bool) -> None:
        at = None if which is None else which % len(self.cards)
        if at is None and not from_wallet:
            return
        codes = () if at is None else (self.codes[at],)
        of_card = 0 if at is None else min(total, self.model.cards[at])
        of_wallet = min(total - of_card, self.model.wallet) if from_wallet else 0
        refused = (at is not None and not of_card) or (from_wallet and not self.model.wallet)
        with transaction.atomic():
            outcome: tuple[str, ...] = ()
            try:
                sources = sources_lock(
                    acting(self.dami), PayFrom(from_wallet, codes), currency="NGN", total=total, now=self.now
                )
            except DomainError as error:
                outcome = error.codes
            assert refused is (outcome == ("INSUFFICIENT_FUNDS",))
            if refused:
                return
            stored = sum(source.minor for source in sources)
            assert stored == of_card + of_wallet
            one, other = uuid4(), uuid4()
            share = shares(stored, {one: total * first // 100, other: total - total * first // 100})
            parts = {part: minor for part, minor in share.items() if minor}
            purchase = uuid4()
            tenders_set_aside(
                purchase=purchase, sources=sources, parts=parts, currency="NGN", actor=SYSTEM, now=self.now
            )
        self.model.wallet -= of_wallet
        if at is not None:
            self.model.cards[at] -= of_card
        self.model.bought.append(Bought(purchase, parts, at, of_card, of_wallet))

    def pick(self, which: int) -> Bought | None:
        return self.model.bought[which % len(self.model.bought)] if self.model.bought else None

    @rule(which=WHICH)
    def leave(self, which: int) -> None:
        if (bought := self.pick(which)) is None:
            return
        with transaction.atomic():
            tenders_void(purchase=bought.purchase, now=self.now)
        if bought.state == "SET_ASIDE":
            bought.state = "VOIDED"
            self.give(bought, bought.of_card, bought.of_wallet)

    def give(self, bought: Bought, of_card: int, of_wallet: int) -> None:
        self.model.wallet += of_wallet
        if bought.card is not None:
            self.model.cards[bought.card] += of_card

    @rule(which=WHICH)
    def pay(self, which: int) -> None:
        if (bought := self.pick(which)) is not None:
            self.settle(bought)

    def settle(self, bought: Bought) -> None:
        missing = bought.of_wallet > self.model.wallet
        missing |= bought.card is not None and bought.of_card > self.model.cards[bought.card]
        try:
            with transaction.atomic():
                tenders_post(purchase=bought.purchase, now=self.now)
        except InsufficientFundsError:
            assert bought.state == "VOIDED"
            assert missing
            return
        if bought.state == "VOIDED":
            assert not missing
            self.give(bought, -bought.of_card, -bought.of_wallet)
        bought.state = "POSTED"

    @rule(which=WHICH, seldom=st.integers(0, 5))
    def redeem(self, which: int, seldom: int) -> None:
        if seldom != 5:  # it empties a card
            return
        at = which % len(self.cards)
        inner: Callable[..., object] = getattr(gift_card_redeem, "__wrapped__")  # noqa: B009  (inside the history)
        empty = pytest.raises(DomainError, match="INSUFFICIENT_FUNDS")
        with nullcontext() if self.model.cards[at] else empty, transaction.atomic():
            inner(actor=acting(self.dami), code=self.codes[at], once=once(), now=self.now)
        self.model.wallet, self.model.cards[at] = self.model.wallet + self.model.cards[at], 0

    @rule(which=WHICH, seldom=st.integers(0, 5))
    def end(self, which: int, seldom: int) -> None:
        if seldom != 5:  # it empties a card
            return
        at = which % len(self.cards)
        inner: Callable[..., bool] = getattr(gift_card_expire, "__wrapped__")  # noqa: B009  (inside the history)
        with transaction.atomic():
            GiftCard.objects.filter(pk=self.cards[at].pk).update(expires_at=self.now - timedelta(days=1))
            ended = inner(gift_card_id=self.cards[at].pk, now=self.now)
            # It can be used again, empty as it is; what it says of itself is no matter of the model.
            later = self.now + timedelta(days=9)
            GiftCard.objects.filter(pk=self.cards[at].pk).update(expires_at=later, status="ACTIVE")
        assert ended is not bool(self.model.set_aside(at))
        if ended:
            self.model.cards[at] = 0

    @rule(which=WHICH, minor=MINOR)
    def refund(self, which: int, minor: int) -> None:
        bought = self.pick(which)
        if bought is None:
            return
        self.settle(bought)  # a history without it would refund nothing
        if bought.state != "POSTED":
            return
        part = max(bought.parts, key=lambda each: balance(escrow(each, "NGN")).posted)
        minor = min(minor, balance(escrow(part, "NGN")).posted)
        if not minor:
            return
        name = f"refund:{uuid4()}"
        with transaction.atomic():
            transfer_post(
                reference=f"{name}:due",
                kind="REFUND_BEFORE_RELEASE",
                entries=refund_before_release(payment_id=bought.purchase, currency="NGN", parts={part: minor}),
                event_at=self.now,
                actor=SYSTEM,
            )
            for _ in "ab":  # the second is the first
                stored_value_refund(
                    purchase=bought.purchase,
                    due_id=bought.purchase,
                    amount_minor=minor,
                    reference=name,
                    description="",
                    actor=SYSTEM,
                    now=self.now,
                )
        bought.refunded += minor
        self.model.wallet += minor

    @invariant()
    def the_books_say_the_same(self) -> None:
        purse = balance(wallet(self.dami.pk, "NGN"))
        assert (purse.available, purse.pending_out) == (self.model.wallet, self.model.set_aside())
        for at, card in enumerate(self.cards):
            assert on(card) == (self.model.cards[at], self.model.set_aside(at))
        for bought in self.model.bought:
            posted = sum(balance(escrow(part, "NGN")).posted for part in bought.parts)
            assert posted == (bought.stored - bought.refunded if bought.state == "POSTED" else 0)


@pytest.mark.django_db
def test_the_books_and_the_model_agree() -> None:
    run_state_machine_as_test(
        StoredValue,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
