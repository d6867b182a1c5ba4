"""`accountExport`: everything that is kept about her, and nothing of anybody else's; nothing can be forgotten in it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.test import override_settings
from django.utils import timezone
from graphql import FieldNode, TypeInfo, TypeInfoVisitor, Visitor, parse, visit

from fashionistar.accounts.models import AuditEntry, RecoveryCode, Session, TotpFactor, User
from fashionistar.notifications.models import Notification
from fashionistar.orders.models import Order
from schema.accounts.export import PAGED, WHOLE
from schema.root import schema
from tests.accounts.codes import messages
from tests.accounts.leaving import SECRET, with_everything
from tests.checkout.shopping import cart_of, everything, faults, order_of, payload, refusals
from tests.factories.catalogue import garment
from tests.people import PASSWORD, People, session_of
from tests.wallets.keeping import REDEEM, card_of, filled
from tests.wire.client import Answer, Wire, gid, key

EXPORT = "mutation { accountExport(input: {}) { data userErrors { code message field } } }"
#: Types whose rows are hers, or a part of what is hers: the export has each of their fields.
HERS = {
    "User", "Address", "Session", "AuditEntry", "VendorMember", "Order", "VendorOrder", "OrderLine", "Payment",
    "ShippingAddress", "Cart", "CartLine", "Money", "Passkey", "GoogleIdentity", "PartRefund", "Tender", "Wallet",
    "Conversation", "ConversationParticipant", "Message", "MessageReaction", "MessageAttachment",
    "Offer", "OfferOption", "OfferFabric",
    "Specification", "SpecifiedMeasurement", "SpecifiedOption", "SpecifiedFabric", "Length", "Alteration",
    "AlterationPoint", "AlterationStep",
}  # fmt: skip
#: What the copy has elsewhere (`walletStatements`, lists of their own), or a type has for somebody else alone.
NOT_THERE = {
    "Wallet": {"statement"},
    "VendorOrder": {"settlement"},
    "Alteration": {"orderLine"},
    "Conversation": {"assignee", "notes", "participants", "lastMessage", "messages", "offers"},
    "Offer": {"message"},
    "ConversationParticipant": {"member", "firstUnread"},
    "Message": {"member", "versions"},
}


def export(user: User | None) -> Answer:
    """Send `accountExport` from a fresh session, in which she has proved whatever she can."""
    wire = Wire(user)
    if user is not None:
        user.sessions.update(mfa_at=timezone.now())
    return wire(EXPORT)


def copy_of(user: User) -> Any:
    """What she gets."""
    made = payload(export(user))
    assert made["userErrors"] == []
    return made["data"]


def selected() -> Iterator[tuple[str, str]]:
    """Each field that the export reads, with the type that it is of."""
    inner = schema._schema
    lists = " ".join(f"{name} {{ nodes {{ {fields} }} }}" for name, fields in PAGED.items())
    info, found = TypeInfo(inner), []

    class Seen(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            assert parent is not None
            found.append((parent.name, node.name.value))

    visit(parse(f"{{ me {{ {WHOLE} {lists} }} }}"), TypeInfoVisitor(info, Seen()))
    return iter(found)


def fields_of(kind: str) -> dict[str, Any]:
    """The fields of a type."""
    found: dict[str, Any] = schema._schema.type_map[kind].fields  # type: ignore[union-attr]
    return found


def test_every_field_of_a_user_is_in_the_export() -> None:
    assert {name for kind, name in selected() if kind == "User"} == set(fields_of("User"))


@pytest.mark.parametrize("kind", sorted(HERS))
def test_every_field_of_what_is_hers_is_in_the_export(kind: str) -> None:
    assert {name for parent, name in selected() if parent == kind} == set(fields_of(kind)) - NOT_THERE.get(kind, set())


def test_every_list_that_comes_in_pages_is_read_to_its_end() -> None:
    in_pages = {(kind, name) for kind, name in selected() if "first" in fields_of(kind)[name].args}
    assert in_pages == {("User", name) for name in PAGED}


def test_of_what_is_not_hers_it_has_the_name() -> None:
    pages = {f"{kind}Connection" for kind in ("Order", "Session", "AuditEntry", "Conversation", "Message")}
    names = {"Vendor", "Variant", "Product", "CartProblem", "MeasurementProfile"}
    assert {kind for kind, _ in selected()} - HERS == {"Query"} | pages | names


def test_all_that_is_hers_is_there(people: People, relay: Callable[[], int]) -> None:
    dami = with_everything(people)
    relay()
    data = copy_of(dami)
    account = data["account"]
    assert (account["email"], account["phone"], account["locale"]) == ("dami@example.com", "+254712345678", "sw-KE")
    assert [address["line1"] for address in account["addresses"]] == ["12 Moi Avenue", "1 Broad Street"]
    assert [place["vendor"]["name"] for place in account["memberships"]] == ["Ada's Atelier"]
    assert [line["quantity"] for cart in account["carts"] for line in cart["lines"]] == [2]
    orders = Order.objects.order_by("-placed_at", "-pk")
    assert [order["id"] for order in account["orders"]] == [gid(order) for order in orders]
    (part,) = account["orders"][0]["vendorOrders"]
    assert (part["lines"][0]["quantity"], part["shippingAddress"]["city"]) == (1, "Nairobi")
    assert [session["isCurrent"] for session in account["sessions"]] == [True]
    assert [entry["action"] for entry in account["auditLog"]] == ["ACCOUNT_EXPORTED", "CODE_SENT"]


def test_what_the_api_does_not_show_is_there_too(people: People) -> None:
    dami = with_everything(people)
    Notification.objects.create(channel="EMAIL", address="dami@example.com", kind="decoy", status="SUPPRESSED")
    Notification.objects.create(channel="EMAIL", address="cleo@example.com", kind="security", status="SENT")
    data = copy_of(dami)
    assert [(sent["kind"], sent["channel"], sent["status"], sent["sentAt"]) for sent in data["notifications"]] == [
        ("otp", "SMS", "PENDING", None),
        ("otp", "EMAIL", "PENDING", None),
        ("security", "EMAIL", "PENDING", None),
    ]
    assert [(each["shop"], each["role"]) for each in data["invitations"]] == [("Cleo's Boutique", "MANAGER")]
    assert [(each["shop"], each["name"], each["revokedAt"]) for each in data["apiKeys"]] == [
        ("Ada's Atelier", "Courier", None)
    ]
    child, herself = data["measurementProfiles"]
    assert (child["name"], child["estimates"][0]["heightMm"], child["values"]) == ("Tolu", "1500.0", [])
    assert [(each["term"], each["valueMm"], each["source"]) for each in herself["values"]] == [
        ("WAIST_GIRTH", "800.0", "TYPED")
    ]
    assert [share["shop"] for share in herself["shares"]] == ["Ada's Atelier"]
    assert [each["withdrawnAt"] is None for each in herself["consents"]] == [False, True]
    passkey = data["signIn"]["passkeys"][0]
    assert (passkey["name"], passkey["lastUsedAt"], data["signIn"]["recoveryCodesLeft"]) == ("Tecno", None, 2)
    assert data["signIn"]["google"]["email"] == "dami@gmail.com"
    assert data["signIn"]["authenticatorSince"].endswith("+00:00")


def test_what_she_keeps_with_us_and_what_happened_to_it_is_there(people: People) -> None:
    filled(people.dami, 40_00)
    _, code = card_of(20_00)
    Wire(people.dami)(REDEEM, code=code, key=key())
    filled(people.cleo, 5_00)
    data = copy_of(people.dami)
    assert [wallet["available"]["amount"] for wallet in data["account"]["wallets"]] == ["60.00"]
    told = [(line["description"], line["amount"], line["balance"]) for line in data["walletStatements"]]
    assert told == [("Top-up", "40.00", "40.00"), ("Gift card", "20.00", "60.00")]
    assert data["storedValuePayments"] == []


def test_who_has_nothing_gets_empty_lists(people: People) -> None:
    data = copy_of(people.dami)
    lists = ("addresses", "memberships", "carts", "orders")
    assert [data["account"][name] for name in lists] == [[]] * 4
    assert (data["invitations"], data["apiKeys"], data["measurementProfiles"]) == ([], [], [])
    assert data["signIn"] == {"authenticatorSince": None, "passkeys": [], "recoveryCodesLeft": 0, "google": None}


def test_there_is_no_secret_in_it(people: People) -> None:
    dami = with_everything(people)
    codes = [text[:6] for address in (dami.email, dami.phone) for text in messages(address)]
    hashes = list(RecoveryCode.objects.values_list("code_hash", flat=True))
    sealed = TotpFactor.objects.values_list("secret", flat=True).get()
    text = orjson.dumps(copy_of(dami)).decode()
    assert (len(codes), len(hashes)) == (2, 2)
    for secret in (*codes, *hashes, sealed, SECRET, PASSWORD, dami.password, "subject-1", "Y3JlZGVudGlhbA", "9" * 64):
        assert secret not in text


def test_long_lists_are_read_to_their_end(people: People) -> None:
    now = timezone.now()
    times = dict.fromkeys(("rotated_at", "last_used_at", "proved_at", "expires_at"), now)
    Session.objects.bulk_create(Session(user=people.dami, user_agent=str(n), **times) for n in range(205))
    sessions = copy_of(people.dami)["account"]["sessions"]
    assert len({session["id"] for session in sessions}) == len(sessions) == 206


def test_nothing_of_anybody_elses_is_in_it_not_even_for_staff(people: People) -> None:
    agbada = garment(people.atelier)
    order_of(people.cleo, (agbada, 1))
    order_of(None, (agbada, 1))
    cart_of(people.cleo, (agbada, 1))
    session_of(people.cleo)
    root = User.objects.create_superuser(email="root@example.com", password=PASSWORD, name="Root")
    account = copy_of(root)["account"]
    assert [len(account[name]) for name in ("orders", "carts", "sessions", "auditLog")] == [0, 0, 1, 1]


def test_the_same_is_said_in_the_same_order_each_time(people: People) -> None:
    dami = with_everything(people)
    session = session_of(dami)
    first, second = copy_of(dami), copy_of(dami)
    for data in (first, second):
        del data["exportedAt"], data["account"]["auditLog"], data["account"]["sessions"]
        data["notifications"] = [sent for sent in data["notifications"] if sent["kind"] != "security"]
    assert orjson.dumps(first) == orjson.dumps(second)
    assert session.user_id == dami.pk


def test_it_is_noted_and_she_is_told(people: People) -> None:
    assert people.dami
    copy_of(people.dami)
    assert AuditEntry.objects.values_list("action", "user", "detail").get() == ("ACCOUNT_EXPORTED", people.dami.pk, {})
    assert messages("dami@example.com")[0].startswith("A copy of all its data was made.")


def test_it_wants_a_recent_proof(people: People) -> None:
    wire = Wire(people.dami)
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    before = everything()
    assert faults(wire(EXPORT)) == [("STEP_UP_REQUIRED", None)]
    assert payload(wire(EXPORT))["data"] is None
    assert (everything(), AuditEntry.objects.count()) == (before, 0)
    assert refusals(export(None)) == ["UNAUTHENTICATED"]


def test_five_a_day_are_enough_for_anybody(people: People) -> None:
    with override_settings(THROTTLES={"export-account": "5/day"}):
        codes = [[code for code, _ in faults(export(people.dami))] for _ in range(6)]
        assert faults(export(people.cleo)) == []
    assert codes == [[]] * 5 + [["RATE_LIMITED"]]
    assert AuditEntry.objects.filter(user=people.dami).count() == 5
