"""Whoever sweeps at the same time, reads meanwhile or is killed: each is told once."""

from collections import Counter

import pytest
from django.utils import timezone

from fashionistar.chat.models import Conversation
from fashionistar.kernel.models import OutboxEvent
from fashionistar.notifications.models import Notification
from fashionistar.reminders.models import Reminder
from fashionistar.reminders.services.reminders_queue import reminders_queue
from tests.chat.talking import say, talk_of
from tests.killing import KILLED, LIVED, run_in_turn
from tests.payouts.test_payout_races import at_once
from tests.people import People
from tests.reminders.reminding import in_minutes, letters, reads

pytestmark = pytest.mark.django_db(transaction=True)

_QUEUE = "fashionistar.reminders.services.reminders_queue"
NOTED = f"{_QUEUE}:offers_for"
QUEUED = "fashionistar.kernel.outbox:record"
NEARLY = "django.db.models.query:QuerySet.bulk_update"


@pytest.fixture
def people(transactional_db: None) -> People:
    """Ada, Bisi and Dami."""
    found = People()
    assert all((found.dami, found.bisi, found.atelier))
    return found


def test_sixteen_who_sweep_at_once_tell_each_once(people: People) -> None:
    shoppers = [people.dami, *(people._person(f"Shopper{number}") for number in range(7))]
    for shopper in shoppers:
        say(shopper, talk_of(shopper, people.atelier))
    at = in_minutes(11)
    looked = at_once(lambda _: reminders_queue(now=at, limit=3))
    while found := reminders_queue(now=at):
        looked.append(found)
    assert sum(looked) == 8
    names = Counter((who, subject) for who, subject, _ in letters())
    expected = {f"A message from {each.name} waits for you" for each in shoppers}
    assert names == Counter({(who, subject): 1 for who in ("Ada", "Bisi") for subject in expected})
    assert (Reminder.objects.count(), OutboxEvent.objects.filter(type="NotificationQueued").count()) == (16, 16)


def test_who_reads_and_writes_while_others_sweep_is_told_once_or_not_at_all(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    say(people.ada, talk)

    def race(turn: int) -> None:
        if turn == 8:
            reads(people.dami, talk, 1)
        elif turn % 4 == 1:
            say(people.ada, talk)
        else:
            reminders_queue(now=timezone.now() if turn % 2 else in_minutes(11))

    at_once(race)
    while reminders_queue(now=in_minutes(30)):
        pass
    assert Reminder.objects.get(user=people.dami).read_sequence == 1
    assert 1 <= len(letters()) <= 2
    assert Conversation.objects.get().remind_at is None


def test_who_is_killed_has_told_nobody_and_the_next_tells_each_once(people: People) -> None:
    say(people.dami, talk_of(people.dami, people.atelier))
    run = run_in_turn(("remind", NOTED), ("remind", QUEUED), ("remind", NEARLY), ("remind", "-"), ("remind", "-"))
    # How far each had read who was told, and that nothing was booked.
    assert [(before, ended) for before, _, ended in run] == [("0", KILLED)] * 3 + [("0", LIVED), ("0 0 0", LIVED)]
    assert Counter(Notification.objects.values_list("address", flat=True)) == {
        "ada@example.com": 1,
        "bisi@example.com": 1,
    }
    assert (Reminder.objects.count(), OutboxEvent.objects.filter(type="NotificationQueued").count()) == (2, 2)
