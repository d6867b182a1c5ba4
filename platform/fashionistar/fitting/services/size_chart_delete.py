"""Remove a size chart."""

from uuid import UUID

from django.db import transaction

from fashionistar.fitting.services.size_chart_update import held_chart
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def size_chart_delete(*, actor: Actor, chart_id: UUID) -> UUID:
    """Remove a chart; its products follow none, and what feedback taught of them goes. Returns its key.

    Raises:
        DomainError: NOT_FOUND.
    """
    held_chart(actor, chart_id).delete()
    return chart_id
