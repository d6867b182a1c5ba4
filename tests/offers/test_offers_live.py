"""Live conversations show what becomes of offers."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from schema.lib.context import WireContext
from schema.lib.ids import global_id
from schema.root import schema
from tests.offers.bargaining import Bargain, accepted, bargain, countered, offered
from tests.people import People, acting
from tests.wire.test_subscriptions import Watch, relayed

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "subscription($id: ID!) { messageReceived(conversationId: $id) { cursor event { type } "
    "message { sequence offer { status } } } }"
)


@pytest.fixture
def people(transactional_db: None) -> People:
    """Everybody."""
    found = People()
    assert all((found.ada, found.bisi, found.cleo, found.dami, found.atelier))
    return found


def _begun(people: People) -> Bargain:
    it = bargain(people)
    relayed()
    return it


def _agreed(people: People, it: Bargain) -> None:
    """Dami counters the shop's offer, and the shop accepts."""
    accepted(countered(it, offered(it, people.ada), people.dami, profile_id=it.profile.pk), people.ada)
    relayed()


async def test_both_sides_see_what_becomes_of_offers(people: People) -> None:
    it = await sync_to_async(_begun)(people)
    given, streams = {"id": global_id("Conversation", it.talk.pk)}, []
    for who in (people.dami, people.bisi):
        found: Any = await schema.subscribe(TEXT, given, context_value=WireContext(actor=acting(who)))
        streams.append(Watch(found, "messageReceived"))
    assert [(await each.next())["message"] for each in streams] == [None, None]
    await sync_to_async(_agreed)(people, it)
    for each in streams:
        seen = [await each.next() for _ in range(4)]
        # What is sent is the offer as it is now.
        assert [(one["event"]["type"], one["message"]["offer"]["status"]) for one in seen] == [
            ("MessageSent", "COUNTERED"),
            ("OfferCountered", "COUNTERED"),
            ("MessageSent", "ACCEPTED"),
            ("OfferAccepted", "ACCEPTED"),
        ]
        await each.stream.aclose()
