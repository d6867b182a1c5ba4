"""A purchase ends unpaid: what was set aside for it is free again."""

from datetime import datetime
from uuid import UUID

from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.services.transfer_resolve import Void, transfer_resolve
from fashionistar.wallets.models import Tender, TenderStatus
from fashionistar.wallets.tender_lines import set_aside, tenders_lock


def tenders_void(*, purchase: UUID, now: datetime) -> None:
    """Void those tenders of a purchase that are set aside, in the caller's transaction, once."""
    tenders = [tender for tender in tenders_lock(purchase) if tender.status == TenderStatus.SET_ASIDE]
    accounts_lock(line.account for tender in tenders for line in set_aside(tender))
    for tender in tenders:
        transfer_resolve(
            pending=tender.reference,
            outcome=Void(),
            reference=f"{tender.reference}:void",
            event_at=now,
            actor=SYSTEM,
        )
    Tender.objects.filter(pk__in=[tender.pk for tender in tenders]).update(status=TenderStatus.VOIDED)
