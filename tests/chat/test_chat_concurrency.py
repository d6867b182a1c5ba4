"""Conversations under real concurrency: one order without gaps, and counts that are right."""

from collections import Counter
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation, Message
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.chat.services.conversation_read import conversation_read
from fashionistar.chat.services.message_delete import message_delete
from fashionistar.kernel import event_log
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from tests.chat.talking import assert_counts_are_right, say, talk_of
from tests.payouts.test_payout_races import CLIENTS, at_once
from tests.people import People, acting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> People:
    """Ada, Bisi and Dami."""
    found = People()
    assert all((found.dami, found.bisi, found.atelier))
    return found


def test_sixteen_messages_at_once_get_sixteen_numbers_in_a_row_and_the_log_has_them_in_that_order(
    people: People,
) -> None:
    talk = talk_of(people.dami, people.atelier)
    who = (people.dami, people.ada, people.bisi)
    said = at_once(lambda turn: say(who[turn % 3], talk).sequence)
    assert sorted(said) == list(range(1, CLIENTS + 1))
    while event_log.place():
        pass
    logged = OutboxEvent.objects.filter(type="MessageSent").order_by("position").values_list("payload", flat=True)
    numbers = {str(key): sequence for key, sequence in Message.objects.values_list("pk", "sequence")}
    assert [numbers[each["message_id"]] for each in logged] == list(range(1, CLIENTS + 1))
    assert_counts_are_right()


def test_one_message_sent_sixteen_times_at_once_is_one(people: People) -> None:
    talk, name = talk_of(people.dami, people.atelier), uuid4()
    keys = at_once(lambda _: say(people.dami, talk, "Hello", client_id=name).pk)
    assert (len(set(keys)), Message.objects.count()) == (1, 1)
    assert Conversation.objects.get().last_sequence == 1
    assert OutboxEvent.objects.filter(type="MessageSent").count() == 1
    assert_counts_are_right()


def test_a_conversation_opened_sixteen_times_at_once_is_one(people: People) -> None:
    keys = at_once(lambda _: talk_of(people.dami, people.atelier).pk)
    assert (len(set(keys)), Conversation.objects.count()) == (1, 1)


def test_counts_are_right_whoever_sends_reads_and_deletes_meanwhile(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    who = (people.dami, people.ada, people.bisi)

    def chat(turn: int) -> None:
        user = who[turn % 3]
        for step in range(3):
            message = say(user, talk)
            _read(user, talk.pk, message.sequence - turn % 2)
            if (turn + step) % 3 == 0:
                message_delete(actor=acting(user), message_id=message.pk, now=timezone.now())

    at_once(chat)
    assert Conversation.objects.get().last_sequence == 3 * CLIENTS
    assert_counts_are_right()
    for user in who:
        _read(user, talk.pk, 3 * CLIENTS)
    assert set(talk.participants.values_list("unread_count", flat=True)) == {0}


def test_a_message_is_sent_before_the_block_or_not_at_all(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)

    def race(turn: int) -> str:
        try:
            if turn == CLIENTS // 2:
                conversation_block(actor=acting(people.dami), conversation_id=talk.pk, now=timezone.now())
                return "BLOCKED"
            return str(say(people.ada, talk).sequence)
        except DomainError as refused:
            return refused.codes[0]

    told = Counter(at_once(race))
    sent = Message.objects.count()
    assert told["BLOCKED"] == 1
    assert told["CONVERSATION_BLOCKED"] == CLIENTS - 1 - sent
    blocked = OutboxEvent.objects.get(type="ConversationBlocked").pk
    assert not OutboxEvent.objects.filter(type="MessageSent", pk__gt=blocked).exists()
    assert_counts_are_right()


def _read(user: User, talk: UUID, sequence: int) -> None:
    conversation_read(actor=acting(user), conversation_id=talk, sequence=max(sequence, 0), now=timezone.now())
