"""What a shop does about the accounts that it is paid to."""

from uuid import UUID

import strawberry

from fashionistar.kernel.errors import ErrorCode
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import payout_gateway_named
from fashionistar.payouts import models
from fashionistar.payouts.services.payout_account_cancel import payout_account_cancel
from fashionistar.payouts.services.payout_account_confirm import payout_account_confirm
from fashionistar.payouts.services.payout_account_request import payout_account_request
from fashionistar.payouts.services.payout_account_resolve import payout_account_resolve
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.payouts.inputs import PayoutAccountCancelInput, PayoutAccountConfirmInput, PayoutAccountRequestInput
from schema.payouts.payloads import PayoutAccountPayload
from schema.payouts.reading import shop_id


def _requested(info: WireInfo, input: PayoutAccountRequestInput) -> PayoutAccountPayload:
    account = payout_account_request(
        actor=info.context.actor,
        vendor_id=shop_id(input.vendor_id),
        currency=input.currency,
        bank_code=input.bank_code,
        account_number=input.account_number,
        now=info.context.now,
    )
    try:
        account = payout_account_resolve(account_id=account.pk, gateway=payout_gateway_named(account.gateway))
    except GatewayError:
        message = "The bank gave no answer. Try once more in a moment."
        return PayoutAccountPayload(
            account_id=account.pk,
            user_errors=[UserError(code=ErrorCode.GATEWAY_UNAVAILABLE, message=message, field=["accountNumber"])],
        )
    if account.status == models.PayoutAccountStatus.REFUSED:
        message = "The bank knows no such account in this currency. Check the number and the bank."
        return PayoutAccountPayload(
            account_id=account.pk,
            user_errors=[UserError(code=ErrorCode.GATEWAY_REJECTED, message=message, field=["accountNumber"])],
        )
    return PayoutAccountPayload(account_id=account.pk)


def _done(account: models.PayoutAccount) -> PayoutAccountPayload:
    return PayoutAccountPayload(account_id=account.pk)


def _refused(errors: list[UserError]) -> PayoutAccountPayload:
    return PayoutAccountPayload(user_errors=errors)


def _row(given: strawberry.ID) -> UUID:
    return row_named(given, "PayoutAccount", "id", "There is no such payout account that you manage.")


@strawberry.type
class PayoutAccountMutations:
    """Root fields about payout accounts."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Name a bank account for a shop's payouts and ask the bank who holds it. Check the name, then "
        "`payoutAccountConfirm`. Needs a second factor, shown within the last minutes (`sessionStepUp`).",
    )
    async def payout_account_request(self, info: WireInfo, input: PayoutAccountRequestInput) -> PayoutAccountPayload:
        """Where the bank gave no answer, nothing goes there; request it once more."""
        return await attempt(lambda: _requested(info, input), done=lambda payload: payload, refused=_refused)

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="The holder is right: payouts go there, once the cool-down is over. Every owner of the shop is "
        "told, and can stop it until then. Needs a second factor, shown within the last minutes.",
    )
    async def payout_account_confirm(self, info: WireInfo, input: PayoutAccountConfirmInput) -> PayoutAccountPayload:
        """The one before is kept as REPLACED."""
        return await attempt(
            lambda: payout_account_confirm(actor=info.context.actor, account_id=_row(input.id), now=info.context.now),
            done=_done,
            refused=_refused,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Stop a new account during its cool-down: payouts go where they went before, if anywhere.",
    )
    async def payout_account_cancel(self, info: WireInfo, input: PayoutAccountCancelInput) -> PayoutAccountPayload:
        """Every owner is told. Safe to repeat."""
        return await attempt(
            lambda: payout_account_cancel(actor=info.context.actor, account_id=_row(input.id), now=info.context.now),
            done=_done,
            refused=_refused,
        )
