"""Who is away is told once that something waits, and nobody else is."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat import presence
from fashionistar.chat.models import Conversation, Participant
from fashionistar.chat.presence import Signal
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.chat.services.message_delete import message_delete
from fashionistar.chat.services.part_report import part_report
from fashionistar.reminders.models import Reminder
from fashionistar.reminders.services.reminders_queue import reminders_queue
from fashionistar.reminders.tasks import queue_reminders
from tests.chat.talking import about, say, talk_of
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.notifications.providing import MailServer, sent
from tests.people import People, acting
from tests.reminders.reminding import in_minutes, letters, mutes, reads, told
from tests.vendors.working import member

FROM_ADA = "A message from Ada's Atelier waits for you"
FROM_DAMI = "A message from Dami waits for you"


@pytest.fixture
def talk(people: People) -> Conversation:
    """Dami's with Ada's shop, in which Bisi works; Cleo has a shop, and a conversation, of her own."""
    assert all((people.bisi, people.cleo))
    talk_of(people.cleo, people.atelier)
    return talk_of(people.dami, people.atelier)


def test_a_shopper_who_is_away_is_told_once_and_of_no_words(people: People, talk: Conversation) -> None:
    say(people.ada, talk, "The lace has arrived")
    say(people.bisi, talk, "It is blue")
    assert told() == [("Dami", "2 messages from Ada's Atelier wait for you")]
    text = letters()[0][2]
    assert f"{settings.CONVERSATION_URL}#conversation={talk.pk}" in text
    assert "lace" not in text
    assert "blue" not in text
    say(people.ada, talk)
    assert told(30) == []


def test_who_shares_the_inbox_is_told_of_a_shopper_and_strangers_are_not(people: People, talk: Conversation) -> None:
    say(people.dami, talk)
    assert told() == [("Ada", FROM_DAMI), ("Bisi", FROM_DAMI)]
    assert "in the inbox of Ada's Atelier" in letters()[0][2]


def test_nobody_is_told_before_it_has_waited_for_ten_minutes(people: People, talk: Conversation) -> None:
    say(people.ada, talk)
    assert told(9.9) == []
    assert told(10.1) == [("Dami", FROM_ADA)]


def test_what_is_read_in_time_is_not_told_to_her_nor_to_her_shop(people: People, talk: Conversation) -> None:
    say(people.dami, talk)
    reads(people.ada, talk)
    assert told() == []
    assert Conversation.objects.get(pk=talk.pk).remind_at is None


def test_who_was_told_is_told_again_only_once_she_has_read_on(people: People, talk: Conversation) -> None:
    for sequence in (1, 2, 3):
        say(people.ada, talk)
        assert told() == [("Dami", FROM_ADA)]
        say(people.ada, talk)
        assert told() == []
        reads(people.dami, talk, 2 * sequence)


def test_what_she_leaves_unread_is_told_again_after_a_while(people: People, talk: Conversation) -> None:
    for _ in range(3):
        say(people.ada, talk)
    assert len(told()) == 1
    reads(people.dami, talk, 1)
    assert told(9.9) == []
    assert told(11) == [("Dami", "2 messages from Ada's Atelier wait for you")]


def test_what_a_colleague_has_read_waits_for_nobody_though_she_has_not_read_it_herself(
    people: People, talk: Conversation
) -> None:
    say(people.dami, talk)
    reads(people.bisi, talk)
    say(people.dami, talk)
    reads(people.ada, talk)
    assert Participant.objects.get(conversation=talk, user=people.bisi).unread_count == 1
    assert told() == []
    say(people.dami, talk)
    assert told() == [("Ada", FROM_DAMI), ("Bisi", FROM_DAMI)]
    reads(people.ada, talk)
    say(people.dami, talk)
    assert told() == [("Ada", FROM_DAMI)], "Bisi was told, and has not read since"


def test_to_be_told_gives_nobody_a_row_of_her_own(people: People, talk: Conversation) -> None:
    say(people.dami, talk)
    assert len(told()) == 2
    rows = Participant.objects.filter(conversation=talk).values_list("side", "user__name")
    assert set(rows) == {("SHOPPER", "Dami"), ("SHOP", None)}


def test_who_has_muted_it_is_told_when_that_is_over(people: People, talk: Conversation) -> None:
    mutes(people.ada, talk, 60)
    say(people.dami, talk)
    assert told() == [("Bisi", FROM_DAMI)]
    assert told(59) == []
    assert told(61) == [("Ada", FROM_DAMI)]


def test_who_is_muted_for_long_does_not_keep_new_messages_from_the_others(people: People, talk: Conversation) -> None:
    mutes(people.dami, talk, 60 * 24 * 365)
    say(people.ada, talk)
    assert told() == []
    say(people.dami, talk)
    assert told() == [("Ada", FROM_DAMI), ("Bisi", FROM_DAMI)]


def test_who_has_it_open_is_told_when_she_closes_it_without_reading(people: People, talk: Conversation) -> None:
    presence.say(Signal.PRESENT, talk, acting(people.ada), "phone")
    say(people.dami, talk)
    assert told(11) == [("Bisi", FROM_DAMI)]
    assert told(13) == []
    presence.unsay(Signal.PRESENT, talk, acting(people.ada), "phone")
    assert told(15) == [("Ada", FROM_DAMI)]


def test_who_has_another_conversation_open_is_told(people: People, talk: Conversation) -> None:
    presence.say(Signal.PRESENT, talk_of(people.dami), acting(people.dami))
    say(people.ada, talk)
    assert told() == [("Dami", FROM_ADA)]


@pytest.mark.parametrize("who", ["ada", "dami"])
def test_of_a_blocked_conversation_nobody_is_told(people: People, talk: Conversation, who: str) -> None:
    for each in (people.ada, people.dami):
        say(each, talk)
    conversation_block(actor=acting(getattr(people, who)), conversation_id=talk.pk, now=timezone.now())
    assert told() == []


def test_what_is_deleted_and_what_the_platform_says_waits_for_nobody(people: People) -> None:
    part = order_of(people.dami, (garment(people.atelier), 1)).vendor_orders.get()
    talk = about(part)
    message = say(people.ada, talk)
    message_delete(actor=acting(people.ada), message_id=message.pk, now=timezone.now())
    part_report(vendor_order_id=part.pk, body="The order was sent.", now=timezone.now())
    assert told() == []


def test_who_may_not_reply_or_may_not_sign_in_or_has_no_mailbox_is_not_told(people: People, talk: Conversation) -> None:
    efua = people._person("Efua")
    member(people.atelier, efua, "MANAGER")
    User.objects.filter(pk=efua.pk).update(is_active=False)
    member(people.atelier, people.bisi, "STAFF", "ORDERS_READ")
    User.objects.filter(pk=people.ada.pk).update(email=None, phone="+2348031234567")
    say(people.dami, talk)
    assert told() == []
    assert not Reminder.objects.exists()


def test_who_shops_where_she_works_is_the_shopper_and_is_not_told_of_her_own_words(
    people: People, talk: Conversation
) -> None:
    member(people.atelier, people.dami, "MANAGER")
    say(people.dami, talk)
    assert told() == [("Ada", FROM_DAMI), ("Bisi", FROM_DAMI)]
    say(people.ada, talk)
    assert told() == [("Dami", FROM_ADA)]


def test_the_support_has_a_name_and_its_staff_are_told_nothing(people: People) -> None:
    clerk = people._person("Clerk")
    User.objects.filter(pk=clerk.pk).update(is_staff=True, staff_permissions=["CHAT_SUPPORT"])
    talk = talk_of(people.dami)
    say(people.dami, talk)
    assert told() == []
    say(User.objects.get(pk=clerk.pk), talk)
    assert told() == [("Dami", "A message from the support of Fashionistar waits for you")]


def test_it_reaches_her_mailbox_whatever_she_is_called(
    people: People, talk: Conversation, mail_server: MailServer
) -> None:
    User.objects.filter(pk=people.dami.pk).update(name="Dami\nBcc: cleo@example.com")
    say(people.dami, talk)
    Conversation.objects.update(remind_at=in_minutes(-1))
    queue_reminders()
    assert sent() == 0, "the message is younger than ten minutes"
    talk.messages.update(sent_at=in_minutes(-11))
    Conversation.objects.update(remind_at=in_minutes(-1))
    queue_reminders()
    assert sent() == 2
    assert {str(each["Subject"]) for each in mail_server.taken} == {
        "A message from Dami Bcc: cleo@example.com waits for you"
    }


def test_many_are_told_by_the_batch_in_as_many_reads_as_one(people: People) -> None:
    assert people.bisi
    shoppers = [people._person(f"Shopper{number}") for number in range(6)]
    counts = []
    for some in (shoppers[:1], shoppers[1:]):
        for shopper in some:
            say(shopper, talk_of(shopper, people.atelier))
        with CaptureQueriesContext(connection) as captured:
            assert reminders_queue(now=in_minutes(11)) == len(some)
        counts.append(len([each for each in captured.captured_queries if each["sql"].startswith("SELECT")]))
    assert counts[0] == counts[1]
    assert len(letters()) == 12
    for shopper in shoppers:
        say(people.ada, talk_of(shopper, people.atelier))
    looked = [reminders_queue(now=in_minutes(11), limit=4) for _ in range(3)]
    assert (looked, len(letters())) == ([4, 2, 0], 18)


def test_the_sweep_reads_an_index_of_what_is_due(people: People, talk: Conversation) -> None:
    due = Conversation.objects.filter(remind_at__lte=timezone.now() + timedelta(days=1)).order_by("remind_at", "pk")
    # A table of two rows is read as a whole, and sorted, unless that is forbidden.
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = due.values_list("pk", flat=True)[:20].explain()
    assert "using conversation_remind" in plan
    assert "Sort" not in plan
