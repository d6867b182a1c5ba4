"""Reads of payouts; the tenant scope of accounts and payouts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from fashionistar.accounts.models import User
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.payouts.models import (
    Payout,
    PayoutAccount,
    PayoutAccountStatus,
    PayoutHold,
    PayoutInterval,
    PayoutSchedule,
    PayoutStatus,
)
from fashionistar.vendors.models import Vendor, VendorMember, VendorPermission, VendorRole
from fashionistar.vendors.selectors import vendors_where

_BATCH = 100
_UNTAKEN, _UNENDED = timedelta(hours=1), timedelta(days=1)
UNDER_WAY = (PayoutStatus.REQUESTED, PayoutStatus.SENDING)


def managed_shops(actor: Actor, queryset: QuerySet[Any] | None = None) -> QuerySet[Any]:
    """The shops whose money the actor manages; for staff who may, all."""
    shops = Vendor.objects.all() if queryset is None else queryset
    if actor.may(StaffPermission.PAYOUTS_MANAGE):
        return shops
    return shops.filter(pk__in=vendors_where(actor, VendorPermission.PAYOUTS_MANAGE).values("pk"))


def visible_accounts(actor: Actor, queryset: QuerySet[PayoutAccount] | None = None) -> QuerySet[PayoutAccount]:
    """The payout accounts of the shops whose money the actor manages."""
    accounts = PayoutAccount.objects.all() if queryset is None else queryset
    return accounts.filter(vendor__in=managed_shops(actor))


def visible_payouts(actor: Actor, queryset: QuerySet[Payout] | None = None) -> QuerySet[Payout]:
    """The payouts of the shops whose money the actor manages."""
    payouts = Payout.objects.all() if queryset is None else queryset
    return payouts.filter(vendor__in=managed_shops(actor))


def visible_holds(actor: Actor, queryset: QuerySet[PayoutHold] | None = None) -> QuerySet[PayoutHold]:
    """All for staff who manage payouts, none for anybody else."""
    holds = PayoutHold.objects.all() if queryset is None else queryset
    return holds if actor.may(StaffPermission.PAYOUTS_MANAGE) else holds.none()


def current_account(vendor_id: UUID, currency: str) -> PayoutAccount | None:
    """Where a shop's payouts in a currency go."""
    found = PayoutAccount.objects.filter(vendor=vendor_id, currency=currency, status=PayoutAccountStatus.CURRENT)
    return found.first()


def schedule_of(vendor_id: UUID, currency: str) -> PayoutSchedule | None:
    """What a shop chose, if anything."""
    return PayoutSchedule.objects.filter(vendor=vendor_id, currency=currency).first()


def open_hold(vendor_id: UUID) -> PayoutHold | None:
    """Why nothing is paid to a shop."""
    return PayoutHold.objects.filter(vendor=vendor_id, released_at__isnull=True).first()


def owners_of(vendor_id: UUID) -> QuerySet[User]:
    """The owners of a shop who can act."""
    owners = VendorMember.objects.filter(vendor=vendor_id, role=VendorRole.OWNER)
    return User.objects.filter(pk__in=owners.values("user"), is_active=True).order_by("pk")


def gateway_of(payout_id: UUID) -> str:
    """The name of the gateway that a payout goes through."""
    return Payout.objects.values_list("gateway", flat=True).get(pk=payout_id)


def due_payouts(*, now: datetime) -> list[UUID]:
    """Payouts to be sent or asked about, those that have waited longest first."""
    due = Payout.objects.filter(due_at__lte=now).order_by("due_at")
    return list(due.values_list("pk", flat=True)[:_BATCH])


def hanging_payouts(*, now: datetime) -> list[tuple[str, str]]:
    """Reference and status of payouts that the gateway has not taken for an hour, or not ended for a day."""
    untaken = Q(status=PayoutStatus.SENDING, created_at__lt=now - _UNTAKEN)
    unended = Q(status=PayoutStatus.SENT, sent_at__lt=now - _UNENDED)
    return list(Payout.objects.filter(untaken | unended).order_by("pk").values_list("reference", "status")[:_BATCH])


def automatic_accounts(*, now: datetime) -> Iterator[tuple[PayoutAccount, PayoutSchedule | None]]:
    """The accounts that payouts may go to unasked, and what their shops chose."""
    held = PayoutHold.objects.filter(vendor=OuterRef("vendor"), released_at__isnull=True)
    usable = PayoutAccount.objects.filter(status=PayoutAccountStatus.CURRENT, usable_at__lte=now)
    accounts = usable.exclude(Exists(held)).order_by("pk")
    chosen = PayoutSchedule.objects.all()
    if settings.PAYOUT_INTERVAL == PayoutInterval.MANUAL:
        chosen = chosen.exclude(interval=PayoutInterval.MANUAL)
        accounts = accounts.filter(Exists(chosen.filter(vendor=OuterRef("vendor"), currency=OuterRef("currency"))))
    schedules = {(row.vendor_id, row.currency): row for row in chosen}
    for account in accounts:
        yield account, schedules.get((account.vendor_id, account.currency))
