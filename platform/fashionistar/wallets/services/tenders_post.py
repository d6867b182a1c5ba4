"""A purchase is paid: what was set aside for it is spent."""

from datetime import datetime
from uuid import UUID

from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.services.transfer_resolve import Post, transfer_resolve
from fashionistar.wallets.models import Tender, TenderStatus
from fashionistar.wallets.tender_lines import set_aside, tender_kind, tenders_lock


def tenders_post(*, purchase: UUID, now: datetime) -> None:
    """Post the tenders of a purchase in the caller's transaction, once; what had been voided is taken again.

    Raises:
        InsufficientFundsError: It had been voided and is not there any more. The caller rolls back what was posted.
    """
    tenders = [tender for tender in tenders_lock(purchase) if tender.status != TenderStatus.POSTED]
    lines = {tender.pk: set_aside(tender) for tender in tenders}
    accounts_lock(line.account for each in lines.values() for line in each)
    for tender in tenders:
        if tender.status == TenderStatus.SET_ASIDE:
            transfer_resolve(
                pending=tender.reference,
                outcome=Post(),
                reference=f"{tender.reference}:post",
                event_at=now,
                actor=SYSTEM,
            )
        else:
            transfer_post(
                reference=f"{tender.reference}:again",
                kind=tender_kind(tender),
                entries=lines[tender.pk],
                event_at=now,
                actor=SYSTEM,
            )
    Tender.objects.filter(pk__in=lines).update(status=TenderStatus.POSTED)
