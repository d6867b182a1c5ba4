"""Ask the bank who holds a payout account, and make it known to the gateway."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.sealing import opened
from fashionistar.payments.gateway import PayoutGateway
from fashionistar.payments.gateway_errors import GatewayRejected, GatewayUnauthorized
from fashionistar.payouts.models import PayoutAccount, PayoutAccountStatus


@dataclass(frozen=True, slots=True)
class _Word:
    """What bank and gateway said; without a recipient they refused."""

    holder_name: str = ""
    bank_name: str = ""
    recipient_code: str = ""


def payout_account_resolve(*, account_id: UUID, gateway: PayoutGateway) -> PayoutAccount:
    """Ask (outside any transaction), then write the answer down; once answered, an account is not asked about again.

    Raises:
        GatewayError: There is no usable answer; nothing has changed.
    """
    account = PayoutAccount.objects.get(pk=account_id)
    if account.status != PayoutAccountStatus.REQUESTED:
        return account
    number = opened(account.number_sealed)
    if number is None:
        raise GatewayUnauthorized("The key that sealed the account number is gone: ENCRYPTION_KEYS lacks it.")
    return _settle(account_id, _ask(account, number, gateway))


def _ask(account: PayoutAccount, number: str, gateway: PayoutGateway) -> _Word:
    try:
        held = gateway.account_resolve(account_number=number, bank_code=account.bank_code)
        recipient = gateway.recipient_create(
            account_name=held.account_name,
            account_number=number,
            bank_code=account.bank_code,
            currency=account.currency,
        )
    except GatewayRejected:  # an account that is unknown, too
        return _Word()
    return _Word(held.account_name[:200], recipient.bank_name[:120] or account.bank_code, recipient.code)


@transaction.atomic(durable=True)
def _settle(account_id: UUID, word: _Word) -> PayoutAccount:
    account = PayoutAccount.objects.select_for_update(of=("self",), no_key=True).get(pk=account_id)
    if account.status != PayoutAccountStatus.REQUESTED:
        return account
    account.status = PayoutAccountStatus.VERIFIED if word.recipient_code else PayoutAccountStatus.REFUSED
    account.holder_name, account.bank_name = word.holder_name, word.bank_name
    account.recipient_code = word.recipient_code
    account.save(update_fields=["status", "holder_name", "bank_name", "recipient_code"])
    return account
