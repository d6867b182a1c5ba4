"""Set aside what wallet and gift cards pay of a purchase."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.shares import shares
from fashionistar.ledger.account_refs import escrow
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.wallets.models import Tender
from fashionistar.wallets.spending import Source
from fashionistar.wallets.tender_lines import tender_kind, tender_lines


def tenders_set_aside(
    *, purchase: UUID, sources: Sequence[Source], parts: Mapping[UUID, int], currency: str, actor: Actor, now: datetime
) -> list[Tender]:
    """Write a tender and its pending transfer for each source, in the caller's transaction.

    Args:
        purchase: The order.
        sources: From `sources_lock`, in this transaction.
        parts: What stored value pays of each vendor order; the sum is that of the sources.
        currency: Of all of them.
        actor: Who buys.
        now: The time.
    """
    if not sources:
        return []
    accounts_lock([*(source.account for source in sources), *(escrow(part, currency) for part in parts)])
    left, tenders = dict(parts), []
    for source in sources:
        tender = Tender.objects.create(
            purchase=purchase,
            kind=source.kind,
            user_id=source.user_id,
            gift_card_id=source.gift_card_id,
            currency=currency,
            amount_minor=source.minor,
        )
        given = shares(source.minor, left)
        left = {part: most - given[part] for part, most in left.items()}
        transfer_post(
            reference=tender.reference,
            kind=tender_kind(tender),
            entries=tender_lines(tender, given),
            event_at=now,
            actor=actor,
            pending=True,
        )
        tenders.append(tender)
    return tenders
