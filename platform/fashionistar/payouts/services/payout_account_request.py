"""Name a bank account for a shop's payouts; who holds it, `payout_account_resolve` asks the bank."""

import re
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import CurrencyCode
from fashionistar.kernel.sealing import sealed
from fashionistar.kernel.throttle import throttle
from fashionistar.payouts.models import PayoutAccount
from fashionistar.payouts.shop_access import shop_of

_BANK_CODE = re.compile(r"[A-Za-z0-9]{2,30}")
#: Nigerian accounts have 10 digits, others and wallets of mobile money up to 20.
_NUMBER = re.compile(r"[0-9]{7,20}")


@transaction.atomic(durable=True)
def payout_account_request(
    *, actor: Actor, vendor_id: UUID, currency: CurrencyCode, bank_code: str, account_number: str, now: datetime
) -> PayoutAccount:
    """Write down where payouts might go; nothing goes there until the bank has spoken and an owner has confirmed.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND, CURRENCY_NOT_SOLD, UNAUTHENTICATED, MFA_REQUIRED,
            STEP_UP_REQUIRED, INVALID, RATE_LIMITED.
    """
    shop = shop_of(actor, vendor_id, currency)
    user = require_step_up(actor, now=now, mfa=True)
    number = re.sub(r"[\s-]", "", account_number)
    if not _NUMBER.fullmatch(number):
        raise refuse(ErrorCode.INVALID, "An account number has 7 to 20 digits.", "accountNumber")
    if not _BANK_CODE.fullmatch(bank_code):
        raise refuse(ErrorCode.INVALID, "Take the bank's code from `payoutBanks`.", "bankCode")
    throttle("payout-account", str(shop.pk), field="accountNumber")
    account = PayoutAccount.objects.create(
        vendor=shop,
        currency=currency,
        gateway=settings.PAYOUT_GATEWAY,
        bank_code=bank_code,
        number_sealed=sealed(number),
        last4=number[-4:],
    )
    note(
        AuditAction.PAYOUT_ACCOUNT_REQUESTED,
        user_id=user,
        actor=actor,
        vendor=str(shop.pk),
        account=str(account.pk),
        currency=currency.value,
        last4=account.last4,
    )
    return account
