"""Have payouts go to an account whose holder the bank has named."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.payouts.events import PayoutAccountConfirmed
from fashionistar.payouts.messages import account_confirmed_message
from fashionistar.payouts.models import PayoutAccount, PayoutAccountStatus
from fashionistar.payouts.notices import name_of, tell_owners
from fashionistar.payouts.shop_access import own_account


@transaction.atomic(durable=True)
def payout_account_confirm(*, actor: Actor, account_id: UUID, now: datetime) -> PayoutAccount:
    """Make a VERIFIED account the CURRENT one: its cool-down begins, and every owner is told.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND, UNAUTHENTICATED, MFA_REQUIRED, STEP_UP_REQUIRED,
            STATUS_CONFLICT.
    """
    account = own_account(actor, account_id)
    user = require_step_up(actor, now=now, mfa=True)
    if account.status == PayoutAccountStatus.CURRENT:
        return account
    if account.status != PayoutAccountStatus.VERIFIED:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A payout account that is {account.status} cannot be confirmed.", "id")
    account.replaces = _replaced(account)
    account.status = PayoutAccountStatus.CURRENT
    account.confirmed_at, account.usable_at = now, now + settings.PAYOUT_ACCOUNT_COOL_DOWN
    account.save(update_fields=["status", "confirmed_at", "usable_at", "replaces"])
    outbox.record(PayoutAccountConfirmed(payout_account_id=account.pk, vendor_id=account.vendor_id), actor=actor)
    tell_owners(account.vendor_id, account_confirmed_message(account, by=name_of(actor, account.vendor_id)), now=now)
    note(
        AuditAction.PAYOUT_ACCOUNT_CONFIRMED,
        user_id=user,
        actor=actor,
        vendor=str(account.vendor_id),
        account=str(account.pk),
        currency=account.currency,
        last4=account.last4,
    )
    return account


def _replaced(account: PayoutAccount) -> PayoutAccount | None:
    rows = PayoutAccount.objects.order_by("pk").select_for_update(of=("self",), no_key=True)
    current: PayoutAccount | None = rows.filter(
        vendor=account.vendor_id, currency=account.currency, status=PayoutAccountStatus.CURRENT
    ).first()
    if current is not None:
        current.status = PayoutAccountStatus.REPLACED
        current.save(update_fields=["status"])
    return current
