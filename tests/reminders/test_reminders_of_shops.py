"""Whom a shop's conversation is assigned to, who leaves, and what is offered."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.chat.models import Conversation
from fashionistar.chat.services.conversation_assign import conversation_assign
from fashionistar.reminders.models import Reminder
from fashionistar.vendors.services.vendor_member_remove import vendor_member_remove
from tests.accounts.codes import ask
from tests.accounts.leaving import leave
from tests.accounts.second_factors import acting_in, proved
from tests.accounts.test_account_export import copy_of
from tests.chat.talking import read, say, send, talk_of
from tests.checkout.shopping import faults
from tests.offers.bargaining import accepted, bargain, countered, offered
from tests.people import People, acting
from tests.reminders.reminding import letters, place_of, reads, told
from tests.vendors.working import member
from tests.wire.client import Wire, gid

FROM_DAMI = "A message from Dami waits for you"


@pytest.fixture
def talk(people: People) -> Conversation:
    """Dami's with Ada's shop, in which Bisi works."""
    assert people.bisi
    return talk_of(people.dami, people.atelier)


def assign(people: People, talk: Conversation, who: str | None) -> None:
    """Ada has somebody look after it."""
    member_id = None if who is None else place_of(people, getattr(people, who)).pk
    conversation_assign(actor=acting(people.ada), conversation_id=talk.pk, member_id=member_id, now=timezone.now())


def test_of_what_is_assigned_only_the_assignee_is_told_also_when_another_has_looked_in(
    people: People, talk: Conversation
) -> None:
    reads(people.bisi, talk)
    assign(people, talk, "bisi")
    say(people.dami, talk)
    reads(people.ada, talk)
    assert told() == [("Bisi", FROM_DAMI)]
    assert told(30) == []


def test_who_is_given_what_waits_learns_of_it(people: People, talk: Conversation) -> None:
    assign(people, talk, "ada")
    say(people.dami, talk)
    assert told() == [("Ada", FROM_DAMI)]
    assign(people, talk, "bisi")
    assert told() == [("Bisi", FROM_DAMI)]
    assign(people, talk, None)
    assert told() == []


def test_when_who_was_told_leaves_the_others_are(people: People, talk: Conversation, relay: Callable[[], int]) -> None:
    assign(people, talk, "bisi")
    say(people.dami, talk)
    assert told() == [("Bisi", FROM_DAMI)]
    ada = acting_in(proved(people.ada, mfa=False))
    vendor_member_remove(actor=ada, member_id=place_of(people, people.bisi).pk, now=timezone.now())
    relay()
    assert told() == [("Ada", FROM_DAMI)]
    member(people.atelier, people.bisi, "STAFF", "CHAT_REPLY")
    say(people.dami, talk)
    assert told() == [("Bisi", "2 messages from Dami wait for you")]


def test_who_changes_her_place_and_may_still_reply_stays_told(
    people: People, talk: Conversation, relay: Callable[[], int]
) -> None:
    say(people.dami, talk)
    assert len(told()) == 2
    change = {"id": gid(place_of(people, people.bisi)), "permissions": ["CHAT_REPLY"]}
    assert faults(ask("vendorMemberUpdate", "userErrors { code field }", Wire(people.ada), **change)) == []
    relay()
    assert told() == []


def test_an_offer_is_told_with_its_price_to_who_answers_it(people: People) -> None:
    it = bargain(people)
    offer = offered(it, people.ada, "60000", quantity=2)
    assert told() == [("Dami", "A message from Ada's Atelier waits for you")]
    assert (
        f"An offer waits for an answer: 2 pieces at 60000.00 NGN, until {offer.expires_at:%d %B %Y}" in letters()[0][2]
    )
    countered(it, offer, people.dami, "50000", profile_id=it.profile.pk)
    offered(it, people.dami, "1", profile_id=it.profile.pk)
    assert [who for who, _ in told()] == ["Ada", "Bisi"]
    assert all("2 offers wait for an answer, the latest: 1 piece at 1.00 NGN" in text for *_, text in letters())


def test_an_offer_that_is_over_or_ones_own_is_not_told(people: People) -> None:
    it = bargain(people)
    accepted(offered(it, people.ada), people.dami, it.profile)
    offered(it, people.ada, expires_at=timezone.now() + timedelta(minutes=10, seconds=5))
    offered(it, people.dami, profile_id=it.profile.pk)
    reads(people.ada, it.talk)
    assert told() == [("Dami", "2 messages from Ada's Atelier wait for you")]
    assert "offer" not in letters()[0][2]


def test_who_talks_through_the_wire_is_told_the_same(people: People, talk: Conversation) -> None:
    dami, ada = Wire(people.dami), Wire(people.ada)
    assert [faults(send(who, talk)) for who in (ada, dami, ada)] == [[]] * 3
    assert told() == [
        ("Ada", FROM_DAMI),
        ("Bisi", FROM_DAMI),
        ("Dami", "2 messages from Ada's Atelier wait for you"),
    ]
    assert faults(read(dami, talk, 3)) == []
    until = (timezone.now() + timedelta(hours=1)).isoformat()
    muted = ask("conversationMute", "userErrors { code field }", dami, conversationId=gid(talk), until=until)
    assert faults(muted) == []
    send(ada, talk)
    assert (told(), told(61)) == ([], [("Dami", "A message from Ada's Atelier waits for you")])


def test_who_is_gone_is_told_nothing_and_nobody_of_her(
    people: People, talk: Conversation, relay: Callable[[], int]
) -> None:
    say(people.ada, talk)
    assert len(told()) == 1
    (had,) = copy_of(people.dami)["reminders"]
    assert (had["conversationId"], had["toldAt"] > "20") == (gid(talk), True)
    say(people.dami, talk)
    assert faults(leave(people.dami)) == []
    relay()
    assert not Reminder.objects.exists()
    assert told() == []
    assert letters() == []
