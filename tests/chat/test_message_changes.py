"""Editing, deleting, reacting, reporting: one's own, for a while, and what was said before is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.models import Message, MessageReaction, MessageReport, MessageVersion
from tests.accounts.codes import ask
from tests.chat.talking import MESSAGE, assert_counts_are_right, say, talk_of, unread
from tests.checkout.shopping import everything, faults, payload
from tests.people import PASSWORD, People
from tests.wire.client import Answer, Wire, gid

REPORT = "report { id reason } userErrors { code field }"


def edit(wire: Wire, message: Message, body: str) -> Answer:
    return ask("messageEdit", MESSAGE, wire, id=gid(message), body=body)


def delete(wire: Wire, message: Message) -> Answer:
    return ask("messageDelete", MESSAGE, wire, id=gid(message))


def react(wire: Wire, message: Message, emoji: str, *, remove: bool = False) -> Answer:
    mutation = "messageReactionRemove" if remove else "messageReactionAdd"
    return ask(mutation, MESSAGE, wire, messageId=gid(message), emoji=emoji)


def report(wire: Wire, message: Message, **given: Any) -> Answer:
    return ask("messageReport", REPORT, wire, **({"messageId": gid(message), "reason": "FRAUD"} | given))


def test_what_a_message_said_before_is_kept_and_nobody_can_change_it(people: People) -> None:
    talk, wire = talk_of(people.dami, people.atelier), Wire(people.dami)
    message = say(people.dami, talk, "Call 08031234567")
    assert payload(edit(wire, message, "Is it lined?"))["message"]["body"] == "Is it lined?"
    assert payload(delete(wire, message))["message"]["body"] == ""
    assert list(MessageVersion.objects.values_list("change", "body")) == [
        ("EDITED", "Call 08031234567"),
        ("DELETED", "Is it lined?"),
    ]
    for change in (lambda: MessageVersion.objects.update(body=""), lambda: MessageVersion.objects.all().delete()):
        with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
            change()
    assert faults(edit(wire, message, "Again")) == [("STATUS_CONFLICT", ["id"])]
    assert faults(delete(wire, message)) == [("STATUS_CONFLICT", ["id"])]


def test_to_edit_to_the_same_is_no_change(people: People) -> None:
    message = say(people.dami, talk_of(people.dami, people.atelier), "Is it lined?")
    before = everything()
    assert faults(edit(Wire(people.dami), message, " Is it lined? ")) == []
    assert everything() == before


def test_after_a_while_it_stays_as_it_is(people: People) -> None:
    message = say(people.dami, talk_of(people.dami, people.atelier))
    Message.objects.update(sent_at=timezone.now() - timedelta(minutes=16))
    before = everything()
    assert faults(edit(Wire(people.dami), message, "Later")) == [("STATUS_CONFLICT", ["id"])]
    assert faults(delete(Wire(people.dami), message)) == [("STATUS_CONFLICT", ["id"])]
    assert everything() == before


def test_a_deleted_message_keeps_its_place_and_is_unread_no_longer(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    said = [say(people.dami, talk) for _ in "abc"]
    react(Wire(people.ada), said[1], "👗")
    delete(Wire(people.dami), said[1])
    assert unread(talk)["SHOP", None] == (0, 2)
    assert list(Message.objects.filter(body="").values_list("sequence", flat=True)) == [2]
    assert MessageReaction.objects.count() == 0
    assert_counts_are_right()


def test_reactions_are_emojis_each_once_and_few(people: People) -> None:
    message = say(people.dami, talk_of(people.dami, people.atelier))
    ada = Wire(people.ada)
    given = ("👗", "👗", "👩🏾‍🎨", "❤️", "ok", "", "👗 ", "7", "<", "✂️", "🇳🇬", "🎉")
    assert [bool(faults(react(ada, message, emoji))) for emoji in given] == [
        *(False,) * 4, *(True,) * 5, *(False, False, True)
    ]  # fmt: skip
    assert MessageReaction.objects.count() == 5
    react(ada, message, "👗", remove=True)
    before = everything()
    react(ada, message, "👗", remove=True)
    assert (everything(), MessageReaction.objects.count()) == (before, 4)


def test_who_reported_what_is_for_staff_who_moderate_with_all_that_it_said(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    bad, good = say(people.ada, talk, "Pay me in cash"), say(people.ada, talk)
    edit(Wire(people.ada), bad, "Pay me as you like")
    dami = Wire(people.dami)
    assert [faults(report(dami, bad, comment="!")) for _ in "ab"] == [[], []]
    assert faults(report(dami, say(people.dami, talk))) == [("INVALID", ["messageId"])]
    assert faults(report(dami, bad, comment="x" * 501)) == [("INVALID", ["comment"])]
    assert faults(report(Wire(people.cleo), bad)) == [("NOT_FOUND", ["messageId"])]
    assert MessageReport.objects.count() == 1
    query = "{ messageReports { nodes { reason comment message { id body versions { body } } } } }"
    staff = User.objects.create_user(
        email="mod@example.com", password=PASSWORD, is_staff=True, staff_permissions=["CHAT_MODERATE"]
    )
    shown = {"id": gid(bad), "body": "Pay me as you like"}
    found = {who: Wire(user)(query).data["messageReports"]["nodes"] for who, user in
             (("mod", staff), ("dami", people.dami), ("ada", people.ada))}  # fmt: skip
    assert found == {
        "mod": [{"reason": "FRAUD", "comment": "!", "message": shown | {"versions": [{"body": "Pay me in cash"}]}}],
        "dami": [{"reason": "FRAUD", "comment": "!", "message": shown | {"versions": []}}],
        "ada": [],
    }
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert [Wire(staff)(node, id=gid(each)).data["node"] for each in (bad, good)] == [{"id": gid(bad)}, None]
