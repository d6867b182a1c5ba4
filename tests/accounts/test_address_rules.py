"""What an address needs in each country: the same for a saved address and for checkout's."""

import pytest

from fashionistar.accounts.models import Address
from fashionistar.orders.models import Order
from tests.accounts.keeping import create, kept, written
from tests.checkout.shopping import cart_of, everything, faults, payload
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import ADDRESS, CHECKOUT, Answer, Wire, checkout_input, gid, key

#: Addresses as people write them, without what couriers there do without.
DELIVERABLE = {
    "Lagos": {"country": "NG", "city": "Lekki", "line1": "12 Admiralty Way"},
    "Lagos with all": {"country": "NG", "city": "Ikeja", "region": "Lagos", "postalCode": "100271"},
    "Accra": {"country": "GH", "city": "Accra", "line1": "Oxford St, Osu", "postalCode": "GA-183-8164"},
    "Nairobi": {"country": "KE", "city": "Nairobi", "region": "Nairobi County", "postalCode": "00100"},
    "Kampala": {"country": "UG", "city": "Kampala", "line1": "Plot 7, Kira Rd"},
    "Addis Ababa": {"country": "ET", "city": "Addis Ababa", "line1": "Shiro Meda"},
    "Kigali": {"country": "RW", "city": "Kigali", "line1": "KG 7 Ave"},
    "Dakar": {"country": "SN", "city": "Dakar", "line1": "Sandaga"},
    "Abidjan": {"country": "CI", "city": "Abidjan", "line1": "Cocody, 7e tranche"},
    "Mogadishu": {"country": "SO", "city": "Mogadishu", "line1": "Maka Al Mukarama Rd"},
    "Cairo": {"country": "EG", "city": "Nasr City", "postalCode": "99999", "region": "Cairo"},
    "Cape Town": {"country": "ZA", "city": "Cape Town", "postalCode": "8001", "region": "Western Cape"},
    "Singapore": {"country": "SG", "city": "", "postalCode": "018956"},
    "Dubai": {"country": "AE", "city": "", "region": "Dubai"},
    "London": {"country": "GB", "city": "London", "postalCode": "sw1a 1aa"},
    "New York": {"country": "US", "city": "New York", "region": "NY", "postalCode": "10001-1234"},
    "Stockholm": {"country": "SE", "city": "Stockholm", "postalCode": "SE-113 49"},
}


@pytest.mark.parametrize("place", DELIVERABLE)
def test_an_address_as_people_write_it_is_taken(people: People, place: str) -> None:
    assert faults(create(people.dami, **DELIVERABLE[place])) == []
    assert Address.objects.get().country == DELIVERABLE[place]["country"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"country": "ZA", "city": "Cape Town"}, [("REQUIRED", ["postalCode"])]),
        ({"country": "US", "city": "New York"}, [("REQUIRED", ["region"]), ("REQUIRED", ["postalCode"])]),
        ({"country": "GB", "city": "", "postalCode": "SW1A 1AA"}, [("REQUIRED", ["city"])]),
        ({"country": "NG", "city": ""}, [("REQUIRED", ["city"])]),
        ({"country": "AE", "city": "Dubai"}, [("REQUIRED", ["region"])]),
        ({"country": "NG", "region": "Nairobi"}, [("INVALID", ["region"])]),
        ({"country": "US", "region": "Lagos", "postalCode": "10001"}, [("INVALID", ["region"])]),
        ({"country": "NG", "postalCode": "10010"}, [("INVALID", ["postalCode"])]),
        ({"country": "KE", "postalCode": "00100-200"}, [("INVALID", ["postalCode"])]),
        ({"country": "ZA", "postalCode": "80011"}, [("INVALID", ["postalCode"])]),
        ({"country": "GB", "postalCode": "SW1A 1AAA"}, [("INVALID", ["postalCode"])]),
        ({"country": "US", "region": "CA", "postalCode": "10001"}, [("INVALID", ["postalCode"])]),
        ({"country": "KE", "postalCode": "00100\n00"}, [("INVALID", ["postalCode"])]),
        ({"country": "GH", "postalCode": "x" * 21}, [("INVALID", ["postalCode"])]),
        ({"country": "ZZ", "postalCode": "no rules"}, [("INVALID", ["country"])]),
        ({"phone": "0712345678"}, [("INVALID", ["phone"])]),
        ({"name": " ", "line1": ""}, [("REQUIRED", ["name"]), ("REQUIRED", ["line1"])]),
    ],
)
def test_what_cannot_be_delivered_to_is_named_field_by_field(
    people: People, given: dict[str, str], expected: list[tuple[str, list[str]]]
) -> None:
    assert people.dami
    before = everything()
    assert faults(create(people.dami, **given)) == expected
    assert everything() == before


@pytest.mark.parametrize(
    ("country", "given", "kept_as"),
    [
        ("NG", "lagos", "Lagos"),
        ("NG", "LAGOS STATE", "Lagos"),
        ("NG", "la", "Lagos"),
        ("NG", "FCT", "Federal Capital Territory"),
        ("NG", "Abuja", "Federal Capital Territory"),
        ("NG", "Ogun", "Ogun State"),
        ("US", "California", "CA"),
        ("US", "ca", "CA"),
        ("CA", "Quebec", "QC"),
        ("CA", "Québec", "QC"),
        ("CA", "Colombie-Britannique", "BC"),
        ("EG", "Alexandria", "الإسكندرية"),
        ("IE", "County Cork", "Co. Cork"),
        ("JP", "Tokyo", "東京都"),
        ("KE", " Kiambu  County ", "Kiambu  County"),
        ("GH", "Greater Accra", "Greater Accra"),
    ],
)
def test_a_region_is_known_by_name_and_by_code_and_kept_by_its_own_name(
    people: People, country: str, given: str, kept_as: str
) -> None:
    codes = {"US": "90210", "CA": "h3z 2y7", "JP": "100-0001"}
    if kept_as == "BC":
        codes["CA"] = "V8X 3X4"
    made = payload(create(people.dami, country=country, region=given, postalCode=codes.get(country, "")))
    assert (made["userErrors"], made["address"]["region"]) == ([], kept_as)


@pytest.mark.parametrize(
    ("country", "given", "kept_as"),
    [
        ("GB", " sw1a  1aa ", "SW1A 1AA"),
        ("SE", "se-113 49", "113 49"),
        ("LV", "lv-1010", "LV-1010"),
        ("KE", "20100", "20100"),
    ],
)
def test_a_postal_code_is_kept_as_the_country_writes_it(people: People, country: str, given: str, kept_as: str) -> None:
    assert payload(create(people.dami, country=country, postalCode=given))["address"]["postalCode"] == kept_as


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"country": "ZA"}, "An address in South Africa needs its postal code."),
        ({"country": "AE"}, "An address in United Arab Emirates needs its emirate."),
        ({"country": "NG", "region": "Texas"}, "Nigeria has no such state. Give one by name, as Abia."),
        (
            {"country": "KE", "postalCode": "1"},
            "A postal code of Kenya looks like 20100. Leave it out if there is none.",
        ),
        ({"country": "ZA", "postalCode": "1"}, "A postal code of South Africa looks like 0083."),
        ({"country": "US", "region": "NY", "postalCode": "90210"}, "This is no postal code of NY."),
        ({"city": ""}, "This is needed to deliver."),
    ],
)
def test_a_fault_says_what_to_do(people: People, given: dict[str, str], said: str) -> None:
    assert [error["message"] for error in payload(create(people.dami, **given))["userErrors"]] == [said]


def to_saved(people: People, **changes: object) -> Answer:
    """Dami's checkout, with these fields instead of the usual ones."""
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    given = checkout_input(gid(cart), shippingAddress=None) | changes
    return Wire(people.dami)(CHECKOUT, input=given, key=key())


def test_a_checkout_goes_to_a_saved_address_and_the_order_keeps_a_copy(
    people: People, paystack: PaystackEmulator
) -> None:
    kept(people.dami, "1 Broad Street")
    row = kept(
        people.dami, "2 Marina", city="Lagos", country="NG", region="Lagos", line2="Flat 2", postal_code="101001"
    )
    assert faults(to_saved(people, shippingAddressId=gid(row))) == []
    expected = written(row)
    row.delete()
    order = Order.objects.get()
    assert {name: getattr(order, f"shipping_{name}") for name in expected} == expected


def test_a_checkout_goes_to_exactly_one_address(people: People) -> None:
    row = kept(people.dami)
    cart_of(people.dami, (garment(people.atelier), 1))
    before = everything()
    assert faults(to_saved(people)) == [("REQUIRED", ["shippingAddress"])]
    both = {"shippingAddress": ADDRESS, "shippingAddressId": gid(row)}
    assert faults(to_saved(people, **both)) == [("INVALID", ["shippingAddressId"])]
    assert not Order.objects.exists()
    assert everything()["Address"] == before["Address"]


@pytest.mark.parametrize("whose", ["another's", "of another type", "malformed"])
def test_a_checkout_to_an_address_that_is_not_hers_is_refused(people: People, whose: str) -> None:
    given = {"another's": gid(kept(people.cleo)), "of another type": gid(people.dami), "malformed": "garbage"}
    assert faults(to_saved(people, shippingAddressId=given[whose])) == [("NOT_FOUND", ["shippingAddressId"])]
    assert not Order.objects.exists()


def test_a_guest_has_no_saved_address(people: People) -> None:
    row, cart = kept(people.dami), cart_of(None, (garment(people.atelier), 1))
    given = checkout_input(gid(cart), shippingAddress=None, shippingAddressId=gid(row))
    assert faults(Wire()(CHECKOUT, input=given, key=key())) == [("NOT_FOUND", ["shippingAddressId"])]
    assert not Order.objects.exists()


def test_a_checkout_asks_the_same_of_an_address_and_says_where_it_stands(people: People) -> None:
    answer = to_saved(people, shippingAddress=ADDRESS | {"country": "NG", "region": "Texas", "postalCode": "1"})
    assert faults(answer) == [
        ("INVALID", ["shippingAddress", "region"]),
        ("INVALID", ["shippingAddress", "postalCode"]),
    ]
    assert not Order.objects.exists()
