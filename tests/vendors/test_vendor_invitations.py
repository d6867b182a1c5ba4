"""Invitations: a link that is good once, for whoever has the address, as long as the inviter could send it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.test import override_settings
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, User
from fashionistar.kernel.models import OutboxEvent
from fashionistar.vendors.models import VendorInvitation, VendorMember
from fashionistar.vendors.tasks import prune_invitations
from tests.accounts.codes import ask, messages
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.people import People
from tests.vendors.working import GONE, INVITATION, accept, efua, invitation, invited, member, noted, place, token_at
from tests.wire.client import Wire, gid


def invite(user: User, people: People, **given: Any) -> Any:
    """Send `vendorInvitationCreate` for Ada's shop."""
    given = {"vendorId": gid(people.atelier), "email": "dami@example.com", "role": "STAFF"} | given
    return ask("vendorInvitationCreate", INVITATION, Wire(user), **given)


def test_who_has_the_address_comes_to_work_in_the_shop(people: People) -> None:
    sent = payload(invite(people.ada, people, email=" Dami@Example.com", permissions=["STOCK_MANAGE", "ORDERS_READ"]))
    assert sent["userErrors"] == []
    assert sent["vendorInvitation"]["address"] == "dami@example.com"
    assert sent["vendorInvitation"]["permissions"] == ["ORDERS_READ", "STOCK_MANAGE"]
    assert messages("dami@example.com")[-1].startswith("Ada's Atelier asks you to work on its staff at Fashionistar.")
    joined = payload(accept(people.dami, token_at("dami@example.com")))
    assert joined["userErrors"] == []
    assert joined["vendorMember"]["vendor"] == {"slug": "adas-atelier"}
    assert joined["vendorMember"]["permissions"] == ["ORDERS_READ", "STOCK_MANAGE"]
    assert not VendorInvitation.objects.exists()
    assert OutboxEvent.objects.order_by("id").values_list("type", flat=True).last() == "VendorMemberJoined"
    assert (noted(people.ada), noted(people.dami)) == (["INVITATION_SENT"], ["INVITATION_ACCEPTED"])


def test_a_phone_number_is_an_address_too(people: People) -> None:
    User.objects.filter(pk=people.dami.pk).update(phone="+254712345678")
    assert faults(invite(people.ada, people, email=None, phone="+254 712 345 678", role="MANAGER")) == []
    joined = payload(accept(people.dami, token_at("+254712345678")))["vendorMember"]
    assert (joined["role"], len(joined["permissions"])) == ("MANAGER", 10)


def test_a_link_that_was_forwarded_gives_nothing(people: People) -> None:
    assert people.dami
    token = invited(people.ada, people.atelier)
    before = everything()
    assert faults(accept(people.cleo, token))[0][0] == "FORBIDDEN"
    assert refusals(accept(None, token)) == ["UNAUTHENTICATED"]
    assert VendorMember.objects.filter(user=people.cleo, vendor=people.atelier).count() == 0
    assert before["VendorInvitation"] == everything()["VendorInvitation"]
    assert noted(people.cleo) == ["PERMISSION_REFUSED"]
    assert faults(accept(people.dami, token)) == []


#: Who invites as what, and whether she may. Only owners make owners and managers.
INVITING: list[tuple[tuple[str, ...], dict[str, Any], str]] = [
    (("MANAGER",), {"role": "OWNER"}, "FORBIDDEN"),
    (("MANAGER",), {"role": "MANAGER"}, "FORBIDDEN"),
    (("MANAGER",), {"permissions": ["API_KEYS_MANAGE"]}, "FORBIDDEN"),
    (("MANAGER",), {"permissions": ["MEMBERS_MANAGE"]}, "OK"),
    (("STAFF", "MEMBERS_MANAGE"), {}, "FORBIDDEN"),
    (("STAFF", "MEMBERS_MANAGE", "ORDERS_READ"), {"permissions": ["ORDERS_READ"]}, "OK"),
    (("STAFF", "ORDERS_READ"), {"permissions": ["ORDERS_READ"]}, "FORBIDDEN"),
    (("OWNER",), {"role": "OWNER"}, "OK"),
    (("OWNER",), {"role": "OWNER", "permissions": ["ORDERS_READ"]}, "INVALID"),
    (("OWNER",), {"phone": "+2348031234567"}, "INVALID"),
    (("OWNER",), {"email": None}, "REQUIRED"),
    (("OWNER",), {"vendorId": "VmVuZG9yOm5vbmU="}, "FORBIDDEN"),
]


@pytest.mark.parametrize(("actor", "given", "outcome"), INVITING)
def test_nobody_invites_to_more_than_she_may(
    people: People, actor: tuple[str, ...], given: dict[str, Any], outcome: str
) -> None:
    user = efua(people, *actor)
    before = everything()
    codes = [code for code, _ in faults(invite(user, people, **given))]
    assert codes == ([] if outcome == "OK" else [outcome])
    assert (everything() == before) is (outcome != "OK")


def demoted(people: People, inviter: User) -> None:
    """The inviter is on the staff now."""
    member(people.atelier, inviter, "STAFF", "ORDERS_READ")


def narrowed(people: People, inviter: User) -> None:
    """The inviter manages members still, and may do less than she invited to."""
    member(people.atelier, inviter, "STAFF", "MEMBERS_MANAGE")


def gone(people: People, inviter: User) -> None:
    """The inviter's place is gone, whatever became of the rest."""
    VendorMember.objects.filter(user=inviter).delete()


def deactivated(people: People, inviter: User) -> None:
    """The inviter cannot act."""
    User.objects.filter(pk=inviter.pk).update(is_active=False)


@pytest.mark.parametrize("happened", [demoted, narrowed, gone, deactivated])
def test_an_inviter_who_could_not_invite_any_longer_invites_nobody(
    people: People, happened: Callable[[People, User], None]
) -> None:
    assert people.dami
    inviter = efua(people)
    token = invited(inviter, people.atelier)
    happened(people, inviter)
    before = everything()
    assert faults(accept(people.dami, token)) == [("STATUS_CONFLICT", ["token"])]
    assert everything() == before


@pytest.mark.parametrize("state", ["used", "revoked", "expired", "sent again", "none"])
def test_a_token_that_is_over_is_worth_nothing(people: People, state: str) -> None:
    assert people.dami
    token = invited(people.ada, people.atelier)
    if state == "used":
        assert faults(accept(people.dami, token)) == []
        VendorMember.objects.filter(user=people.dami).delete()
    elif state == "revoked":
        answer = ask("vendorInvitationRevoke", GONE, Wire(people.ada), id=gid(invitation(people.atelier)))
        assert faults(answer) == []
        assert noted(people.ada) == ["INVITATION_SENT", "INVITATION_REVOKED"]
    elif state == "expired":
        VendorInvitation.objects.update(expires_at=timezone.now())
    elif state == "sent again":
        VendorInvitation.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
        answer = ask("vendorInvitationResend", INVITATION, Wire(people.ada), id=gid(invitation(people.atelier)))
        assert faults(answer) == []
    else:
        token = f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"
    before = everything()
    assert faults(accept(people.dami, token)) == [("INVALID_TOKEN", ["token"])]
    assert everything() == before
    if state == "sent again":
        assert faults(accept(people.dami, token_at("dami@example.com"))) == []


def test_sending_again_waits_and_is_for_those_who_could_send_it(people: People) -> None:
    invited(people.ada, people.atelier, role="MANAGER")
    row = gid(invitation(people.atelier))
    before = everything()
    error = payload(ask("vendorInvitationResend", INVITATION, Wire(people.ada), id=row))["userErrors"][0]
    assert (error["code"], 290 < error["retryAfter"] <= 300) == ("RATE_LIMITED", True)
    manager = Wire(efua(people))
    before = everything()
    for mutation in ("vendorInvitationResend", "vendorInvitationRevoke"):
        codes = [
            faults(ask(mutation, "userErrors { code field }", wire, id=row))[0][0]
            for wire in (manager, Wire(people.cleo))
        ]
        assert codes == ["FORBIDDEN", "NOT_FOUND"]
    assert {name: rows for name, rows in everything().items() if name not in {"User", "VendorMember", "Vendor"}} == {
        name: rows for name, rows in before.items() if name not in {"User", "VendorMember", "Vendor"}
    }


def test_one_invitation_for_one_address_until_it_is_over(people: People) -> None:
    invited(people.ada, people.atelier)
    assert faults(invite(people.ada, people)) == [("ALREADY_TAKEN", None)]
    VendorInvitation.objects.update(expires_at=timezone.now())
    assert faults(invite(people.ada, people)) == []
    assert VendorInvitation.objects.count() == 1


def test_who_works_there_already_is_not_given_another_place(people: People) -> None:
    assert people.bisi
    token = invited(people.ada, people.atelier, "bisi@example.com", "MANAGER")
    assert faults(accept(people.bisi, token)) == [("ALREADY_TAKEN", ["token"])]
    found = place(people.atelier, people.bisi)
    assert found is not None
    assert found.role == "STAFF"


def test_invitations_are_limited(people: People) -> None:
    assert people.atelier
    with override_settings(THROTTLES={"invitation-account": "100/hour", "invitation-destination": "1/day"}):
        codes = [faults(invite(people.ada, people, email=f"{name}@example.com")) for name in ("one", "two", "one")]
    assert [[code for code, _ in each] for each in codes] == [[], [], ["RATE_LIMITED"]]


def test_old_ones_are_forgotten(people: People) -> None:
    invited(people.ada, people.atelier, "old@example.com", now=timezone.now() - timedelta(days=7))
    invited(people.ada, people.atelier, "new@example.com")
    prune_invitations()
    assert list(VendorInvitation.objects.values_list("address", flat=True)) == ["new@example.com"]


def test_neither_token_nor_address_is_where_it_has_no_business(people: People) -> None:
    token = invited(people.ada, people.atelier)
    kept = orjson.dumps(everything(), default=str).decode()
    assert token not in kept
    entries = orjson.dumps(list(AuditEntry.objects.values()), default=str).decode()
    assert AuditEntry.objects.count() == 1
    assert (token in entries, "dami" in entries) == (False, False)
