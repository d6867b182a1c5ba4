"""Reads of reconciliation."""

import strawberry
from django.db.models import Q

from fashionistar.reconciliation import models
from schema.lib.paging import Connection, connection
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import Rows
from schema.reconciliation.types import ReconciliationDifference, ReconciliationRun


@strawberry.input
class ReconciliationDifferenceFilter:
    """Which differences; each field that is given narrows them."""

    gateway: str | None = None
    subject: models.Subject | None = None
    kind: models.DifferenceKind | None = None
    state: models.DifferenceState | None = None
    reference: str | None = strawberry.field(default=None, description="Of the thing, or of its payment.")


@strawberry.type
class ReconciliationQueries:
    """Root fields about reconciliation."""

    @connection(
        Connection[ReconciliationRun],
        permission_classes=[SignedIn],
        description="Comparisons of gateways with the books, the latest day first, for staff with DIFFERENCES_MANAGE; "
        "empty for everybody else.",
    )
    def reconciliation_runs(self, gateway: str | None = None) -> Rows:
        """All of them, or those of one gateway."""
        where = Q() if gateway is None else Q(gateway=gateway)
        return Rows(models.ReconciliationRun, where, order=("-day", "-id"))

    @connection(
        Connection[ReconciliationDifference],
        permission_classes=[SignedIn],
        description="What gateways and the books tell otherwise, newest first, for staff with DIFFERENCES_MANAGE; "
        "empty for everybody else.",
    )
    def reconciliation_differences(self, filter: ReconciliationDifferenceFilter | None = None) -> Rows:
        """All of them, or those that fit."""
        where = Q()
        if filter is not None:
            for name in ("gateway", "subject", "kind", "state"):
                given = getattr(filter, name)
                where = where if given is None else where & Q(**{name: given})
            if filter.reference is not None:
                where &= Q(reference=filter.reference) | Q(payment_reference=filter.reference)
        return Rows(models.ReconciliationDifference, where, order=("-first_seen_at", "-id"))
