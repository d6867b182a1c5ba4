"""Staff say what a difference is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.reconciliation.models import DifferenceState, ReconciliationDifference

_LONGEST = 300


@transaction.atomic(durable=True)
def reconciliation_difference_resolve(
    *, actor: Actor, difference_id: UUID, reason: str, now: datetime
) -> ReconciliationDifference:
    """Close a difference with a reason; neither the books nor payments change by it.

    Raises:
        DomainError: NOT_FOUND (also for whoever may not reconcile), REQUIRED or INVALID (the reason), STATUS_CONFLICT:
            it is not open.
    """
    rows = ReconciliationDifference.objects.select_for_update(of=("self",)).order_by("pk")
    may = actor.may(StaffPermission.DIFFERENCES_MANAGE)
    row = rows.filter(pk=difference_id).first() if may else None
    if row is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such difference.", "id")
    why = _accepted(reason)
    if row.state != DifferenceState.OPEN:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"The difference is {row.state}.", "id")
    row.resolved_at, row.resolved_by, row.resolution = now, actor.label, why
    row.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    note(
        AuditAction.DIFFERENCE_RESOLVED,
        user_id=actor.user_id,
        actor=actor,
        difference=str(row.pk),
        kind=row.kind,
        reference=row.reference,
        reason=why,
    )
    return row


def _accepted(given: str) -> str:
    reason = given.strip()
    if not reason:
        raise refuse(ErrorCode.REQUIRED, "Say what it is.", "reason")
    if len(reason) > _LONGEST:
        raise refuse(ErrorCode.INVALID, f"A reason has at most {_LONGEST} characters.", "reason")
    return reason
