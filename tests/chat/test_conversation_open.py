"""`conversationOpen`, and what is done with a conversation as a whole."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fashionistar.chat.models import Conversation, Message, Note, Participant
from fashionistar.orders.models import VendorOrder
from fashionistar.vendors.services.memberships_remove import memberships_remove
from tests.accounts.codes import ask
from tests.chat.talking import TALK, about, assert_counts_are_right, note, read, say, send, talk_of, unread
from tests.checkout.shopping import everything, faults, order_of, payload, settled
from tests.factories.catalogue import garment
from tests.people import People
from tests.vendors.working import efua, key_of, place, with_key
from tests.wire.client import Answer, Wire, gid, key


def do(wire: Wire, mutation: str, talk: Conversation, **given: Any) -> Answer:
    return ask(mutation, TALK, wire, conversationId=gid(talk), **given)


def open_(wire: Wire, **given: str) -> Answer:
    return ask("conversationOpen", TALK, wire, **given)


def test_there_is_one_conversation_for_each_subject(people: People) -> None:
    agbada = garment(people.atelier)
    part = order_of(people.dami, (agbada, 1)).vendor_orders.get()
    wire = Wire(people.dami)
    subjects = (
        {"vendorId": gid(people.atelier)}, {"productId": gid(agbada.product)}, {"vendorOrderId": gid(part)}, {},
    )  # fmt: skip
    first, again = ([payload(open_(wire, **each))["conversation"]["id"] for each in subjects] for _ in "ab")
    assert (len(set(first)), first) == (4, again)
    assert Participant.objects.count() == 8
    shops = Conversation.objects.filter(vendor=people.atelier).count(), Conversation.objects.filter(vendor=None).count()
    assert shops == (3, 1)


def test_a_shop_opens_one_about_a_paid_part_of_somebody_with_an_account(people: People, relay: Any) -> None:
    agbada = garment(people.atelier)
    paid, unpaid, guests = (order_of(who, (agbada, 1)) for who in (people.dami, people.dami, None))
    for order in (paid, guests):
        settled(order)
    relay()
    parts = [order.vendor_orders.get() for order in (paid, unpaid, guests)]
    bisi = Wire(people.bisi)
    assert [faults(open_(bisi, vendorOrderId=gid(each))) for each in parts] == [
        [], [("NOT_FOUND", ["vendorOrderId"])], [("NOT_FOUND", ["vendorOrderId"])],
    ]  # fmt: skip
    system = with_key(key_of(people.atelier, people.ada, "CHAT_REPLY", "ORDERS_READ")[1])
    assert faults(open_(system, vendorOrderId=gid(parts[0]))) == []
    assert Conversation.objects.values_list("shopper__name", "vendor__name").get() == ("Dami", "Ada's Atelier")
    assert faults(open_(Wire(people.cleo), vendorOrderId=gid(parts[0]))) == [("NOT_FOUND", ["vendorOrderId"])]


def test_nobody_talks_with_herself_or_about_several_things_or_what_is_not_shown(people: People) -> None:
    draft = garment(people.atelier, status="DRAFT")
    dami = Wire(people.dami)
    before = everything()
    assert faults(open_(Wire(people.ada), vendorId=gid(people.atelier))) == [("INVALID", None)]
    assert faults(open_(dami, vendorId=gid(people.atelier), productId=gid(draft.product))) == [("INVALID", None)]
    assert faults(open_(dami, productId=gid(draft.product))) == [("NOT_FOUND", ["productId"])]
    assert everything() == before


def test_who_blocks_blocks_all_that_the_two_talk_about_also_what_they_begin_then(people: People) -> None:
    product = garment(people.atelier).product
    talk, others = talk_of(people.dami, people.atelier), talk_of(people.cleo, people.atelier)
    dami, ada = Wire(people.dami), Wire(people.ada)
    assert payload(do(dami, "conversationBlock", talk))["conversation"]["blockedBy"] == ["SHOPPER"]
    newer = talk_of(people.dami, product_id=product.pk)
    before = everything()
    assert [faults(send(wire, each)) for wire in (dami, ada) for each in (talk, newer)] == [
        [("CONVERSATION_BLOCKED", None)]
    ] * 4
    assert everything() == before
    assert faults(send(ada, others)) == []
    assert payload(do(ada, "conversationBlock", newer))["conversation"]["blockedBy"] == ["SHOPPER", "SHOP"]
    assert payload(do(dami, "conversationUnblock", talk))["conversation"]["blockedBy"] == ["SHOP"]
    assert faults(send(dami, talk)) == [("CONVERSATION_BLOCKED", None)]
    assert payload(do(ada, "conversationUnblock", talk))["conversation"]["blockedBy"] == []
    assert faults(send(dami, newer)) == []


def test_what_a_member_has_read_the_shop_has_and_each_keeps_her_own(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    for _ in range(5):
        say(people.dami, talk)
    bisi, ada = Wire(people.bisi), Wire(people.ada)
    assert payload(read(bisi, talk, 3))["conversation"]["viewer"] == {
        "side": "SHOP", "readSequence": 3, "unreadCount": 2,
    }  # fmt: skip
    assert payload(read(ada, talk, 4))["conversation"]["viewer"]["unreadCount"] == 1
    say(people.ada, talk)
    say(people.dami, talk)
    assert payload(read(bisi, talk, 2))["conversation"]["viewer"]["unreadCount"] == 3
    assert unread(talk) == {
        ("SHOPPER", "Dami"): (0, 1),
        ("SHOP", None): (4, 2),
        ("SHOP", "Bisi"): (3, 3),
        ("SHOP", "Ada"): (4, 2),
    }
    assert faults(read(bisi, talk, 8)) == [("INVALID", ["sequence"])]
    assert faults(read(bisi, talk, -1)) == [("INVALID", ["sequence"])]
    assert_counts_are_right()


def test_a_member_who_leaves_looks_after_nothing_and_notes_stay_with_the_team(people: People, relay: Any) -> None:
    talk, ada, dami = talk_of(people.dami, people.atelier), Wire(people.ada), Wire(people.dami)
    say(people.dami, talk)
    members = [place(people.atelier, user) for user in (people.bisi, efua(people, "STAFF"))]
    assert [faults(do(ada, "conversationAssign", talk, memberId=gid(each))) for each in members if each] == [
        [], [("NOT_FOUND", ["memberId"])],
    ]  # fmt: skip
    read(Wire(people.bisi), talk, 1)
    note(people.bisi, talk)
    query = """query($id: ID!) { conversation(id: $id) { assignee { name } notes { nodes { body authorName } }
      participants { side } } }"""
    hers, shops = (wire(query, id=gid(talk)).data["conversation"] for wire in (dami, ada))
    assert shops == {
        "assignee": {"name": "Bisi"},
        "notes": {"nodes": [{"body": "She pays late", "authorName": "Bisi"}]},
        "participants": [{"side": "SHOP"}, {"side": "SHOP"}, {"side": "SHOPPER"}],
    }
    assert hers == {
        "assignee": None, "notes": {"nodes": []}, "participants": [{"side": "SHOP"}, {"side": "SHOPPER"}],
    }  # fmt: skip
    memberships_remove(user_id=people.bisi.pk, now=timezone.now())
    relay()
    assert Conversation.objects.get().assignee is None
    assert unread(talk) == {("SHOPPER", "Dami"): (0, 0), ("SHOP", None): (1, 0)}
    assert Note.objects.count() == 1


def test_who_may_reply_no_longer_looks_after_nothing_either(people: People, relay: Any) -> None:
    talk = talk_of(people.dami, people.atelier)
    member = place(people.atelier, people.bisi)
    assert member is not None
    do(Wire(people.ada), "conversationAssign", talk, memberId=gid(member))
    query = "mutation($input: VendorMemberUpdateInput!) { vendorMemberUpdate(input: $input) { userErrors { code } } }"
    Wire(people.ada)(query, input={"id": gid(member), "permissions": ["ORDERS_READ"]})
    relay()
    assert Conversation.objects.get().assignee is None


def test_one_mutes_for_oneself(people: People) -> None:
    talk, later = talk_of(people.dami, people.atelier), timezone.now() + timedelta(hours=1)
    do(Wire(people.dami), "conversationMute", talk, until=later.isoformat())
    query = "query($id: ID!) { conversation(id: $id) { viewer { mutedUntil } participants { mutedUntil } } }"
    hers, shops = (Wire(who)(query, id=gid(talk)).data["conversation"] for who in (people.dami, people.ada))
    assert hers["viewer"]["mutedUntil"] is not None
    assert {each["mutedUntil"] for each in shops["participants"]} == {None}
    do(Wire(people.dami), "conversationUnmute", talk)
    assert not Participant.objects.filter(muted_until__isnull=False).exists()
    past = (timezone.now() - timedelta(hours=1)).isoformat()
    assert faults(do(Wire(people.dami), "conversationMute", talk, until=past)) == [("INVALID", ["until"])]


def test_the_same_note_is_noted_once(people: People) -> None:
    talk, name = talk_of(people.dami, people.atelier), str(uuid4())
    ask_ = lambda body: ask(  # noqa: E731
        "conversationNoteAdd", "conversationNote { id } userErrors { code field }", Wire(people.ada),
        conversationId=gid(talk), clientId=name, body=body,
    )  # fmt: skip
    first, again = payload(ask_("Late")), payload(ask_("Late"))
    assert first == again
    assert faults(ask_("Early")) == [("IDEMPOTENCY_KEY_MISMATCH", ["clientId"])]
    assert Note.objects.count() == 1


def test_what_happens_to_a_part_is_said_in_its_conversation_once(people: People, relay: Any) -> None:
    order = order_of(people.dami, (garment(people.atelier), 1))
    settled(order)
    relay()
    part = VendorOrder.objects.get()
    talk = about(part)
    talk_of(people.dami, people.atelier)
    query = """mutation($input: VendorOrderShipInput!, $key: String!) {
      vendorOrderShip(input: $input) @idempotent(key: $key) { userErrors { code } } }"""
    Wire(people.ada)(query, input={"id": gid(part)}, key=key())
    relay()
    said = Message.objects.get()
    assert (said.conversation_id, said.sequence, said.side, said.kind) == (talk.pk, 1, "PLATFORM", "SYSTEM")
    assert said.body == "The order was sent."
    assert set(unread(talk).values()) == {(0, 0)}
