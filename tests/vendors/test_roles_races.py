"""Places in shops, changed by several at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from fashionistar.kernel.actor import Actor
from fashionistar.privacy.services.account_delete import account_delete
from fashionistar.vendors.models import Vendor, VendorInvitation, VendorMember, VendorRole
from fashionistar.vendors.services.vendor_invitation_accept import vendor_invitation_accept
from fashionistar.vendors.services.vendor_member_remove import vendor_member_remove
from fashionistar.vendors.services.vendor_member_update import vendor_member_update
from tests.accounts.leaving import on_a_device
from tests.accounts.second_factors import at_once
from tests.accounts.test_account_delete_races import both_in_turn, codes, deleting
from tests.inventory.test_stock_locks import on_its_own_connection
from tests.people import People
from tests.vendors.working import invited, member

pytestmark = pytest.mark.django_db(transaction=True)


def apart(work: Callable[[], object]) -> Callable[[], list[str]]:
    """On a connection of its own: what it was refused with."""
    return on_its_own_connection(lambda: codes(work))


def owners(people: People) -> list[str]:
    """Who owns the shop and can act."""
    found = VendorMember.objects.filter(vendor=people.atelier, role="OWNER", user__is_active=True)
    return sorted(found.values_list("user__name", flat=True))


def demoting(actor: Actor, target: VendorMember, role: VendorRole = VendorRole.STAFF) -> Callable[[], list[str]]:
    """One gives another this role."""
    work = partial(
        vendor_member_update, actor=actor, member_id=target.pk, role=role, permissions=None, now=timezone.now()
    )
    return apart(work)


def two_owners(people: People) -> tuple[tuple[Actor, VendorMember], tuple[Actor, VendorMember]]:
    """Ada and Dami, each on a device."""
    dami = member(people.atelier, people.dami, "OWNER")
    ada = VendorMember.objects.get(vendor=people.atelier, user=people.ada)
    return (on_a_device(people.ada), ada), (on_a_device(people.dami), dami)


def test_of_two_owners_who_demote_each_other_at_once_one_does() -> None:
    people = People()
    (ada, adas), (dami, damis) = two_owners(people)
    shop = Vendor.objects.select_for_update().filter(pk=people.atelier.pk)
    assert both_in_turn(shop, demoting(ada, damis), demoting(dami, adas)) == ([], ["FORBIDDEN"])
    assert owners(people) == ["Ada"]


def test_of_two_owners_who_step_down_at_once_one_stays() -> None:
    people = People()
    (ada, adas), (dami, damis) = two_owners(people)
    shop = Vendor.objects.select_for_update().filter(pk=people.atelier.pk)
    leaving = apart(partial(vendor_member_remove, actor=dami, member_id=damis.pk, now=timezone.now()))
    assert both_in_turn(shop, demoting(ada, adas), leaving) == ([], ["STATUS_CONFLICT"])
    assert owners(people) == ["Dami"]


def test_nobody_becomes_the_last_owner_while_her_account_goes() -> None:
    people = People()
    (ada, adas), (dami, damis) = two_owners(people)
    VendorMember.objects.filter(pk=damis.pk).update(role="STAFF")
    device = people.dami.sessions.select_for_update()
    assert both_in_turn(device, deleting(dami), demoting(ada, damis, VendorRole.OWNER)) == ([], ["NOT_FOUND"])
    assert demoting(ada, adas)() == ["STATUS_CONFLICT"]
    assert owners(people) == ["Ada"]


def test_an_invitation_is_accepted_once() -> None:
    people = People()
    assert people.dami
    token = invited(people.ada, people.atelier)
    actor = on_a_device(people.dami)

    def accepting(_: int) -> Any:
        return vendor_invitation_accept(actor=actor, token=token, now=timezone.now())

    assert at_once(accepting, 4) == ["INVALID_TOKEN"] * 3 + ["OK"]
    assert VendorMember.objects.filter(user=people.dami).count() == 1
    assert not VendorInvitation.objects.exists()


def test_an_account_that_goes_takes_invitations_to_it_along_and_accepts_none() -> None:
    people = People()
    assert people.dami
    token = invited(people.ada, people.atelier)
    actor = on_a_device(people.dami)
    account_delete(actor=actor, now=timezone.now())
    accepting = apart(partial(vendor_invitation_accept, actor=actor, token=token, now=timezone.now()))
    assert (accepting(), VendorInvitation.objects.count()) == (["UNAUTHENTICATED"], 0)
