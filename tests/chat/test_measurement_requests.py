"""Talking about a body that was lent, and asking to measure it again."""

import pytest

from fashionistar.chat.models import Conversation, Message
from fashionistar.measurements.services.measurement_profile_delete import measurement_profile_delete
from fashionistar.measurements.services.measurement_profile_unshare import measurement_profile_unshare
from tests.accounts.codes import ask
from tests.chat.talking import TALK, send, talk_of
from tests.checkout.shopping import everything, faults, payload
from tests.factories.catalogue import garment
from tests.measurements.measuring import lent, profile_of
from tests.people import People, acting
from tests.vendors.working import member
from tests.wire.client import Wire, gid

ABOUT = '{ conversation(id: "%s") { lastSequence measurementProfile { name } } }'
SAID = '{ messages(conversationId: "%s", last: 1) { nodes { kind terms body } } }'


@pytest.fixture
def people(db: None) -> People:
    """Everybody; Bisi measures people in Ada's shop, and answers them."""
    found = People()
    assert all((found.ada, found.cleo, found.dami, found.boutique))
    member(found.atelier, found.bisi, "STAFF", "CHAT_REPLY", "MEASUREMENTS_MANAGE")
    return found


def test_she_and_who_measures_her_open_one_conversation_about_her_body(people: People) -> None:
    profile = lent(profile_of(people.dami), people.atelier)
    about = {"vendorId": gid(people.atelier), "measurementProfileId": gid(profile)}
    opened = [
        payload(ask("conversationOpen", TALK, Wire(who), **about))["conversation"]
        for who in (people.bisi, people.dami, people.ada)
    ]
    assert len({each["id"] for each in opened}) == 1
    assert Conversation.objects.get().shopper == people.dami
    general = payload(ask("conversationOpen", TALK, Wire(people.dami), vendorId=gid(people.atelier)))["conversation"]
    assert general["id"] != opened[0]["id"]
    for who in (people.dami, people.bisi):
        found = Wire(who)(ABOUT % opened[0]["id"]).data["conversation"]
        assert found["measurementProfile"] == {"name": "Dami"}


def test_nobody_talks_about_a_body_that_was_not_lent_to_her(people: People) -> None:
    profile, elsewhere = profile_of(people.dami), profile_of(people.cleo, "Cleo")
    lent(elsewhere, people.atelier)
    shop, other = gid(people.atelier), gid(people.boutique)
    before = everything()
    tried = {
        "not lent": (people.dami, {"vendorId": shop, "measurementProfileId": gid(profile)}),
        "hers, of another shop": (people.cleo, {"vendorId": other, "measurementProfileId": gid(elsewhere)}),
        "somebody else's": (people.dami, {"vendorId": shop, "measurementProfileId": gid(elsewhere)}),
        "no shop": (people.cleo, {"measurementProfileId": gid(elsewhere)}),
    }
    found = {why: faults(ask("conversationOpen", TALK, Wire(who), **given)) for why, (who, given) in tried.items()}
    unknown = [("NOT_FOUND", ["measurementProfileId"])]
    assert found == {
        "not lent": unknown,
        "hers, of another shop": unknown,
        "somebody else's": unknown,
        "no shop": [("REQUIRED", ["vendorId"])],
    }
    assert everything() == before
    member(people.atelier, people.bisi, "STAFF", "CHAT_REPLY")
    given = {"vendorId": shop, "measurementProfileId": gid(elsewhere)}
    assert faults(ask("conversationOpen", TALK, Wire(people.bisi), **given)) == unknown


def test_what_was_said_stays_when_the_body_is_taken_back_or_forgotten(people: People) -> None:
    profile = lent(profile_of(people.dami), people.atelier)
    about = {"vendorId": gid(people.atelier), "measurementProfileId": gid(profile)}
    talk = payload(ask("conversationOpen", TALK, Wire(people.dami), **about))["conversation"]["id"]
    send(Wire(people.bisi), Conversation.objects.get(), "Is the waist over a shirt?")
    measurement_profile_unshare(actor=acting(people.dami), profile_id=profile.pk, vendor_id=people.atelier.pk)
    assert Wire(people.bisi)(ABOUT % talk).data["conversation"] == {"lastSequence": 1, "measurementProfile": None}
    assert Wire(people.dami)(ABOUT % talk).data["conversation"]["measurementProfile"] == {"name": "Dami"}
    measurement_profile_delete(actor=acting(people.dami), profile_id=profile.pk)
    for who in (people.dami, people.bisi):
        assert Wire(who)(ABOUT % talk).data["conversation"] == {"lastSequence": 1, "measurementProfile": None}


def test_a_tailor_asks_to_measure_again_and_a_shopper_does_not(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    terms = ["WAIST_GIRTH", "CHEST_GIRTH", "WAIST_GIRTH"]
    asked = payload(send(Wire(people.bisi), talk, "", terms=terms))
    assert (asked["userErrors"], asked["message"]["kind"]) == ([], "MEASUREMENT")
    (shown,) = Wire(people.dami)(SAID % gid(talk)).data["messages"]["nodes"]
    assert shown == {"kind": "MEASUREMENT", "terms": ["CHEST_GIRTH", "WAIST_GIRTH"], "body": ""}
    before = everything()
    card = gid(garment(people.atelier).product)
    hers = send(Wire(people.dami), talk, terms=terms)
    assert faults(hers) == [("INVALID", ["terms"])]
    assert everything()["Message"] == before["Message"]
    both = send(Wire(people.bisi), talk, terms=terms, productId=card)
    assert faults(both) == [("INVALID", ["vendorOrderId"])]
    assert Message.objects.count() == 1
