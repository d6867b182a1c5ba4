"""What `checkoutComplete` asks of an address and of an email, field by field."""

import pytest

from fashionistar.orders.models import Order
from tests.checkout.shopping import cart_of, everything, faults
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import ADDRESS, CHECKOUT, Answer, Wire, checkout_input, gid, key


def checkout(people: People, **changes: object) -> Answer:
    """A guest's checkout with changes to the address."""
    cart = cart_of(None, (garment(people.atelier), 1))
    return Wire()(CHECKOUT, input=checkout_input(gid(cart), shippingAddress=ADDRESS | changes), key=key())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("name", "", "REQUIRED"),
        ("name", "   ", "REQUIRED"),
        ("name", "x" * 121, "INVALID"),
        ("line1", "", "REQUIRED"),
        ("line1", "x" * 161, "INVALID"),
        ("line2", "x" * 161, "INVALID"),
        ("city", " ", "REQUIRED"),
        ("city", "x" * 81, "INVALID"),
        ("region", "x" * 81, "INVALID"),
        ("postalCode", "x" * 21, "INVALID"),
        ("phone", "", "INVALID"),
        ("phone", "0712345678", "INVALID"),
        ("phone", "+999123", "INVALID"),
        ("phone", "call me", "INVALID"),
        ("country", "", "INVALID"),
        ("country", "KEN", "INVALID"),
        ("country", "ZZ", "INVALID"),
        ("country", "Kenya", "INVALID"),
    ],
)
def test_a_field_that_cannot_be_delivered_to_is_named(people: People, name: str, value: str, code: str) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    before = everything()
    given = checkout_input(gid(cart), shippingAddress=ADDRESS | {name: value})
    assert faults(Wire()(CHECKOUT, input=given, key=key())) == [(code, ["shippingAddress", name])]
    assert everything() == before


def test_every_bad_field_is_named_at_once(people: People) -> None:
    answer = checkout(people, name="", city="x" * 81, phone="1", country="Mars")
    assert faults(answer) == [
        ("REQUIRED", ["shippingAddress", "name"]),
        ("INVALID", ["shippingAddress", "city"]),
        ("INVALID", ["shippingAddress", "country"]),
        ("INVALID", ["shippingAddress", "phone"]),
    ]


def test_the_longest_values_are_taken(people: People, paystack: PaystackEmulator) -> None:
    longest = {"name": 120, "line1": 160, "line2": 160, "city": 80, "region": 80, "postalCode": 20}
    accra = {"country": "GH", **{name: "x" * size for name, size in longest.items()}}
    assert faults(checkout(people, **accra)) == []
    assert len(Order.objects.get().shipping_line2) == 160


@pytest.mark.parametrize(
    "email", ["", "dami", "dami@", "@example.com", "dami@example", "a b@example.com", "x" * 250 + "@example.com"]
)
def test_an_email_that_cannot_be_one_is_refused(people: People, email: str) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    before = everything()
    answer = Wire()(CHECKOUT, input=checkout_input(gid(cart), email=email), key=key())
    assert faults(answer) == [("INVALID", ["email"])]
    assert everything() == before


def test_a_missing_field_is_refused_by_the_schema(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    address = {name: value for name, value in ADDRESS.items() if name != "city"}
    answer = Wire()(CHECKOUT, input=checkout_input(gid(cart), shippingAddress=address), key=key())
    assert "'city'" in answer["errors"][0]["message"]
