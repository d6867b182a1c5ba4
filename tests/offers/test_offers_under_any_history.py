"""Whatever two sides do with offers, each ends once, and the cart holds just what was agreed on."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from fashionistar.accounts.models import User
from fashionistar.checkout.models import CartLine
from fashionistar.kernel.errors import DomainError
from fashionistar.offers.models import Offer
from fashionistar.offers.services.offer_accept import offer_accept
from fashionistar.offers.services.offer_counter import offer_counter
from fashionistar.offers.services.offer_decline import offer_decline
from fashionistar.offers.services.offer_withdraw import offer_withdraw
from fashionistar.offers.services.offers_expire import offers_expire
from tests.chat.talking import assert_counts_are_right
from tests.offers.bargaining import bargain, offered, once, proposal
from tests.people import People, acting

SIDE, PART = st.sampled_from(("SHOPPER", "SHOP")), st.floats(0, 1, exclude_max=True)
PRICE = st.integers(1, 90_000)


class Bargaining(RuleBasedStateMachine):
    """Dami and Ada; the model remembers of each offer who made it, for how much, until when, and how it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()  # rolled back in the end
        self.history._from_testcase = True  # type: ignore[attr-defined]  # use-cases may begin as in any test
        self.history.__enter__()
        self.now, self.it = timezone.now(), bargain(People())
        self.who: dict[str, User] = {"SHOPPER": self.it.talk.shopper, "SHOP": self._owner()}
        self.offers: list[UUID] = []
        self.made: dict[UUID, tuple[str, int]] = {}
        self.stands: dict[UUID, str] = {}
        self.until: dict[UUID, object] = {}

    def _owner(self) -> User:
        return User.objects.get(memberships__vendor=self.it.talk.vendor_id, memberships__role="OWNER")

    def _chosen(self, part: float) -> UUID | None:
        return self.offers[int(part * len(self.offers))] if self.offers else None

    def _open(self, offer: UUID) -> bool:
        return self.stands[offer] == "OPEN" and self.until[offer] > self.now  # type: ignore[operator]

    def _remember(self, offer: Offer, price: int) -> None:
        self.offers.append(offer.pk)
        self.made[offer.pk], self.stands[offer.pk] = (offer.side, price), "OPEN"
        self.until[offer.pk] = offer.expires_at

    @rule(side=SIDE, price=PRICE, days=st.integers(1, 5))
    def makes(self, side: str, price: int, days: int) -> None:
        until = self.now + timedelta(days=days)
        given = {"profile_id": self.it.profile.pk} if side == "SHOPPER" else {}
        offer = offered(self.it, self.who[side], str(price), at=self.now, expires_at=until, **given)
        self._remember(offer, price)

    @rule(side=SIDE, part=PART, price=PRICE)
    def counters(self, side: str, part: float, price: int) -> None:
        if (chosen := self._chosen(part)) is None:
            return
        given = {"profile_id": self.it.profile.pk} if side == "SHOPPER" else {}
        may = self._open(chosen) and self.made[chosen][0] != side
        with suppress(DomainError):
            made = offer_counter(
                actor=acting(self.who[side]),
                offer_id=chosen,
                proposal=proposal(self.it, str(price), **given),
                now=self.now,
            )
            assert may
            self.stands[chosen] = "COUNTERED"
            self._remember(made, price)
            return
        assert not may

    @rule(side=SIDE, part=PART)
    def accepts(self, side: str, part: float) -> None:
        if (chosen := self._chosen(part)) is None:
            return
        may = self._open(chosen) and self.made[chosen][0] != side
        profile = self.it.profile.pk if side == "SHOPPER" else None
        actor = acting(self.who[side])
        with suppress(DomainError):
            offer_accept(actor=actor, offer_id=chosen, profile_id=profile, once=once(actor), now=self.now)
            assert may
            self.stands[chosen] = "ACCEPTED"
            return
        assert not may

    @rule(side=SIDE, part=PART)
    def declines(self, side: str, part: float) -> None:
        if (chosen := self._chosen(part)) is None:
            return
        may = self._open(chosen) and self.made[chosen][0] != side
        with suppress(DomainError):
            offer_decline(actor=acting(self.who[side]), offer_id=chosen, now=self.now)
            assert may
            self.stands[chosen] = "DECLINED"
            return
        assert not may

    @rule(side=SIDE, part=PART)
    def withdraws(self, side: str, part: float) -> None:
        if (chosen := self._chosen(part)) is None:
            return
        own = self._open(chosen) and self.made[chosen][0] == side
        may = own or (side == "SHOP" and self.stands[chosen] == "ACCEPTED")
        with suppress(DomainError):
            offer_withdraw(actor=acting(self.who[side]), offer_id=chosen, now=self.now)
            assert may
            self.stands[chosen] = "WITHDRAWN"
            return
        assert not may

    @rule(days=st.integers(1, 4))
    def time_goes_by(self, days: int) -> None:
        self.now += timedelta(days=days)
        over = [each for each in self.offers if self.stands[each] == "OPEN" and not self._open(each)]
        assert offers_expire(now=self.now) == len(over)
        self.stands |= dict.fromkeys(over, "EXPIRED")

    @invariant()
    def each_stands_as_it_was_left(self) -> None:
        assert dict(Offer.objects.values_list("pk", "status")) == self.stands
        assert_counts_are_right()

    @invariant()
    def the_cart_holds_what_was_agreed_on(self) -> None:
        agreed = sorted(price * 100 for each, (_, price) in self.made.items() if self.stands[each] == "ACCEPTED")
        found = CartLine.objects.order_by("seen_price_minor").values_list("seen_price_minor", flat=True)
        assert list(found) == agreed

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.history.__exit__(None, None, None)


@pytest.mark.django_db
def test_any_history() -> None:
    chosen = settings(
        max_examples=12, stateful_step_count=12, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Bargaining, settings=chosen)
