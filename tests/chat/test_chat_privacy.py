"""What becomes of conversations: counts that are off, accounts that go, time that is up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as ours
from django.core.management import CommandError, call_command
from django.utils import timezone

from fashionistar.chat.models import (
    AttachmentFile,
    Conversation,
    Message,
    MessageAttachment,
    MessageReaction,
    MessageVersion,
    Participant,
)
from fashionistar.chat.services.message_edit import message_edit
from fashionistar.chat.services.message_reaction_add import message_reaction_add
from fashionistar.chat.tasks import prune_conversations, sweep_attachments
from tests.accounts.leaving import leave, stands
from tests.accounts.test_account_export import copy_of
from tests.chat.attaching import fetched, ready, send_with, stored, upload
from tests.chat.talking import about, assert_counts_are_right, say, talk_of
from tests.checkout.shopping import everything, faults, order_of
from tests.factories.catalogue import garment
from tests.people import People, acting
from tests.wire.client import Wire


@pytest.fixture(autouse=True)
def _empty(settings: Any) -> None:
    """A storage of the test's own."""
    settings.STORAGES = dict(ours.STORAGES)


def test_counts_that_are_off_are_found_and_mended(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    talk = talk_of(people.dami, people.atelier)
    for _ in range(3):
        say(people.dami, talk)
    call_command("chat_verify")
    Participant.objects.filter(side="SHOP").update(unread_count=7)
    with pytest.raises(CommandError, match="1 things are off"):
        call_command("chat_verify")
    assert "unread count" in capsys.readouterr().out
    call_command("chat_verify", repair=True)
    assert_counts_are_right()
    assert list(Participant.objects.order_by("side").values_list("unread_count", flat=True)) == [3, 0]


def test_a_number_that_is_off_is_found_and_left_for_people(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    say(people.dami, talk)
    Conversation.objects.update(last_sequence=2)
    with pytest.raises(CommandError, match="1 things are off"):
        call_command("chat_verify", repair=True)


def test_who_leaves_leaves_no_words_but_about_orders(people: People, relay: Callable[[], int]) -> None:
    now, part = timezone.now(), order_of(people.dami, (garment(people.atelier), 1)).vendor_orders.get()
    stands(part.order, "COMPLETED", "DELIVERED")
    ordered, asked = about(part), talk_of(people.dami, people.atelier)
    kept, gone = say(people.dami, ordered, "It came torn"), say(people.dami, asked, "Call 08031234567")
    answer = say(people.ada, asked, "Better here")
    message_edit(actor=acting(people.dami), message_id=gone.pk, body="Call me", now=now)
    message_reaction_add(actor=acting(people.dami), message_id=answer.pk, emoji="👗")
    assert faults(leave(people.dami)) == []
    relay()
    said = {row.pk: (row.body, row.forgotten_at is not None) for row in Message.objects.all()}
    assert said == {kept.pk: ("It came torn", False), gone.pk: ("", True), answer.pk: ("Better here", False)}
    assert (MessageVersion.objects.count(), MessageReaction.objects.count()) == (0, 0)
    assert Conversation.objects.values_list("shopper__name", flat=True).distinct().get() == ""
    assert_counts_are_right()


def test_who_leaves_leaves_no_pictures_but_about_orders(people: People, relay: Callable[[], int]) -> None:
    part = order_of(people.dami, (garment(people.atelier), 1)).vendor_orders.get()
    stands(part.order, "COMPLETED", "DELIVERED")
    dami, ordered, asked = Wire(people.dami), about(part), talk_of(people.dami, people.atelier)
    kept, gone, answer = ready(dami, ordered), ready(dami, asked), ready(Wire(people.ada), asked)
    ready(dami, ordered)
    for who, talk, each in ((people.dami, ordered, kept), (people.dami, asked, gone), (people.ada, asked, answer)):
        assert faults(send_with(Wire(who), talk, each)) == []
    upload(dami, ordered)
    assert faults(leave(people.dami)) == []
    relay()
    sweep_attachments()
    assert set(MessageAttachment.objects.all()) == {kept, answer}
    assert set(AttachmentFile.objects.values_list("name", flat=True)) == stored()
    assert (len(stored()), AttachmentFile.objects.filter(attachment=None).count()) == (4, 0)


def test_she_can_take_pictures_along_by_their_addresses(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    send_with(Wire(people.dami), talk, ready(Wire(people.dami), talk))
    found = copy_of(people.dami)["account"]["chatMessages"][0]["attachments"]
    assert [(each["kind"], each["status"]) for each in found] == [("IMAGE", "READY")]
    assert fetched(found[0]["url"])[0].status_code == 200


def test_she_can_take_what_was_said_along(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    say(people.dami, talk, "Is it lined?")
    say(people.ada, talk, "It is.")
    say(people.cleo, talk_of(people.cleo, people.atelier), "Hers")
    account = copy_of(people.dami)["account"]
    assert [(each["sequence"], each["body"]) for each in account["chatMessages"]] == [
        (1, "Is it lined?"),
        (2, "It is."),
    ]
    assert [each["vendor"]["name"] for each in account["conversations"]] == ["Ada's Atelier"]


@pytest.mark.django_db(transaction=True)
def test_what_is_silent_for_long_enough_is_removed(transactional_db: None) -> None:
    people = People()
    old, young = talk_of(people.dami, people.atelier), talk_of(people.cleo, people.atelier)
    first = say(people.dami, old, "Old")
    send_with(Wire(people.dami), old, ready(Wire(people.dami), old))
    ready(Wire(people.ada), old)
    say(people.ada, old, "An answer", reply_to_id=first.pk)
    message_edit(actor=acting(people.dami), message_id=first.pk, body="Very old", now=timezone.now())
    say(people.cleo, young, "Young")
    before = everything()
    prune_conversations()
    assert everything() == before
    Conversation.objects.filter(pk=old.pk).update(active_at=timezone.now() - timedelta(days=1096))
    prune_conversations()
    assert list(Message.objects.values_list("body", flat=True)) == ["Young"]
    sweep_attachments()
    assert (MessageAttachment.objects.count(), AttachmentFile.objects.count(), stored()) == (0, 0, set())
    assert (Conversation.objects.count(), MessageVersion.objects.count(), Participant.objects.count()) == (1, 0, 2)
