"""`accountDelete`: she is nobody at once; what must stay, stays without her."""

from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db.models import ForeignObjectRel
from django.utils import timezone

from fashionistar.accounts.models import Address, AuditEntry, Challenge, Passkey, Session, TotpFactor, User
from fashionistar.checkout.models import Cart
from fashionistar.kernel.models import OutboxEvent
from fashionistar.measurements.models import EstimatePhoto, MeasurementProfile
from fashionistar.notifications.models import Notification
from fashionistar.orders.models import Order, OrderStatus
from fashionistar.vendors.models import ApiKey, VendorInvitation, VendorMember, VendorRole
from fashionistar.webhooks.models import WebhookEndpoint
from tests.accounts.codes import ask, code_at, messages
from tests.accounts.keeping import kept
from tests.accounts.leaving import DELETE, leave, stands, with_everything
from tests.accounts.test_token_create import sign_in
from tests.checkout.shopping import cart_of, everything, faults, order_of, payload, refusals, settled
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.people import PASSWORD, People, session_of, token_of
from tests.wire.client import Wire, gid

#: Tables that refer to a user, and what becomes of their rows when she goes: nothing is left, or why something is.
GONE = {
    "Address.user", "Challenge.user", "GoogleIdentity.user", "Passkey.user", "RecoveryCode.user", "TotpFactor.user",
    "VendorMember.user", "VendorInvitation.inviter", "MeasurementProfile.user", "User_groups.user",
    "User_user_permissions.user", "Reminder.user",
}  # fmt: skip
STAYS = {
    "Session.user": "ended, without address and device",
    "AuditEntry.user": "append-only",
    "Order.user": "the shops' books",
    "Specification.user": "what was sold; the body is erased when nobody makes, sends or alters for it any longer",
    "Cart.user": "those that became orders",
    "WebhookEndpoint.owner": "the shop's, disabled",
    "ApiKey.creator": "the shop's, ended",
    "Conversation.shopper": "what others said to her; her words are erased, but about orders",
    "Participant.user": "how far the conversation was read",
    "Message.author": "its place in the conversation; what she said for a shop is the shop's",
    "MessageAttachment.author": "beside what is kept about orders, and what she sent for a shop",
    "MessageReaction.user": "what she felt for a shop; as a shopper they go",
    "MessageReport.reporter": "that something was reported; without her comment",
    "Note.author": "the shop's",
    "MeasurementConsent.granted_by": "what a client of a shop told her tailor",
    "WalletTopUp.user": "the books",
    "GiftCardPurchase.buyer": "the books; the recipient is forgotten when the card is sent",
    "GiftCard.issuer": "who gave it away as staff",
    "Tender.user": "the shops' books",
    "LogEntry.user": "what she did as staff in the admin",
}


def referring() -> dict[str, Callable[[User], int]]:
    """How many rows of each table refer to a user, by the table and its reference."""

    def count(field: Any) -> Callable[[User], int]:
        return lambda user: int(field.model._default_manager.filter(**{field.name: user}).count())

    found = [each for each in User._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]
    fields = [each.field for each in found if each.field.concrete and not each.many_to_many]
    return {f"{field.model.__name__}.{field.name}": count(field) for field in fields}


def test_what_becomes_of_every_table_that_refers_to_her_is_decided() -> None:
    assert set(referring()) == GONE | set(STAYS)


def test_nothing_of_hers_is_left_but_what_must_be(people: People, relay: Callable[[], int]) -> None:
    dami = with_everything(people)
    orders = list(Order.objects.order_by("pk").values())
    made = payload(leave(dami))
    assert made == {"deletedId": gid(dami), "userErrors": []}
    relay()
    row = User.objects.get(pk=dami.pk)
    assert (row.email, row.phone, row.name, row.locale, row.currency) == (None, None, "", "en", "")
    assert (row.is_active, row.is_staff, row.is_superuser, row.staff_permissions) == (False, False, False, [])
    assert (row.has_usable_password(), row.deleted_at is None, row.last_login) == (False, False, None)
    assert {name: count(dami) for name, count in referring().items() if name in GONE} == dict.fromkeys(GONE, 0)
    assert list(Order.objects.order_by("pk").values()) == orders
    assert set(Cart.objects.filter(user=dami).values_list("status", flat=True)) == {"COMPLETED"}
    assert not Challenge.objects.exists()
    assert (MeasurementProfile.objects.count(), EstimatePhoto.objects.count()) == (0, 0)
    assert (VendorInvitation.objects.count(), ApiKey.objects.get().end) == (0, "CREATOR_LEFT")


def test_nothing_of_anybody_elses_goes(people: People, relay: Callable[[], int]) -> None:
    with_everything(people)
    cart_of(people.cleo, (garment(people.boutique, prices={"NGN": 5}), 1))
    kept(people.cleo)
    relay()
    before = {
        model.__name__: list(model._default_manager.exclude(user=people.dami).order_by("pk").values())
        for model in (Address, Cart, VendorMember, Session, Passkey, TotpFactor, Order)
    }
    others = list(User.objects.exclude(pk=people.dami.pk).order_by("pk").values())
    leave(people.dami)
    relay()
    for model in (Address, Cart, VendorMember, Session, Passkey, TotpFactor, Order):
        found = list(model._default_manager.exclude(user=people.dami).order_by("pk").values())
        assert found == before[model.__name__]
    assert list(User.objects.exclude(pk=people.dami.pk).order_by("pk").values()) == others


def test_every_device_is_signed_out_and_says_nothing_of_itself_any_longer(people: People) -> None:
    lost = session_of(people.dami)
    access = token_of(people.dami, session=lost)
    wire = Wire(people.dami)
    assert faults(wire(DELETE)) == []
    assert set(Session.objects.values_list("end", "ip", "user_agent")) == {("DELETED", None, "")}
    for client in (wire, Wire()):
        client.headers["Authorization"] = client.headers.get("Authorization", f"Bearer {access}")
        assert refusals(client("{ me { id } }")) == ["UNAUTHENTICATED"]
    types = list(OutboxEvent.objects.order_by("id").values_list("type", flat=True))
    assert types == ["SessionEnded", "SessionEnded", "NotificationQueued", "AccountDeleted"]
    assert faults(sign_in("dami@example.com")) == [("INVALID_CREDENTIALS", None)]


def test_the_rest_of_the_operation_is_nobodys_and_the_cookie_is_forgotten(people: People) -> None:
    both = "mutation { accountDelete(input: {}) { deletedId } profileUpdate(input: {}) { user { id } } }"
    answer = Wire(people.dami)(both)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["fashionistar-refresh"]
    assert (cookie.value, cookie["max-age"]) == ("", "0")
    assert User.objects.get().deleted_at is not None


def test_the_last_message_to_her_is_a_farewell_that_is_linked_to_nobody(people: People) -> None:
    dami = with_everything(people)
    Notification.objects.create(channel="EMAIL", address="cleo@example.com", kind="security", status="SENT")
    leave(dami)
    assert list(Notification.objects.order_by("pk").values_list("address", "kind", "user")) == [
        ("cleo@example.com", "security", None),
        ("dami@example.com", "farewell", None),
    ]
    (text,) = messages("dami@example.com")
    assert "account is deleted" in text


def test_who_has_only_a_number_hears_of_it_there(people: People) -> None:
    User.objects.filter(pk=people.dami.pk).update(email=None, phone="+254712345678")
    leave(people.dami)
    assert Notification.objects.values_list("channel", "address").get() == ("SMS", "+254712345678")


def test_what_was_done_stays_in_the_log(people: People) -> None:
    assert people.dami
    sign_in("dami@example.com", "wrong")
    leave(people.dami)
    entries = AuditEntry.objects.filter(user=people.dami).order_by("created_at", "id")
    assert list(entries.values_list("action", "detail")) == [("SIGN_IN_FAILED", {}), ("ACCOUNT_DELETED", {})]


def test_her_address_may_be_registered_again_and_finds_nothing_of_before(
    people: People, relay: Callable[[], int]
) -> None:
    dami = with_everything(people)
    leave(dami)
    relay()
    challenge = payload(ask("accountRegister", email="dami@example.com", password=PASSWORD, name="Dami"))["challenge"]
    given = {"challengeId": challenge["id"], "code": code_at("dami@example.com")}
    fields = "user { id orders { totalCount } addresses { id } carts { id } memberships { id } } userErrors { code }"
    made = payload(ask("accountVerify", fields, **given))
    fresh = User.objects.get(email="dami@example.com")
    assert fresh.pk != dami.pk
    assert made["user"] == {
        "id": gid(fresh), "orders": {"totalCount": 0}, "addresses": [], "carts": [], "memberships": []
    }  # fmt: skip


def test_a_second_time_there_is_nobody_to_delete(people: People) -> None:
    wire = Wire(people.dami)
    wire(DELETE)
    before = everything()
    assert refusals(wire(DELETE)) == ["UNAUTHENTICATED"]
    assert everything() == before


@pytest.mark.parametrize("factor", [True, False])
def test_it_wants_a_recent_proof_by_the_second_factor_if_she_has_one(people: People, factor: bool) -> None:
    if factor:
        TotpFactor.objects.create(user=people.dami, secret="x", confirmed_at=timezone.now())
    wire = Wire(people.dami)
    if not factor:
        Session.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    before = everything()
    assert faults(wire(DELETE)) == [("STEP_UP_REQUIRED", None)]
    assert (everything(), Session.objects.get().ended_at) == (before, None)


def test_the_last_owner_of_a_shop_stays_and_is_told_of_which(people: People) -> None:
    people.boutique.members.create(user=people.ada, role=VendorRole.OWNER)
    assert people.atelier
    before = everything()
    said = "You are the last owner of {}. Make somebody else its owner first."
    assert [error["message"] for error in payload(leave(people.ada))["userErrors"]] == [
        said.format("Ada's Atelier"),
        said.format("Cleo's Boutique"),
    ]
    assert everything() == before
    assert people.cleo  # owns the boutique too
    assert len(faults(leave(people.ada))) == 1


def test_an_owner_who_can_act_no_longer_does_not_count(people: People) -> None:
    assert people.atelier
    people.atelier.members.create(user=people.dami, role=VendorRole.OWNER)
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert faults(leave(people.ada)) == [("STATUS_CONFLICT", None)]
    User.objects.filter(pk=people.dami.pk).update(is_active=True)
    assert faults(leave(people.ada)) == []


@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.REFUNDING])
def test_an_order_that_is_paid_and_not_finished_stands_in_the_way(people: People, status: str) -> None:
    order = stands(order_of(people.dami, (garment(people.atelier), 1)), status)
    before = everything()
    (fault,) = payload(leave(people.dami))["userErrors"]
    assert fault == {
        "code": "STATUS_CONFLICT",
        "field": None,
        "message": f"Your order FS-{order.number:06d} is not finished. Wait until it has arrived or is refunded.",
    }
    assert everything() == before


def test_an_order_that_waits_for_its_payment_is_paid_and_goes_on_without_her(
    people: People, relay: Callable[[], int], paystack: PaystackEmulator
) -> None:
    order = order_of(people.dami, (garment(people.atelier), 1))
    assert faults(leave(people.dami)) == []
    settled(order)
    relay()
    order.refresh_from_db()
    assert (order.status, order.email, order.user_id) == ("PAID", "dami@example.com", people.dami.pk)
    query = "query($id: ID!) { order(id: $id) { id } }"
    for who in (None, people.cleo):
        assert Wire(who)(query, id=gid(order)).data == {"order": None}
    shop = Wire(people.ada)("{ vendorOrders { nodes { status shippingAddress { name } } } }").data
    assert shop["vendorOrders"]["nodes"] == [{"status": "PAID", "shippingAddress": {"name": "Dami Odu"}}]


def test_webhooks_that_are_read_with_her_eyes_stop(people: People, relay: Callable[[], int]) -> None:
    people.atelier.members.create(user=people.dami, role=VendorRole.OWNER)
    given = {"vendor": people.atelier, "url": "https://8.8.8.8/", "events": ["STOCK_CHANGED"], "secret": "sealed"}
    hers = WebhookEndpoint.objects.create(owner=people.dami, **given)
    adas = WebhookEndpoint.objects.create(owner=people.ada, **given)
    leave(people.dami)
    relay()
    stand = dict(WebhookEndpoint.objects.values_list("pk", "disabled_reason"))
    assert stand == {hers.pk: "OWNER_LEFT", adas.pk: ""}
    assert OutboxEvent.objects.filter(type="WebhookEndpointDisabled").count() == 1
    enabled = ask("webhookEndpointEnable", "userErrors { code field }", Wire(people.ada), id=gid(hers))
    assert faults(enabled) == []
    assert set(WebhookEndpoint.objects.values_list("owner", "disabled_reason")) == {(people.ada.pk, "")}
