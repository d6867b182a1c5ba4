"""Reads of gift cards."""

from functools import partial
from typing import Any

import strawberry
from django.db.models import Q

from fashionistar.kernel.errors import DomainError
from fashionistar.wallets import models
from fashionistar.wallets.gift_codes import code_hash, read_code
from fashionistar.wallets.selectors import spendable_cards, usable
from fashionistar.wallets.spending import guess_count
from schema.lib.context import WireInfo
from schema.lib.errors import refused
from schema.lib.paging import Connection, connection
from schema.lib.permissions import Shopper, SignedIn
from schema.lib.projection.rows import Rows
from schema.lib.threads import in_thread
from schema.wallets.types import GiftCard, GiftCardBalance


@strawberry.type
class WalletQueries:
    """Root fields about gift cards."""

    @strawberry.field(
        permission_classes=[Shopper],
        graphql_type=GiftCardBalance | None,
        description="What can be spent by a gift card's code; null alike for one that is unknown, spent or ended.",
    )
    async def gift_card(self, info: WireInfo, code: str) -> Any:
        """Guesses are counted: RATE_LIMITED."""
        try:
            await in_thread(partial(guess_count, "code"))
        except DomainError as error:
            raise refused(error) from error
        known = read_code(code)
        if known is None:
            return None
        where = Q(code_hash=code_hash(known)) & usable(info.context.now)
        return Rows(models.GiftCard, where, within=spendable_cards, limit=1)

    @connection(
        Connection[GiftCard],
        permission_classes=[SignedIn],
        description="Gift cards, newest first, for staff who manage them; empty for everybody else.",
    )
    def gift_cards(self, status: models.GiftCardStatus | None = None) -> Rows:
        """All of them, or those that stand as asked."""
        return Rows(models.GiftCard, Q() if status is None else Q(status=status), order=("-created_at", "-id"))
