"""Saved addresses: kept, changed and forgotten by their user alone; exactly one of them is her default."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fashionistar.accounts.models import Address, AuditEntry, User
from fashionistar.accounts.policies import MAX_ADDRESSES
from fashionistar.accounts.services.address_create import address_create
from fashionistar.accounts.services.address_default_set import address_default_set
from fashionistar.accounts.services.address_delete import address_delete
from fashionistar.notifications.models import Notification
from tests.accounts.keeping import DELETE, MINE, SET, UPDATE, create, kept, lines
from tests.checkout.shopping import HOME, everything, faults, payload
from tests.people import People, acting
from tests.wire.client import ADDRESS, Wire, gid


def test_an_address_is_kept_and_the_first_one_is_the_default(people: People) -> None:
    first = payload(create(people.dami, phone=" +254 712 345 678 ", country="ke"))
    row = Address.objects.get()
    expected = ADDRESS | {"line2": "", "region": "", "postalCode": ""}
    assert first == {"address": expected | {"id": gid(row), "isDefault": True}, "userErrors": []}
    second = payload(create(people.dami, line1="1 Broad Street", city="Lagos", country="NG"))["address"]
    assert second["isDefault"] is False
    assert Wire(people.dami)(MINE).data["me"]["addresses"] == [first["address"], second]


def test_what_is_done_to_addresses_is_noted_without_what_they_say_and_she_is_told(people: People) -> None:
    wire = Wire(people.dami)
    first, second = (payload(create(people.dami, line1=line1))["address"]["id"] for line1 in ("One", "Two"))
    wire(UPDATE, input={"id": first, "city": "Mombasa"})
    wire(SET, input={"id": second})
    wire(DELETE, input={"id": first})
    entries = AuditEntry.objects.order_by("created_at", "id").values_list("action", "detail")
    assert list(entries) == [
        ("PROFILE_CHANGED", {"fields": "addresses", "how": how})
        for how in ("added", "added", "changed", "default", "deleted")
    ]
    told = Notification.objects.values_list("kind", "address", "channel")
    assert list(told) == [("security", "dami@example.com", "EMAIL")] * 4


def test_an_address_is_changed_in_the_named_fields_alone(people: People) -> None:
    row = kept(people.dami, line2="Flat 2")
    made = payload(Wire(people.dami)(UPDATE, input={"id": gid(row), "city": " Kisumu ", "line2": ""}))
    assert made["userErrors"] == []
    assert made["address"] == ADDRESS | {
        "id": gid(row),
        "city": "Kisumu",
        "line2": "",
        "region": "",
        "postalCode": "",
        "isDefault": True,
    }


@pytest.mark.parametrize("changes", [{}, {"city": "Nairobi"}, {"phone": "+254 712 345678", "line1": None}])
def test_a_change_that_changes_nothing_leaves_no_trace(people: People, changes: dict[str, str | None]) -> None:
    row = kept(people.dami)
    before = everything()
    assert faults(Wire(people.dami)(UPDATE, input={"id": gid(row), **changes})) == []
    assert (everything(), AuditEntry.objects.count()) == (before, 0)


def test_an_address_that_moves_to_another_country_must_be_one_of_it(people: People) -> None:
    row = kept(people.dami, region="Nairobi County")
    before = everything()
    assert faults(Wire(people.dami)(UPDATE, input={"id": gid(row), "country": "US"})) == [
        ("INVALID", ["region"]),
        ("REQUIRED", ["postalCode"]),
    ]
    assert everything() == before


def test_a_kept_address_that_is_forgotten_hands_the_default_to_the_newest(people: People) -> None:
    first, *_ = (kept(people.dami, line1) for line1 in ("One", "Two", "Three"))
    assert lines(people.dami) == [("One", True), ("Three", False), ("Two", False)]
    assert payload(Wire(people.dami)(DELETE, input={"id": gid(first)})) == {"deletedId": gid(first), "userErrors": []}
    assert lines(people.dami) == [("Three", True), ("Two", False)]


def test_forgetting_another_one_leaves_the_default_alone(people: People) -> None:
    _, second, _ = (kept(people.dami, line1) for line1 in ("One", "Two", "Three"))
    Wire(people.dami)(DELETE, input={"id": gid(second)})
    assert lines(people.dami) == [("One", True), ("Three", False)]


def test_the_default_is_chosen_and_choosing_it_again_changes_nothing(people: People) -> None:
    _, second = (kept(people.dami, line1) for line1 in ("One", "Two"))
    assert payload(Wire(people.dami)(SET, input={"id": gid(second)}))["address"]["isDefault"] is True
    assert lines(people.dami) == [("Two", True), ("One", False)]
    before = everything()
    assert faults(Wire(people.dami)(SET, input={"id": gid(second)})) == []
    assert everything() == before


def test_nobody_sees_anothers_addresses(people: People) -> None:
    row = kept(people.dami)
    assert Wire(people.cleo)(MINE).data["me"]["addresses"] == []
    for who in (None, people.cleo):
        assert Wire(who)("query($id: ID!) { node(id: $id) { id } }", id=gid(row)).data == {"node": None}
    assert Wire(people.dami)("query($id: ID!) { node(id: $id) { id } }", id=gid(row)).data == {"node": {"id": gid(row)}}


@pytest.mark.parametrize("mutation", [UPDATE, DELETE, SET])
@pytest.mark.parametrize("whose", ["another's", "malformed", "of another type"])
def test_an_address_that_is_not_hers_is_not_found(people: People, mutation: str, whose: str) -> None:
    given = {
        "another's": gid(kept(people.cleo)),
        "malformed": "QWRkcmVzczo=",
        "of another type": gid(people.dami),
    }
    before = everything()
    assert faults(Wire(people.dami)(mutation, input={"id": given[whose]})) == [("NOT_FOUND", ["id"])]
    assert everything() == before


def test_she_keeps_50_at_most(people: People) -> None:
    for number in range(MAX_ADDRESSES - 1):
        kept(people.dami, str(number))
    assert faults(create(people.dami)) == []
    before = everything()
    assert faults(create(people.dami)) == [("INVALID", None)]
    assert everything() == before
    assert faults(create(people.cleo)) == []


type Step = tuple[str, int]
STEPS = st.lists(st.tuples(st.sampled_from(("add", "delete", "choose")), st.integers(0, 4)), max_size=14)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_she_does_one_of_her_addresses_is_the_default_as_long_as_there_is_any(
    people: People, steps: list[Step]
) -> None:
    hers, kept_by_cleo = acting(people.dami), kept(people.cleo)
    before = transaction.savepoint_create()
    expected: list[str] = []  # the default first, then the newest
    for serial, (what, number) in enumerate(steps):
        mine = list(Address.objects.filter(user=people.dami))
        chosen = mine[number % len(mine)] if mine else None
        if what == "add":
            made = address_create(actor=hers, address=HOME, now=timezone.now())
            Address.objects.filter(pk=made.pk).update(line2=str(serial))
            expected = [*expected[:1], str(serial), *expected[1:]]
        elif chosen and what == "delete":
            address_delete(actor=hers, address_id=chosen.pk)
            expected.remove(chosen.line2)
        elif chosen:
            address_default_set(actor=hers, address_id=chosen.pk, now=timezone.now())
            rest = sorted(set(expected) - {chosen.line2}, key=int, reverse=True)
            expected = [chosen.line2, *rest]
        if what == "delete" and expected and chosen and chosen.is_default:
            newest = max(expected, key=int)
            expected = [newest, *(each for each in expected if each != newest)]
        found = list(Address.objects.filter(user=people.dami))
        assert [address.is_default for address in found] == [True, *[False] * (len(found) - 1)][: len(found)]
        assert [address.line2 for address in found] == expected
    kept_by_cleo.refresh_from_db()
    assert kept_by_cleo.is_default
    transaction.savepoint_rollback(before)
    kept_by_cleo.delete()


def at_once[Result](*works: partial[Result]) -> list[Result]:
    """Each in a thread with a connection of its own."""

    def run(work: partial[Result]) -> Result:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def defaults(user: User) -> int:
    """How many of her addresses are the default."""
    return Address.objects.filter(user=user, is_default=True).count()


@pytest.mark.django_db(transaction=True)
def test_two_defaults_that_are_chosen_at_once_are_chosen_one_after_the_other() -> None:
    dami = People().dami
    _, *others = (kept(dami, str(number)) for number in range(9))
    setting = partial(address_default_set, actor=acting(dami), now=timezone.now())
    at_once(*(partial(setting, address_id=row.pk) for row in others))
    assert defaults(dami) == 1
    assert not Address.objects.get(line1="0").is_default


@pytest.mark.django_db(transaction=True)
def test_of_the_first_addresses_that_are_added_at_once_one_is_the_default_and_50_are_kept() -> None:
    dami = People().dami
    adding = partial(address_create, actor=acting(dami), address=HOME, now=timezone.now())
    at_once(*[adding] * 6)
    assert (defaults(dami), Address.objects.count()) == (1, 6)
