"""Whether somebody may manage a shop's money: users alone, never an API key."""

from uuid import UUID

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import CurrencyCode
from fashionistar.payouts.models import PayoutAccount
from fashionistar.vendors.models import Vendor, VendorPermission
from fashionistar.vendors.selectors import vendors_where


def shop_of(actor: Actor, vendor_id: UUID, currency: CurrencyCode) -> Vendor:
    """The shop, which sells in the currency and whose money the actor manages.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND, CURRENCY_NOT_SOLD.
    """
    refuse_services(actor)
    shop = vendors_where(actor, VendorPermission.PAYOUTS_MANAGE).filter(pk=vendor_id).first()
    if shop is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such shop whose payouts you manage.", "vendorId")
    if currency not in shop.currencies:
        raise refuse(ErrorCode.CURRENCY_NOT_SOLD, f"The shop does not sell in {currency}.", "currency")
    return shop


def own_account(actor: Actor, account_id: UUID) -> PayoutAccount:
    """An account of a shop whose money the actor manages, with the shop locked: accounts change one after the other.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND.
    """
    refuse_services(actor)
    hers = vendors_where(actor, VendorPermission.PAYOUTS_MANAGE).values("pk")
    found = PayoutAccount.objects.filter(pk=account_id, vendor__in=hers).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such payout account that you manage.", "id")
    Vendor.objects.order_by("pk").select_for_update(of=("self",), no_key=True).get(pk=found.vendor_id)
    rows = PayoutAccount.objects.select_related("vendor").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=account_id)


def require_staff(actor: Actor, vendor_id: UUID) -> Vendor:
    """The shop, locked, for staff who may hold payouts.

    Raises:
        DomainError: FORBIDDEN, NOT_FOUND.
    """
    if not actor.may(StaffPermission.PAYOUTS_MANAGE):
        raise refuse(ErrorCode.FORBIDDEN, "Only the platform's staff may do this.", "vendorId")
    rows = Vendor.objects.order_by("pk").select_for_update(of=("self",), no_key=True)
    shop: Vendor | None = rows.filter(pk=vendor_id).first()
    if shop is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such shop.", "vendorId")
    return shop


def refuse_services(actor: Actor) -> None:
    """Refuse API keys: one that is lost must not move money.

    Raises:
        DomainError: FORBIDDEN.
    """
    if actor.is_service:
        raise refuse(ErrorCode.FORBIDDEN, "An API key cannot do this: sign in.")
