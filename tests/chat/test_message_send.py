"""`messageSend`: numbered without gaps, once for each client id, and only between those who talk."""

from uuid import uuid4

import pytest
from django.test import override_settings

from fashionistar.chat.models import Conversation, Message
from tests.chat.talking import about, assert_counts_are_right, say, send, talk_of, unread
from tests.checkout.shopping import everything, faults, order_of, payload, refusals
from tests.factories.catalogue import garment
from tests.people import People
from tests.vendors.working import key_of, with_key
from tests.wire.client import Wire, gid


def test_messages_of_both_sides_are_numbered_in_one_order(people: People) -> None:
    assert people.bisi
    talk = talk_of(people.dami, people.atelier)
    said = [payload(send(Wire(who), talk))["message"] for who in (people.dami, people.ada, people.bisi, people.dami)]
    assert [(each["sequence"], each["side"], each["kind"]) for each in said] == [
        (1, "SHOPPER", "TEXT"),
        (2, "SHOP", "TEXT"),
        (3, "SHOP", "TEXT"),
        (4, "SHOPPER", "TEXT"),
    ]
    assert unread(talk) == {("SHOPPER", "Dami"): (0, 2), ("SHOP", None): (0, 2)}
    assert_counts_are_right()


def test_the_same_message_sent_again_is_the_same_even_after_an_edit(people: People) -> None:
    wire, talk, name = Wire(people.dami), talk_of(people.dami, people.atelier), str(uuid4())
    first = payload(send(wire, talk, "Is it lined?", clientId=name))["message"]
    Message.objects.update(body="Is it lined, please?")
    before = everything()
    again = payload(send(wire, talk, "Is it lined?", clientId=name.upper()))
    assert (again["message"]["id"], again["userErrors"]) == (first["id"], [])
    assert (first["clientId"], everything()) == (name, before)


@pytest.mark.parametrize("change", ["body", "card", "sender"])
def test_another_message_under_the_same_client_id_is_refused(people: People, change: str) -> None:
    talk, name = talk_of(people.dami, people.atelier), str(uuid4())
    send(Wire(people.dami), talk, "Is it lined?", clientId=name)
    product = garment(people.atelier).product
    before = everything()
    who = people.ada if change == "sender" else people.dami
    card = {"productId": gid(product)} if change == "card" else {}
    answer = send(Wire(who), talk, "Is it long?" if change == "body" else "Is it lined?", clientId=name, **card)
    assert faults(answer) == [("IDEMPOTENCY_KEY_MISMATCH", ["clientId"])]
    assert everything() == before


def test_it_takes_four_statements_besides_asking_who_she_is_and_reading_the_message(people: People) -> None:
    talk, wire = talk_of(people.dami, people.atelier), Wire(people.dami)
    send(wire, talk)
    assert send(wire, talk).statements == 6


def test_cards_show_what_the_shop_shows_and_what_the_shopper_ordered_there(people: People) -> None:
    agbada, kaftan = garment(people.atelier), garment(people.boutique)
    draft = garment(people.atelier, status="DRAFT")
    part = order_of(people.dami, (agbada, 1)).vendor_orders.get()
    other = order_of(people.cleo, (agbada, 1)).vendor_orders.get()
    talk = about(part)
    ada, dami = Wire(people.ada), Wire(people.dami)
    shown = [send(ada, talk, "", productId=gid(agbada.product)), send(dami, talk, "Mine", vendorOrderId=gid(part))]
    assert [payload(each)["message"]["kind"] for each in shown] == ["PRODUCT", "ORDER"]
    before = everything()
    refused = (
        {"productId": gid(kaftan.product)},
        {"productId": gid(draft.product)},
        {"vendorOrderId": gid(other)},
        {"productId": gid(agbada.product), "vendorOrderId": gid(part)},
        {"productId": "nonsense"},
    )
    assert [faults(send(ada, talk, "", **card))[0] for card in refused] == [
        ("NOT_FOUND", ["productId"]),
        ("NOT_FOUND", ["productId"]),
        ("NOT_FOUND", ["vendorOrderId"]),
        ("INVALID", ["vendorOrderId"]),
        ("NOT_FOUND", ["productId"]),
    ]
    assert everything() == before


def test_a_reply_answers_a_message_of_the_same_conversation(people: People) -> None:
    talk, other = talk_of(people.dami, people.atelier), talk_of(people.cleo, people.atelier)
    first, stray = say(people.dami, talk), say(people.cleo, other)
    payload(send(Wire(people.ada), talk, replyToId=gid(first)))
    assert Message.objects.get(conversation=talk, sequence=2).reply_to_id == first.pk
    before = everything()
    assert faults(send(Wire(people.ada), talk, replyToId=gid(stray))) == [("NOT_FOUND", ["replyToId"])]
    assert everything() == before


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"body": "  \n "}, ("REQUIRED", ["body"])),
        ({"body": "x" * 4001}, ("INVALID", ["body"])),
        ({"clientId": "one"}, ("INVALID", ["clientId"])),
        ({"conversationId": "nonsense"}, ("NOT_FOUND", ["conversationId"])),
    ],
)
def test_what_makes_no_sense_is_refused(people: People, given: dict[str, str], fault: tuple[str, list[str]]) -> None:
    talk = talk_of(people.dami, people.atelier)
    before = everything()
    assert faults(send(Wire(people.dami), talk, **given)) == [fault]  # type: ignore[arg-type]
    assert everything() == before


def test_strangers_guests_and_colleagues_without_the_permission_are_refused(people: People) -> None:
    people.bisi.memberships.update(permissions=["ORDERS_READ"])
    talk, who = talk_of(people.dami, people.atelier), (people.cleo, people.bisi)
    before = everything()
    assert [faults(send(Wire(user), talk)) for user in who] == [[("NOT_FOUND", ["conversationId"])]] * 2
    assert refusals(send(Wire(None), talk)) == ["UNAUTHENTICATED"]
    assert everything() == before


def test_a_shops_own_system_speaks_for_the_shop_within_its_scopes(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    answering, counting = (
        with_key(key_of(people.atelier, people.ada, scope)[1]) for scope in ("CHAT_REPLY", "STOCK_MANAGE")
    )
    assert payload(send(answering, talk))["message"]["side"] == "SHOP"
    assert faults(send(counting, talk)) == [("NOT_FOUND", ["conversationId"])]
    assert unread(talk) == {("SHOPPER", "Dami"): (0, 1), ("SHOP", None): (0, 0)}


def test_numbers_in_messages_are_marked_or_hidden_as_the_platform_likes(people: People) -> None:
    talk, wire, body = talk_of(people.dami, people.atelier), Wire(people.dami), "Call 08031234567"
    found = []
    for policy in ("ALLOW", "WARN", "MASK"):
        with override_settings(CHAT_CONTACT_POLICY=policy):
            message = payload(send(wire, talk, body))["message"]
            found.append((message["body"], message["hasContact"]))
    assert found == [(body, False), (body, True), ("Call •••", True)]
    assert not Message.objects.filter(sequence=3, body__contains="0803").exists()


def test_too_many_are_refused_for_a_while(people: People) -> None:
    talk, wire = talk_of(people.dami, people.atelier), Wire(people.dami)
    with override_settings(THROTTLES={"chat-message": "2/minute"}):
        found = [faults(send(wire, talk)) for _ in range(3)]
    assert found == [[], [], [("RATE_LIMITED", None)]]
    assert Conversation.objects.get().last_sequence == 2
