"""`offerMake` and `offerCounter`: a message of its conversation, once for each client id, by who may bind her side."""

from typing import Any
from uuid import uuid4

import pytest

from fashionistar.accounts.models import AuditEntry
from fashionistar.chat.models import Message
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.kernel.models import OutboxEvent
from fashionistar.offers.models import Offer
from tests.chat.talking import assert_counts_are_right, send, talk_of, unread
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.factories.catalogue import garment
from tests.measurements.measuring import lent
from tests.offers.bargaining import accepted, ask_offer, bargain, countered, offered, soon, terms
from tests.people import People, acting
from tests.vendors.working import efua, key_of, with_key
from tests.wire.client import Wire, gid

CARD = '{ messages(conversationId: "%s", last: 5) { nodes { kind body offer { status price { amount } } } } }'

BODY = '{ conversation(id: "%s") { offers(first: 1) { nodes { measurementProfile { name } } } } }'


def test_a_tailor_quotes_and_both_sides_see_it_among_what_was_said(people: People) -> None:
    it = bargain(people)
    send(Wire(people.dami), it.talk, "Can you make it longer?")
    given = terms(
        it,
        options=[{"option": "Length", "choice": "To the floor"}],
        fabric={"name": "Aso oke", "description": "Indigo, hand woven"},
        quantity=2,
        body="With a train.",
    )
    made = payload(ask_offer("offerMake", Wire(people.ada), conversationId=gid(it.talk), terms=given))
    assert made["userErrors"] == []
    offer = made["offer"]
    assert (offer["status"], offer["side"], offer["quantity"], offer["leadTimeDays"]) == ("OPEN", "SHOP", 2, 21)
    assert (offer["price"], offer["total"]) == ({"amount": "60000.00", "currency": "NGN"}, {"amount": "120000.00"})
    assert offer["terms"] == ["CHEST_GIRTH", "WAIST_GIRTH"]
    assert (offer["options"], offer["fabric"]) == (given["options"], given["fabric"])
    message = {"kind": "OFFER", "sequence": 2, "body": "With a train.", "replyTo": None}
    assert (offer["message"], offer["madeToMeasure"]) == (message, None)
    for who in (people.dami, people.ada):
        found = Wire(who)(CARD % gid(it.talk)).data["messages"]["nodes"]
        assert found[1]["offer"] == {"status": "OPEN", "price": {"amount": "60000.00"}}
    assert unread(it.talk) == {("SHOPPER", "Dami"): (0, 1), ("SHOP", None): (0, 1)}
    assert_counts_are_right()
    assert AuditEntry.objects.filter(action="OFFER_MADE", user=people.ada).count() == 1
    assert OutboxEvent.objects.filter(type="OfferMade").count() == 1


def test_the_same_offer_made_again_is_the_same_and_another_under_its_name_is_refused(people: People) -> None:
    it, wire = bargain(people), Wire(people.ada)
    given = terms(it)
    first = payload(ask_offer("offerMake", wire, conversationId=gid(it.talk), terms=given))["offer"]["id"]
    before = everything()
    again = payload(ask_offer("offerMake", wire, conversationId=gid(it.talk), terms=given))
    assert again["offer"]["id"] == first
    other = given | {"quantity": 3}
    answers = [
        ask_offer("offerMake", wire, conversationId=gid(it.talk), terms=other),
        ask_offer("offerMake", Wire(people.dami), conversationId=gid(it.talk), terms=given),
        send(wire, it.talk, clientId=given["clientId"]),
    ]
    assert [faults(each) for each in answers] == [[("IDEMPOTENCY_KEY_MISMATCH", ["clientId"])]] * 3
    assert everything() == before


def test_a_shopper_names_her_price_and_for_whose_body_it_is(people: People) -> None:
    it = bargain(people)
    missing = ask_offer("offerMake", Wire(people.dami), conversationId=gid(it.talk), terms=terms(it))
    assert faults(missing) == [("REQUIRED", ["measurementProfileId"])]
    hers = terms(it, measurementProfileId=gid(it.profile))
    made = payload(ask_offer("offerMake", Wire(people.dami), conversationId=gid(it.talk), terms=hers))["offer"]
    assert (made["side"], made["measurementProfile"]) == ("SHOPPER", {"name": "Dami"})
    # A body is nobody's business before it is lent, or ordered.
    seen = Wire(people.ada)(BODY % gid(it.talk)).data["conversation"]["offers"]["nodes"]
    assert seen == [{"measurementProfile": None}]


def test_a_shop_names_only_a_body_that_was_lent_to_it(people: People) -> None:
    it = bargain(people)
    given = terms(it, measurementProfileId=gid(it.profile))
    before = everything()
    refused = ask_offer("offerMake", Wire(people.ada), conversationId=gid(it.talk), terms=given)
    assert (faults(refused), everything() == before) == ([("NOT_FOUND", ["measurementProfileId"])], True)
    lent(it.profile, people.atelier)
    made = payload(ask_offer("offerMake", Wire(people.ada), conversationId=gid(it.talk), terms=given))
    assert made["offer"]["measurementProfile"] == {"name": "Dami"}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"price": {"amount": "0", "currency": "NGN"}}, ("INVALID", ["price"])),
        ({"price": {"amount": "1.001", "currency": "NGN"}}, ("INVALID", ["price", "amount"])),
        ({"price": {"amount": "9", "currency": "ZAR"}}, ("CURRENCY_NOT_SOLD", ["price", "currency"])),
        ({"quantity": 0}, ("INVALID", ["quantity"])),
        ({"quantity": 100}, ("INVALID", ["quantity"])),
        ({"leadTimeDays": 366}, ("INVALID", ["leadTimeDays"])),
        ({"leadTimeDays": None}, ("INVALID", ["leadTimeDays"])),
        ({"terms": []}, ("REQUIRED", ["terms"])),
        ({"options": [{"option": "Collar", "choice": ""}]}, ("INVALID", ["options"])),
        ({"options": [{"option": "Hem", "choice": "1"}, {"option": "Hem", "choice": "2"}]}, ("INVALID", ["options"])),
        ({"fabric": {"name": "x" * 81}}, ("INVALID", ["fabric"])),
        ({"expiresAt": "soon", "minutes": 5}, ("INVALID", ["expiresAt"])),
        ({"expiresAt": "soon", "days": 61}, ("INVALID", ["expiresAt"])),
        ({"body": "x" * 4001}, ("INVALID", ["body"])),
        ({"variantId": "nonsense"}, ("NOT_FOUND", ["variantId"])),
        ({"clientId": "one"}, ("INVALID", ["clientId"])),
    ],
)
def test_what_makes_no_sense_is_refused(people: People, given: dict[str, Any], fault: tuple[str, list[str]]) -> None:
    it = bargain(people)
    wanted = dict(given)
    if wanted.get("expiresAt") == "soon":
        del wanted["expiresAt"]
        wanted = {"expiresAt": soon(**wanted)}
    before = everything()
    answer = ask_offer("offerMake", Wire(people.ada), conversationId=gid(it.talk), terms=terms(it, **wanted))
    assert (faults(answer), everything() == before) == ([fault], True)


def test_only_what_the_shop_sells_is_offered_and_the_support_offers_nothing(people: People) -> None:
    it, elsewhere = bargain(people), garment(people.boutique)
    draft = garment(people.atelier, status="DRAFT")
    support = talk_of(people.dami)
    before = everything()
    answers = [
        ask_offer("offerMake", Wire(people.ada), conversationId=gid(it.talk), terms=terms(it, variantId=gid(each)))
        for each in (elsewhere, draft)
    ]
    answers.append(ask_offer("offerMake", Wire(people.dami), conversationId=gid(support), terms=terms(it)))
    assert [faults(each) for each in answers] == [
        [("VARIANT_UNAVAILABLE", ["variantId"])],
        [("VARIANT_UNAVAILABLE", ["variantId"])],
        [("INVALID", ["conversationId"])],
    ]
    assert everything() == before


def test_who_may_set_prices_binds_the_shop_and_nobody_else(people: People) -> None:
    it, manager = bargain(people), efua(people)
    assert people.bisi
    pricing = key_of(people.atelier, people.ada, "CHAT_REPLY", "PRODUCTS_MANAGE")[1]
    replying = key_of(people.atelier, people.ada, "CHAT_REPLY")[1]
    refused = {
        "bisi": ask_offer("offerMake", Wire(people.bisi), conversationId=gid(it.talk), terms=terms(it)),
        "cleo": ask_offer("offerMake", Wire(people.cleo), conversationId=gid(it.talk), terms=terms(it)),
        "key": ask_offer("offerMake", with_key(replying), conversationId=gid(it.talk), terms=terms(it)),
    }
    assert {who: faults(answer) for who, answer in refused.items()} == {
        "bisi": [("FORBIDDEN", None)],
        "cleo": [("NOT_FOUND", ["conversationId"])],
        "key": [("FORBIDDEN", None)],
    }
    guest = ask_offer("offerMake", Wire(None), conversationId=gid(it.talk), terms=terms(it))
    assert (refusals(guest), Offer.objects.count(), Message.objects.count()) == (["UNAUTHENTICATED"], 0, 0)
    for wire in (Wire(manager), with_key(pricing)):
        assert faults(ask_offer("offerMake", wire, conversationId=gid(it.talk), terms=terms(it))) == []
    assert Offer.objects.count() == 2


def test_a_counter_offer_takes_the_place_of_the_offer(people: People) -> None:
    it = bargain(people)
    first = offered(it, people.ada)
    hers = terms(it, "50000.00", measurementProfileId=gid(it.profile))
    made = payload(ask_offer("offerCounter", Wire(people.dami), id=gid(first), terms=hers))["offer"]
    assert (made["side"], made["countered"], made["counter"]) == ("SHOPPER", {"status": "COUNTERED"}, None)
    assert made["message"]["replyTo"] == {"sequence": 1}
    again = payload(ask_offer("offerCounter", Wire(people.dami), id=gid(first), terms=hers))["offer"]
    assert again["id"] == made["id"]
    before = everything()
    late = ask_offer("offerCounter", Wire(people.dami), id=gid(first), terms=terms(it))
    own = ask_offer("offerCounter", Wire(people.dami), id=made["id"], terms=hers | {"clientId": str(uuid4())})
    assert (faults(late), faults(own)) == ([("STATUS_CONFLICT", ["id"])], [("FORBIDDEN", ["id"])])
    assert everything() == before


def test_a_blocked_conversation_takes_no_offers_and_no_agreement(people: People) -> None:
    it = bargain(people)
    offer = offered(it, people.ada)
    conversation_block(actor=acting(people.ada), conversation_id=it.talk.pk, now=offer.message.sent_at)
    before = everything()
    hers = terms(it, measurementProfileId=gid(it.profile))
    answers = (
        ask_offer("offerMake", Wire(people.dami), conversationId=gid(it.talk), terms=hers),
        ask_offer("offerCounter", Wire(people.dami), id=gid(offer), terms=hers),
        ask_offer("offerAccept", Wire(people.dami), id=gid(offer), measurementProfileId=gid(it.profile)),
    )
    assert [faults(each) for each in answers] == [[("CONVERSATION_BLOCKED", None)]] * 3
    assert everything() == before
    assert payload(ask_offer("offerDecline", Wire(people.dami), id=gid(offer)))["offer"]["status"] == "DECLINED"


def test_an_offer_stays_as_it_was_made(people: People) -> None:
    it = bargain(people)
    offer = offered(it, people.ada, body="For you")
    countered(it, offer, people.dami, profile_id=it.profile.pk)
    before = everything()
    wire, named = Wire(people.ada), gid(offer.message)
    change = "mutation($i: MessageEditInput!) { messageEdit(input: $i) { userErrors { code field } } }"
    remove = "mutation($i: MessageDeleteInput!) { messageDelete(input: $i) { userErrors { code field } } }"
    answers = (wire(change, i={"id": named, "body": "For anybody"}), wire(remove, i={"id": named}))
    assert [faults(each) for each in answers] == [[("STATUS_CONFLICT", ["id"])]] * 2
    assert everything() == before


def test_numbers_beside_an_offer_are_hidden_as_in_any_message(people: People, settings: Any) -> None:
    settings.CHAT_CONTACT_POLICY = "MASK"
    it = bargain(people)
    offer = offered(it, people.ada, body="Call 08031234567")
    assert Message.objects.get(pk=offer.message_id).body == "Call •••"
    accepted(offer, people.dami, it.profile)
