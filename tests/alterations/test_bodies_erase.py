"""Who deletes her account leaves no body behind, once nobody makes, sends or alters for it any longer."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from fashionistar.alterations.models import Alteration
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.orders.models import Order
from fashionistar.tailoring.models import Specification
from tests.accounts.leaving import leave
from tests.accounts.test_account_export import copy_of
from tests.alterations.test_alterations import move, request
from tests.checkout.shopping import order_of, payload, settled
from tests.factories.catalogue import garment
from tests.people import People
from tests.tailoring.sewing import agbada, body, delivered, line_of, ordered
from tests.wire.client import Wire

type Relay = Callable[[], int]


def left(people: People) -> list[tuple[int, str, bool]]:
    """What is left of each specification."""
    found = Specification.objects.order_by("pk")
    return [(len(each.measurements), each.profile_name, each.erased_at is not None) for each in found]


def gone(people: People, relay: Relay) -> None:
    """Dami deletes her account."""
    assert payload(leave(people.dami))["userErrors"] == []
    relay()


def test_what_is_finished_is_erased_at_once_and_what_is_in_a_cart_goes(people: People, relay: Relay) -> None:
    line = delivered(people, relay)
    request(Wire(people.dami), line)
    move(people.dami, "CANCELLED")
    assert line.variant is not None
    profile = people.dami.measurement_profiles.get()
    line_of(people.dami, line.variant, profile)
    others = line_of(people.cleo, line.variant, body(people.cleo))
    gone(people, relay)
    assert left(people) == [(0, "", True), (2, "Dami", False)]
    assert others.specification == Specification.objects.order_by("-pk")[0]
    assert Alteration.objects.values_list("points", "note").get() == ([], "")
    kept = Specification.objects.order_by("pk")[0]
    assert (kept.fabric["name"], kept.surcharge_minor) == ("Swiss lace", 25_000_00), "the books keep what was sold"


def test_an_open_alteration_keeps_it_until_it_ends(people: People, relay: Relay) -> None:
    request(Wire(people.dami), delivered(people, relay))
    gone(people, relay)
    assert left(people) == [(2, "Dami", False)]
    for to in ("ACCEPTED", "RECEIVED", "RETURNED", "CLOSED"):
        assert move(people.ada, to) == []
        relay()
    assert left(people) == [(0, "", True)]
    assert Alteration.objects.values_list("points", flat=True).get() == []


def test_an_order_that_waits_for_its_payment_keeps_it_until_it_expires(people: People, relay: Relay) -> None:
    order = ordered(people)
    gone(people, relay)
    assert left(people) == [(2, "Dami", False)]
    holds_expire(now=timezone.now() + timedelta(hours=1))
    relay()
    assert left(people) == [(0, "", True)]
    settled(order)
    relay()
    status = Order.objects.values_list("status", flat=True).get()
    assert status == "REFUNDING", "nobody knows any longer what was to be made"


def test_a_copy_has_what_was_specified_and_altered(people: People, relay: Relay) -> None:
    line = delivered(people, relay)
    request(Wire(people.dami), line)
    line_of(people.dami, agbada(people), people.dami.measurement_profiles.get())
    order_of(people.cleo, (garment(people.atelier), 1))
    account = copy_of(people.dami)["account"]
    (bought,) = account["orders"][0]["vendorOrders"][0]["lines"]
    assert [each["term"] for each in bought["madeToMeasure"]["measurements"]] == ["CHEST_GIRTH", "WAIST_GIRTH"]
    assert bought["alterations"][0]["points"][0]["by"] == {"value": "2.5", "unit": "CM"}
    (cart,) = [cart for cart in account["carts"] if cart["status"] == "OPEN"]
    assert cart["lines"][0]["madeToMeasure"]["fabric"]["name"] == "Swiss lace"
