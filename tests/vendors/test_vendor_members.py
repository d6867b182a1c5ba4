"""Members of a shop: who sees them, who changes whom, and that nobody rises by herself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, Session, User
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.request import Client, client_scope
from fashionistar.vendors.models import ApiKey, VendorInvitation, VendorPermission
from fashionistar.vendors.services.vendor_member_update import vendor_member_update
from tests.accounts.codes import ask, messages
from tests.accounts.second_factors import acting_in, proved
from tests.checkout.shopping import everything, faults, payload
from tests.people import People
from tests.vendors.working import GONE, MEMBER, efua, invited, key_of, member, noted, place, with_key
from tests.wire.client import Wire, gid

MEMBERS = """{ vendor(slug: "adas-atelier") {
  vendorMembers { totalCount nodes { name role permissions } } vendorInvitations { totalCount } apiKeys { totalCount }
} }"""
ALL = [str(each) for each in VendorPermission]


def update(wire: Wire, target: Any, **given: Any) -> Any:
    """Send `vendorMemberUpdate`."""
    return ask("vendorMemberUpdate", MEMBER, wire, id=gid(target), **given)


def remove(user: User, target: Any) -> Any:
    """Send `vendorMemberRemove`."""
    return ask("vendorMemberRemove", GONE, Wire(user), id=gid(target))


def test_members_see_who_works_with_them_and_what_each_may_do(people: People) -> None:
    assert people.bisi
    efua(people)
    found = Wire(people.bisi)(MEMBERS).data["vendor"]["vendorMembers"]
    assert found["nodes"] == [
        {"name": "Ada", "role": "OWNER", "permissions": ALL},
        {"name": "Bisi", "role": "STAFF", "permissions": ["ORDERS_READ", "ORDERS_FULFIL", "CHAT_REPLY"]},
        {
            "name": "Efua",
            "role": "MANAGER",
            "permissions": [*ALL[:6], "MEASUREMENTS_MANAGE", "REFUNDS_MANAGE", "BOOKS_READ", "CHAT_REPLY"],
        },
    ]


def test_members_invitations_and_keys_are_shown_to_those_alone_whose_they_are(people: People) -> None:
    assert people.bisi
    invited(people.ada, people.atelier)
    _, token = key_of(people.atelier, people.ada)
    manager = efua(people)
    seen = {"bisi": Wire(people.bisi), "cleo": Wire(people.cleo), "guest": Wire(), "key": with_key(token)}
    seen |= {"ada": Wire(people.ada), "efua": Wire(manager)}
    counts = {}
    for who, wire in seen.items():
        shop = wire(MEMBERS).data["vendor"]
        counts[who] = tuple(shop[name]["totalCount"] for name in ("vendorMembers", "vendorInvitations", "apiKeys"))
    nothing = (0, 0, 0)
    assert counts == {
        "bisi": (3, 0, 0), "cleo": nothing, "guest": nothing, "key": nothing, "ada": (3, 1, 1), "efua": (3, 1, 0),
    }  # fmt: skip


#: Who changes whom into what, and what comes of it. Efua is the actor; Bisi is on the staff, Dami is what is said.
STAFF, MANAGER = ("STAFF", "ORDERS_READ"), ("MANAGER",)
CHANGES: dict[str, tuple[tuple[str, ...], str, tuple[str, ...], dict[str, Any], str]] = {
    "a manager names what the staff may do": (
        MANAGER, "dami", STAFF, {"permissions": ["STOCK_MANAGE", "ORDERS_READ", "STOCK_MANAGE"]}, "OK",
    ),
    "a manager makes a manager": (MANAGER, "dami", STAFF, {"role": "MANAGER"}, "FORBIDDEN"),
    "a manager makes an owner": (MANAGER, "dami", STAFF, {"role": "OWNER"}, "FORBIDDEN"),
    "a manager gives what owners alone may": (MANAGER, "dami", STAFF, {"permissions": ["PAYOUTS_MANAGE"]}, "FORBIDDEN"),
    "a manager makes herself an owner": (MANAGER, "efua", MANAGER, {"role": "OWNER"}, "FORBIDDEN"),
    "a manager demotes a manager": (MANAGER, "dami", MANAGER, {"role": "STAFF"}, "FORBIDDEN"),
    "a manager demotes an owner": (MANAGER, "dami", ("OWNER",), {"role": "STAFF"}, "FORBIDDEN"),
    "a manager takes from one who may more": (
        MANAGER, "dami", ("STAFF", "PAYOUTS_MANAGE"), {"permissions": []}, "FORBIDDEN",
    ),
    "staff who manage members give what they have": (
        ("STAFF", "MEMBERS_MANAGE", "ORDERS_READ"), "dami", STAFF, {"permissions": []}, "OK",
    ),
    "staff who manage members rise by themselves": (
        ("STAFF", "MEMBERS_MANAGE"), "efua", ("STAFF", "MEMBERS_MANAGE"),
        {"permissions": ["MEMBERS_MANAGE", "PRODUCTS_MANAGE"]}, "FORBIDDEN",
    ),
    "staff rise by themselves": (STAFF, "efua", STAFF, {"permissions": ["MEMBERS_MANAGE"]}, "FORBIDDEN"),
    "an owner makes a manager": (("OWNER",), "dami", STAFF, {"role": "MANAGER"}, "OK"),
    "an owner makes an owner": (("OWNER",), "dami", STAFF, {"role": "OWNER"}, "OK"),
    "an owner demotes an owner": (("OWNER",), "ada", ("OWNER",), {"role": "STAFF"}, "OK"),
    "permissions of a manager": (("OWNER",), "dami", MANAGER, {"permissions": ["ORDERS_READ"]}, "INVALID"),
    "nothing new": (("OWNER",), "dami", STAFF, {"role": "STAFF"}, "NOTHING"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_nobody_gives_or_takes_what_she_may_not_do_herself(people: People, name: str) -> None:
    actor, whom, stands, given, outcome = CHANGES[name]
    users = {"efua": efua(people, *actor), "dami": people.dami, "ada": people.ada}
    target = member(people.atelier, users[whom], *stands)
    wire, before = Wire(users["efua"]), everything()
    answer = update(wire, target, **given)
    codes = [code for code, _ in faults(answer)]
    assert codes == ([] if outcome in {"OK", "NOTHING"} else [outcome])
    assert (everything() != before) is (outcome == "OK")
    assert noted(users["efua"]) == {"OK": ["MEMBER_CHANGED"], "FORBIDDEN": ["PERMISSION_REFUSED"]}.get(outcome, [])
    if outcome == "OK":
        found = payload(answer)["vendorMember"]
        assert found["role"] == given.get("role", "STAFF")
        named = [each for each in ALL if each in given.get("permissions", found["permissions"])]
        assert found["permissions"] == named
        assert list(OutboxEvent.objects.values_list("type", flat=True)) == ["VendorMemberChanged"]


@pytest.mark.parametrize("who", ["cleo", "dami"])
def test_strangers_are_not_told_that_there_is_a_member(people: People, who: str) -> None:
    assert people.bisi
    target, user = place(people.atelier, people.bisi), getattr(people, who)
    before = everything()
    for answer in (update(Wire(user), target, role="OWNER"), remove(user, target)):
        assert faults(answer) == [("NOT_FOUND", ["id"])]
    assert everything() == before


def test_to_make_an_owner_wants_a_recent_proof(people: People) -> None:
    assert people.bisi
    wire = Wire(people.ada)
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    target, before = place(people.atelier, people.bisi), everything()
    assert faults(update(wire, target, role="OWNER")) == [("STEP_UP_REQUIRED", None)]
    assert everything() == before
    assert faults(update(wire, target, role="MANAGER")) == []


def test_the_last_owner_who_can_act_is_neither_demoted_nor_removed(people: People) -> None:
    assert people.atelier
    ada = place(people.atelier, people.ada)
    member(people.atelier, people.dami, "OWNER")
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    before = everything()
    assert faults(update(Wire(people.ada), ada, role="MANAGER")) == [("STATUS_CONFLICT", ["id"])]
    assert faults(remove(people.ada, ada)) == [("STATUS_CONFLICT", ["id"])]
    assert everything() == before
    User.objects.filter(pk=people.dami.pk).update(is_active=True)
    assert faults(remove(people.ada, ada)) == []
    assert place(people.atelier, people.ada) is None


def test_everybody_may_leave_and_finds_nothing_of_the_shop_afterwards(people: People) -> None:
    assert people.bisi
    hers = place(people.atelier, people.bisi)
    made = payload(remove(people.bisi, hers))
    assert made == {"deletedId": gid(hers), "userErrors": []}
    assert Wire(people.bisi)(MEMBERS).data["vendor"]["vendorMembers"]["nodes"] == []
    assert list(OutboxEvent.objects.values_list("type", flat=True)) == ["VendorMemberLeft"]
    assert noted() == ["MEMBER_REMOVED"]
    assert faults(remove(people.bisi, hers)) == [("NOT_FOUND", ["id"])]


def test_what_was_hers_alone_goes_with_her_and_the_owners_are_told(people: People) -> None:
    chief = efua(people, "OWNER")
    invited(chief, people.atelier, "new@example.com")
    invited(people.ada, people.atelier, "other@example.com")
    hers, token = key_of(people.atelier, chief, name="Courier")
    adas, other = key_of(people.atelier, people.ada)
    elsewhere, _ = key_of(people.boutique, chief)
    assert faults(remove(people.ada, place(people.atelier, chief))) == []
    assert list(VendorInvitation.objects.values_list("address", flat=True)) == ["other@example.com"]
    ends = dict(ApiKey.objects.values_list("pk", "end"))
    assert ends == {hers.pk: "CREATOR_LEFT", adas.pk: "", elsewhere.pk: ""}
    assert "Courier" in messages("ada@example.com")[-1]
    with_keys = [with_key(shown)("{ vendorOrders { totalCount } }") for shown in (token, other)]
    assert ["errors" in answer for answer in with_keys] == [True, False]


@pytest.mark.parametrize(
    ("after", "ended"),
    [({"role": "MANAGER"}, True), ({"permissions": ["API_KEYS_MANAGE"]}, True), ({"permissions": ALL}, False)],
)
def test_a_key_ends_when_its_maker_could_not_make_it_any_longer(
    people: People, after: dict[str, Any], ended: bool
) -> None:
    maker = efua(people, "STAFF", *ALL[:2], "API_KEYS_MANAGE")
    key, _ = key_of(people.atelier, maker, "ORDERS_READ")
    assert faults(update(Wire(people.ada), place(people.atelier, maker), **after)) == []
    key.refresh_from_db()
    assert (key.end, key.revoked_at is None) == (("CREATOR_LEFT", False) if ended else ("", True))


def test_both_find_it_in_their_logs_and_neither_where_the_other_was(people: People) -> None:
    assert people.bisi
    target = place(people.atelier, people.bisi)
    assert target is not None
    actor = acting_in(proved(people.ada, mfa=False))
    with client_scope(Client("192.0.2.7", "Ada's phone")):
        vendor_member_update(
            actor=actor, member_id=target.pk, role=None, permissions=[VendorPermission.STOCK_MANAGE], now=timezone.now()
        )
    kept = {entry.user_id: entry for entry in AuditEntry.objects.all()}
    hers, bisis = kept[people.ada.pk], kept[people.bisi.pk]
    assert (hers.ip, hers.user_agent, hers.session) == ("192.0.2.7", "Ada's phone", actor.session_id)
    assert (bisis.ip, bisis.user_agent, bisis.session) == (None, "", None)
    assert {entry.actor for entry in kept.values()} == {f"user:{people.ada.pk}"}
    said = {"vendor": str(people.atelier.pk), "role": "STAFF", "permissions": "STOCK_MANAGE"}
    assert (bisis.detail, hers.detail) == (said, said | {"subject": str(people.bisi.pk)})
