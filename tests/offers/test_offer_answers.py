"""`offerAccept`, `offerDecline`, `offerWithdraw`, and time: an offer ends once, and agreement lands in the cart."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.accounts.events import AccountDeleted
from fashionistar.accounts.models import AuditEntry, User
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.inventory.models import StockItem
from fashionistar.kernel.models import OutboxEvent
from fashionistar.offers.handlers import forget_offers
from fashionistar.offers.models import Offer
from fashionistar.offers.services.offers_expire import offers_expire
from fashionistar.orders.models import OrderLine
from fashionistar.products.models import Product
from fashionistar.tailoring.models import Specification
from tests.checkout.shopping import everything, faults, order_of, payload, settled
from tests.measurements.measuring import measured
from tests.offers.bargaining import accepted, ask_offer, bargain, countered, offered, terms
from tests.people import People
from tests.wire.client import Wire, gid, key

CART = (
    "{ me { carts { total { amount currency } problems { code } lines { id quantity unitPrice { amount } "
    "madeToMeasure { agreedPrice { amount } leadTimeDays fabric { name } measurements { term value { value } } } "
    "} } } }"
)
PART = (
    "{ vendorOrders(first: 1) { nodes { total { amount } lines { quantity madeToMeasure "
    "{ agreedPrice { amount } measurements { term value { value } } } } } } }"
)


def test_a_counter_offer_that_is_accepted_lands_in_the_cart_at_its_price_with_her_measurements(
    people: People, relay: Callable[[], int]
) -> None:
    it = bargain(people)
    hers = countered(it, offered(it, people.ada), people.dami, "52000", profile_id=it.profile.pk, fabric=("Adire", ""))
    agreed = payload(ask_offer("offerAccept", Wire(people.ada), id=gid(hers)))
    assert (agreed["userErrors"], agreed["offer"]["status"]) == ([], "ACCEPTED")
    # Nobody sees a body before it is paid, besides whose it is.
    assert agreed["offer"]["madeToMeasure"] is None
    measured(people.dami, it.profile, waist_girth=90)
    (cart,) = Wire(people.dami)(CART).data["me"]["carts"]
    assert (cart["total"], cart["problems"]) == ({"amount": "52000.00", "currency": "NGN"}, [])
    made = cart["lines"][0]["madeToMeasure"]
    assert (made["agreedPrice"], made["leadTimeDays"], made["fabric"]) == (
        {"amount": "52000.00"},
        21,
        {"name": "Adire"},
    )
    body = [{"term": "CHEST_GIRTH", "value": {"value": "92.0"}}, {"term": "WAIST_GIRTH", "value": {"value": "74.0"}}]
    assert made["measurements"] == body
    settled(order_of(people.dami))
    relay()
    (part,) = Wire(people.ada)(PART).data["vendorOrders"]["nodes"]
    assert (part["total"], part["lines"][0]["madeToMeasure"]["measurements"]) == ({"amount": "52000.00"}, body)
    assert (OrderLine.objects.get().unit_price_minor, StockItem.objects.get(variant=it.gown).reserved) == (5_200_000, 0)
    assert AuditEntry.objects.filter(action="OFFER_ACCEPTED", user=people.ada).count() == 1


def test_a_shopper_accepts_for_the_body_that_she_chooses_and_only_once(people: People) -> None:
    it = bargain(people)
    offer, k = offered(it, people.ada, quantity=2), key()
    given = {"id": gid(offer), "measurementProfileId": gid(it.profile)}
    first = payload(ask_offer("offerAccept", Wire(people.dami), k, **given))["offer"]
    assert first["madeToMeasure"]["agreedPrice"] == {"amount": "60000.00"}
    before = everything()
    assert payload(ask_offer("offerAccept", Wire(people.dami), k, **given))["offer"]["status"] == "ACCEPTED"
    again = ask_offer("offerAccept", Wire(people.dami), **given)
    other = ask_offer("offerAccept", Wire(people.dami), k, id=gid(offer))
    assert faults(again) == [("STATUS_CONFLICT", ["id"])]
    assert faults(other)[0][0] == "IDEMPOTENCY_KEY_MISMATCH"
    assert everything() == before
    assert list(CartLine.objects.values_list("quantity", "seen_price_minor")) == [(2, 6_000_000)]
    assert OutboxEvent.objects.filter(type="OfferAccepted").count() == 1


def test_what_was_agreed_on_keeps_its_quantity_and_its_price(people: People) -> None:
    it = bargain(people)
    accepted(offered(it, people.ada), people.dami, it.profile)
    it.gown.prices.update(amount_minor=9_900_000)
    cart, line = Cart.objects.get(), CartLine.objects.get()
    change = "mutation($i: CartLinesUpdateInput!) { cartLinesUpdate(input: $i) { userErrors { code field } } }"
    lines = [{"lineId": gid(line), "quantity": 2}]
    answer = Wire(people.dami)(change, i={"cartId": gid(cart), "lines": lines})
    assert faults(answer) == [("STATUS_CONFLICT", ["lines", "0", "quantity"])]
    (seen,) = Wire(people.dami)(CART).data["me"]["carts"]
    assert (seen["total"]["amount"], seen["problems"]) == ("60000.00", [])


def test_what_was_not_measured_is_named_and_nothing_is_agreed(people: People) -> None:
    it = bargain(people, chest_girth=92)
    offer = offered(it, people.ada)
    before = everything()
    none = ask_offer("offerAccept", Wire(people.dami), id=gid(offer))
    lacking = ask_offer("offerAccept", Wire(people.dami), id=gid(offer), measurementProfileId=gid(it.profile))
    strange = ask_offer("offerAccept", Wire(people.dami), id=gid(offer), measurementProfileId="nonsense")
    wanted = ["measurementProfileId"]
    assert [faults(each) for each in (none, lacking, strange)] == [
        [("REQUIRED", wanted)],
        [("REQUIRED", wanted)],
        [("NOT_FOUND", wanted)],
    ]
    assert everything() == before
    measured(people.dami, it.profile, waist_girth=74)
    assert accepted(offer, people.dami, it.profile).status == "ACCEPTED"


def test_a_shop_does_not_choose_the_body(people: People) -> None:
    it = bargain(people)
    hers = offered(it, people.dami, profile_id=it.profile.pk)
    before = everything()
    answer = ask_offer("offerAccept", Wire(people.ada), id=gid(hers), measurementProfileId=gid(it.profile))
    assert (faults(answer), everything() == before) == ([("INVALID", ["measurementProfileId"])], True)


@pytest.mark.parametrize("mutation", ["offerAccept", "offerDecline", "offerCounter", "offerWithdraw"])
@pytest.mark.parametrize("state", ["late", "expired", "declined", "withdrawn"])
def test_nobody_answers_what_is_over(people: People, mutation: str, state: str) -> None:
    it, now = bargain(people), timezone.now()
    offer = offered(it, people.ada, at=now - timedelta(days=8))
    if state == "expired":
        assert offers_expire(now=now) == 1
    if state in ("declined", "withdrawn"):
        Offer.objects.update(expires_at=now + timedelta(days=1))
        who, how = (people.dami, "offerDecline") if state == "declined" else (people.ada, "offerWithdraw")
        assert faults(ask_offer(how, Wire(who), id=gid(offer))) == []
    before = everything()
    given = {"terms": terms(it, measurementProfileId=gid(it.profile))} if mutation == "offerCounter" else {}
    given |= {"measurementProfileId": gid(it.profile)} if mutation == "offerAccept" else {}
    wire = Wire(people.ada if mutation == "offerWithdraw" else people.dami)
    code = "STATUS_CONFLICT" if state in ("declined", "withdrawn") else "OFFER_EXPIRED"
    assert faults(ask_offer(mutation, wire, id=gid(offer), **given)) == [(code, ["id"])]
    assert everything() == before


def test_time_is_up_for_everybody_at_once_and_is_told_once(people: People) -> None:
    it, now = bargain(people), timezone.now()
    late, later = offered(it, people.ada, at=now - timedelta(days=8)), offered(it, people.ada)
    shown = f'{{ conversation(id: "{gid(it.talk)}") {{ offers(first: 5) {{ nodes {{ status }} }} }} }}'
    before = Wire(people.dami)(shown).data["conversation"]["offers"]["nodes"]
    assert [each["status"] for each in before] == ["OPEN", "EXPIRED"]
    assert [offers_expire(now=now), offers_expire(now=now)] == [1, 0]
    states = dict(Offer.objects.values_list("pk", "status"))
    assert states == {late.pk: "EXPIRED", later.pk: "OPEN"}
    assert OutboxEvent.objects.filter(type="OfferExpired").count() == 1


def test_a_shop_takes_back_what_was_accepted_until_it_is_ordered(people: People) -> None:
    it = bargain(people)
    first, second = (accepted(offered(it, people.ada), people.dami, it.profile) for _ in range(2))
    bisi, dami = Wire(people.bisi), Wire(people.dami)
    refused = [ask_offer("offerWithdraw", wire, id=gid(first)) for wire in (bisi, dami)]
    assert [faults(each)[0][0] for each in refused] == ["FORBIDDEN", "FORBIDDEN"]
    withdrawn = payload(ask_offer("offerWithdraw", Wire(people.ada), id=gid(first)))["offer"]
    assert withdrawn["status"] == "WITHDRAWN"
    assert list(CartLine.objects.values_list("specification", flat=True)) == [second.specification_id]
    assert OutboxEvent.objects.filter(type="CartUpdated").count() == 3
    order_of(people.dami)
    before = everything()
    late = ask_offer("offerWithdraw", Wire(people.ada), id=gid(second))
    assert (faults(late), everything() == before) == ([("STATUS_CONFLICT", ["id"])], True)


def test_what_is_no_longer_sold_is_not_agreed_on(people: People) -> None:
    it = bargain(people)
    offer = offered(it, people.ada)
    Product.objects.update(status="ARCHIVED")
    before = everything()
    answer = ask_offer("offerAccept", Wire(people.dami), id=gid(offer), measurementProfileId=gid(it.profile))
    assert (faults(answer), everything() == before) == ([("VARIANT_UNAVAILABLE", ["id"])], True)


def test_nobody_answers_for_who_is_gone(people: People) -> None:
    it = bargain(people)
    theirs, hers = offered(it, people.ada), offered(it, people.dami, profile_id=it.profile.pk)
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert faults(ask_offer("offerAccept", Wire(people.ada), id=gid(hers))) == [("STATUS_CONFLICT", ["id"])]
    forget_offers(AccountDeleted(user_id=people.dami.pk), now=timezone.now())
    found = dict(Offer.objects.values_list("pk", "status"))
    assert found == {theirs.pk: "DECLINED", hers.pk: "WITHDRAWN"}
    assert Specification.objects.count() == 0


def test_strangers_answer_nothing(people: People) -> None:
    it = bargain(people)
    offer = offered(it, people.ada)
    before = everything()
    answers = [
        ask_offer(mutation, Wire(people.cleo), id=gid(offer))
        for mutation in ("offerAccept", "offerDecline", "offerWithdraw")
    ]
    assert [faults(each)[0][0] for each in answers] == ["NOT_FOUND"] * 3
    assert everything() == before
