"""A kept read finds what the queryset would find, as it is now and for whoever asks."""

from uuid import uuid4

from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from fashionistar.chat.models import Conversation
from fashionistar.chat.selectors import visible_conversations
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.kernel.kept import KeptRow
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.slots import Slot
from tests.chat.talking import say, talk_of
from tests.people import People, acting


def seen(actor: Actor) -> QuerySet[Conversation]:
    """What an actor may see, by its key."""
    rows: QuerySet[Conversation] = visible_conversations(actor).filter(pk=Slot(0))
    return rows


def test_each_finds_what_she_may_see_and_the_queryset_is_made_once_for_her_kind(people: People) -> None:
    calls: list[Actor] = []

    def counted(actor: Actor) -> QuerySet[Conversation]:
        calls.append(actor)
        return seen(actor)

    talk, kept = talk_of(people.dami, people.atelier), KeptRow(counted)
    actors = [acting(who) for who in (people.dami, people.ada, people.bisi, people.cleo)]
    found = [kept.find(actor, key) for actor in [*actors, GUEST] for key in (talk.pk, uuid4())]
    assert found == [talk, None, talk, None, talk, None, None, None, None, None]
    assert len(calls) == 2, "once for people, once for guests"


def test_it_is_read_as_it_is_now_whole_and_by_one_statement(people: People) -> None:
    talk, kept = talk_of(people.dami, people.atelier), KeptRow(seen)
    assert kept.find(acting(people.ada), talk.pk) == talk
    say(people.dami, talk)
    with CaptureQueriesContext(
        connection,
    ) as ran:
        found = kept.find(acting(people.ada), talk.pk)
    assert len(ran) == 1
    fresh = Conversation.objects.get(pk=talk.pk)
    assert found is not None
    assert {name: getattr(found, name) for name in vars(fresh) if name != "_state"} == {
        name: value for name, value in vars(fresh).items() if name != "_state"
    }
    assert (found.last_sequence, found._state.adding, found._state.db) == (1, False, "default")


def test_values_are_what_their_fields_make_of_them(people: People) -> None:
    say(people.dami, talk_of(people.dami, people.atelier))
    event = OutboxEvent.objects.filter(type="MessageSent").get()
    kept = KeptRow(lambda _actor: OutboxEvent.objects.filter(pk=Slot(0)))
    found = kept.find(GUEST, event.pk)
    assert found is not None
    assert (found.payload, found.topics) == (event.payload, event.topics)
    assert isinstance(found.payload, dict)
