"""Stop a new payout account before anything goes there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.payouts.events import PayoutAccountCancelled
from fashionistar.payouts.messages import account_cancelled_message
from fashionistar.payouts.models import PayoutAccount, PayoutAccountStatus
from fashionistar.payouts.notices import name_of, tell_owners
from fashionistar.payouts.shop_access import own_account
from fashionistar.payouts.transitions import check_account


@transaction.atomic(durable=True)
def payout_account_cancel(*, actor: Actor, account_id: UUID, now: datetime) -> PayoutAccount:
    """Cancel the CURRENT account during its cool-down; the one before comes back. Needs no second factor: it is urgent.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND, STATUS_CONFLICT (its cool-down is over, too).
    """
    account = own_account(actor, account_id)
    if account.status == PayoutAccountStatus.CANCELLED:
        return account
    check_account(account.status, PayoutAccountStatus.CANCELLED)
    if account.usable_at is not None and account.usable_at <= now:
        raise refuse(ErrorCode.STATUS_CONFLICT, "Its cool-down is over: confirm another account instead.", "id")
    account.status = PayoutAccountStatus.CANCELLED
    account.save(update_fields=["status"])
    if account.replaces_id is not None:
        before = PayoutAccount.objects.select_for_update(of=("self",), no_key=True).get(pk=account.replaces_id)
        before.status = PayoutAccountStatus.CURRENT
        before.save(update_fields=["status"])
    outbox.record(PayoutAccountCancelled(payout_account_id=account.pk, vendor_id=account.vendor_id), actor=actor)
    tell_owners(account.vendor_id, account_cancelled_message(account, by=name_of(actor, account.vendor_id)), now=now)
    note(
        AuditAction.PAYOUT_ACCOUNT_CANCELLED,
        user_id=actor.user_id,
        actor=actor,
        vendor=str(account.vendor_id),
        account=str(account.pk),
    )
    return account
