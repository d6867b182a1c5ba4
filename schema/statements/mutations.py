"""Statements as files."""

from datetime import date, datetime
from uuid import UUID

import strawberry
from django.conf import settings

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.ledger.account_refs import AccountRef, wallet
from fashionistar.statements.links import StatementFormat
from fashionistar.statements.selectors import Period, ShopAccount
from fashionistar.statements.services.statement_export import statement_export
from fashionistar.wallets.selectors import wallets_of
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_id
from schema.lib.permissions import SignedInOrKey


@strawberry.input
class StatementExportInput:
    """Which account: a wallet, or what a shop has earned or owes in a currency; of which days, and as what."""

    wallet_id: strawberry.ID | None = None
    vendor_id: strawberry.ID | None = None
    currency: CurrencyCode | None = strawberry.field(default=None, description="Of a shop's account.")
    of: ShopAccount = strawberry.field(default=ShopAccount.EARNED, description="Which account of a shop.")
    first: date | None = strawberry.field(default=None, name="from", description="The first day, in UTC.")
    last: date | None = strawberry.field(default=None, name="to", description="The last day, in UTC.")
    format: StatementFormat = StatementFormat.PDF


@strawberry.type
class StatementExportPayload:
    """Where the file is, or what was wrong."""

    url: str | None = strawberry.field(
        default=None, description="Fetch it by a plain GET, soon: who asked must still be signed in then."
    )
    expires_at: datetime | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def _account(input: StatementExportInput, info: WireInfo) -> AccountRef | None:
    if (input.wallet_id is None) is (input.vendor_id is None):
        raise refuse(ErrorCode.INVALID, "Say a wallet or a shop, not both.", "walletId")
    if input.vendor_id is not None:
        vendor: UUID | None = row_id(input.vendor_id, "Vendor")
        if input.currency is None:
            raise refuse(ErrorCode.REQUIRED, "Say in which currency.", "currency")
        return None if vendor is None else AccountRef(input.of.code, input.currency.value, vendor)
    row = row_id(input.wallet_id or "", "Wallet")
    account = None if row is None else wallets_of(info.context.actor).filter(pk=row).first()
    return None if account is None or account.owner_id is None else wallet(account.owner_id, account.currency)


@strawberry.type
class StatementMutations:
    """Root fields that make statements."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="The address of a statement as a file, CSV or PDF; it is good for five minutes.",
    )
    async def statement_export(self, info: WireInfo, input: StatementExportInput) -> StatementExportPayload:
        """NOT_FOUND also for what is somebody else's."""
        actor, now = info.context.actor, info.context.now
        return await attempt(
            lambda: statement_export(
                actor=actor,
                ref=_account(input, info),
                period=Period(input.first, input.last),
                form=input.format,
            ),
            done=lambda token: StatementExportPayload(
                url=f"{settings.PUBLIC_URL}/statements/?token={token}",
                expires_at=now + settings.STATEMENT_LINK_LIFETIME,
            ),
            refused=lambda errors: StatementExportPayload(user_errors=errors),
        )
