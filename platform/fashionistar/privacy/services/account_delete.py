"""Forget somebody who asks for it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.models import User
from fashionistar.accounts.services.account_erase import account_erase, held_for_good
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.kernel.money import Money
from fashionistar.orders.selectors import unfinished_orders
from fashionistar.privacy.selectors import addresses_of
from fashionistar.vendors.selectors import shops_left_without_owner
from fashionistar.vendors.services.vendor_invitations_forget import vendor_invitations_forget
from fashionistar.wallets.selectors import wallets_with_money


@transaction.atomic(durable=True)
def account_delete(*, actor: Actor, now: datetime) -> UUID:
    """Make the actor's account nobody's; returns the key of what was hers.

    An order that waits for its payment does not stand in the way: it expires by itself, or is paid and delivered.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED; or STATUS_CONFLICT, once for each shop that would have no owner,
            each order that is paid and not finished, and each wallet that holds money.
    """
    user = held_for_good(require_step_up(actor, now=now))
    if obstacles := list(_obstacles(user)):
        raise DomainError(*obstacles)
    vendor_invitations_forget(addresses=addresses_of(user))
    account_erase(user=user, actor=actor, now=now)
    return user.pk


def _obstacles(user: User) -> Iterator[Fault]:
    for shop in shops_left_without_owner(user.pk):
        message = f"You are the last owner of {shop.name}. Make somebody else its owner first."
        yield Fault(ErrorCode.STATUS_CONFLICT, message)
    for order in unfinished_orders(user.pk):
        message = f"Your order {order.public_number} is not finished. Wait until it has arrived or is refunded."
        yield Fault(ErrorCode.STATUS_CONFLICT, message)
    for account in wallets_with_money(user.pk):
        held = Money(account.posted, account.currency).amount
        message = f"Your wallet holds {held} {account.currency}. Spend it first, or ask us to pay it out."
        yield Fault(ErrorCode.STATUS_CONFLICT, message)
