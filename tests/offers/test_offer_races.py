"""Offers under real concurrency: whoever comes first decides, and it is decided once."""

import pytest

from fashionistar.chat.models import Conversation
from fashionistar.checkout.models import CartLine
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from fashionistar.offers.models import Offer
from fashionistar.offers.services.offer_decline import offer_decline
from fashionistar.offers.services.offer_withdraw import offer_withdraw
from fashionistar.tailoring.models import Specification
from tests.offers.bargaining import accepted, bargain, countered, offered
from tests.payouts.test_payout_races import CLIENTS, at_once
from tests.people import People, acting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> People:
    """Everybody."""
    found = People()
    assert all((found.ada, found.bisi, found.cleo, found.dami, found.atelier))
    return found


def test_sixteen_answers_at_once_are_one(people: People) -> None:
    it = bargain(people)
    offer = offered(it, people.ada)

    def answer(turn: int) -> str:
        dami, now = acting(people.dami), offer.created_at
        try:
            match turn % 4:
                case 0:
                    return accepted(offer, people.dami, it.profile).status
                case 1:
                    return offer_decline(actor=dami, offer_id=offer.pk, now=now).status
                case 2:
                    countered(it, offer, people.dami, profile_id=it.profile.pk)
                    return "COUNTERED"
                case _:
                    return offer_withdraw(actor=acting(people.ada), offer_id=offer.pk, now=now).status
        except DomainError:
            return ""

    # The shop may take back what was accepted: that is an end after an end, and the last one counts.
    done = [each for each in at_once(answer) if each]
    assert len(done) == 1 or (len(done) == 2 and sorted(done) == ["ACCEPTED", "WITHDRAWN"])
    status = Offer.objects.get(pk=offer.pk).status
    assert status in done
    assert CartLine.objects.count() == (1 if status == "ACCEPTED" else 0)
    assert Specification.objects.count() == (1 if "ACCEPTED" in done else 0)
    ends = OutboxEvent.objects.filter(type__startswith="Offer").exclude(type="OfferMade")
    assert ends.count() == len(done)
    assert Conversation.objects.get().last_sequence == (2 if "COUNTERED" in done else 1)


def test_sixteen_offers_accepted_at_once_are_sixteen_lines_of_one_cart(people: People) -> None:
    it = bargain(people)
    offers = [offered(it, people.ada, str(50_000 + turn)) for turn in range(CLIENTS)]
    at_once(lambda turn: accepted(offers[turn], people.dami, it.profile).status)
    lines = CartLine.objects.order_by("seen_price_minor")
    assert lines.values("cart").distinct().count() == 1
    assert [line.seen_price_minor for line in lines] == [(50_000 + turn) * 100 for turn in range(CLIENTS)]
